import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian, other distributions and macOS put it; `POOLPROOF_CHROMIUM` names another place. */
const PLACES = [
  process.env.POOLPROOF_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine; null where there is none. None is ever downloaded. */
export const BROWSER_PATH = PLACES.find((path) => path !== '' && existsSync(path)) ?? null;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: BROWSER_PATH as string,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page as it stands. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    async () => (await (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run()).violations,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}
