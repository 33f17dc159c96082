import type { TopLevelSpec } from 'vega-lite';
import { withTextures } from './texture.ts';

/**
 * Draws a Vega-Lite specification without a screen. A warning of the compiler is an error here: it means that a specification does not
 * say what its author thinks.
 */
export async function renderSvg(spec: TopLevelSpec, drawing: string): Promise<string> {
  // Loaded with the first chart: together they take longer to load than a short run.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec, { logger: STRICT }).spec), { renderer: 'none' });
  try {
    return withTextures(shortNumbers(await view.toSVG()), drawing);
  } finally {
    view.finalize();
  }
}

/** A hundredth of a pixel is enough; the rest is most of the file, and may differ between machines. */
const shortNumbers = (svg: string): string => svg.replace(/(\d+\.\d\d)\d+/g, '$1');

const refuse = (...words: readonly unknown[]): never => {
  throw new Error(`a chart is not well specified: ${words.join(' ')}`);
};
const ignore = () => STRICT;
const STRICT = { level: ignore as never, warn: refuse, error: refuse, info: ignore, debug: ignore };
