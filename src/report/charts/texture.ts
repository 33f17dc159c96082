import { CHART_COLORS, type ChartColor } from './colors.ts';

/**
 * Areas are told apart by texture as well as by colour: hatched = held, dotted = promised, and so on. Vega cannot draw textures, so a
 * finished drawing gets them here: every area filled with one of these colours is filled with its pattern instead.
 */
export function withTextures(svg: string, drawing: string): string {
  let textured = svg;
  const patterns: string[] = [];
  for (const [color, lines] of TEXTURES) {
    const plain = `fill="${CHART_COLORS[color]}"`;
    if (!textured.includes(plain)) continue;
    const id = `${drawing}-${color}`;
    textured = textured.replaceAll(plain, `fill="url(#${id})"`);
    patterns.push(
      `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse">` +
        `<rect width="8" height="8" fill="${CHART_COLORS[color]}" fill-opacity="0.35"/>` +
        `<path d="${lines}" stroke="${CHART_COLORS[color]}" stroke-width="1.6" fill="none"/></pattern>`,
    );
  }
  return patterns.length === 0
    ? svg
    : textured.replace(/<svg[^>]*>/, (open) => `${open}<defs>${patterns.join('')}</defs>`);
}

/** Lines within a tile of 8 × 8; the colours that are missing are drawn solid. */
const TEXTURES: readonly (readonly [ChartColor, string])[] = [
  ['held', 'M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4'],
  ['coming', 'M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4'],
  ['promised', 'M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4 M0,8 l8,-8'],
  ['absent', 'M2,0 v8 M6,0 v8'],
  ['bad', 'M0,2 h8 M0,6 h8'],
];
