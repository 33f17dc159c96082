import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH, openBrowser } from '../support/browser.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

/** Some hundred thousand tasks, a fifth of them with two phases. */
const BIG = `scenario: big
about: Six days of a busy platform.
run: { duration: 6d, drain: { timeout: 2h } }
pool: { min: 2, max: 60, agent: { slots: 4, rule: apply-one-of-n } }
workspaces: { count: 2000 }
profiles:
  preview: { type: plan, plan: { lognormal: { median: 40s, p95: 2m } } }
  change: { type: plan_and_apply, plan: 40s, confirm: 30s, apply: 40s }
workload: [{ name: people, arrivals: { poisson: 700/h }, profile: { preview: 0.8, change: 0.2 } }]
`;

describe.skipIf(BROWSER_PATH === null)('the report of a hundred thousand tasks', () => {
  const folder = folderOf({ 'big.yaml': BIG });
  const report = join(folder.path, 'out/big/default/report.html');
  let browser: Browser;

  beforeAll(async () => {
    [browser] = await Promise.all([openBrowser(), poolproof(folder.path, ['run', 'big.yaml', '--report', 'out'])]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  it('is below 5 MB, and shows each task of a stretch of time that is zoomed into', async () => {
    expect(statSync(report).size).toBeLessThan(5_000_000);
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    const begunAt = performance.now();
    await page.goto(pathToFileURL(report).href);
    await page.locator('.zoom').waitFor();
    console.log(`opened in ${Math.round(performance.now() - begunAt)} ms, ${statSync(report).size} bytes`);
    const figure = page.locator('figure').filter({ hasText: 'What each slot did' });
    await figure.scrollIntoViewIfNeeded();
    const single = figure.locator('svg rect[fill="var(--chart-1)"]');
    expect(await single.count()).toBe(0);
    await figure.locator('.drawing').focus();
    for (let times = 0; times < 8; times++) await page.keyboard.press('+');
    expect(await single.count()).toBeGreaterThan(100);
    await page.keyboard.press('0');
    expect(await single.count()).toBe(0);
  });
});
