import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH, openBrowser } from '../support/browser.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

const MONTH = resolve('scenarios/month-for-capacity-planning.yaml');

describe.skipIf(BROWSER_PATH === null)('the report of a month', () => {
  const folder = folderOf({});
  const report = join(folder.path, 'out/month-for-capacity-planning/two-warm/report.html');
  let browser: Browser;

  beforeAll(async () => {
    const line = ['run', MONTH, '--variant', 'two-warm', '--report', 'out', '--reporter', 'github'];
    const runner = { GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md') };
    [browser] = await Promise.all([openBrowser(), poolproof(folder.path, line, undefined, runner)]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  it('is below 5 MB, and draws all of its charts', async () => {
    expect(statSync(report).size).toBeLessThan(5_000_000);
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    const begunAt = performance.now();
    await page.goto(pathToFileURL(report).href);
    await page.locator('.zoom').waitFor();
    const heights = await page
      .locator('figure svg')
      .evaluateAll((drawings) => drawings.map((svg) => svg.getBoundingClientRect().height));
    console.log(`opened in ${Math.round(performance.now() - begunAt)} ms, ${statSync(report).size} bytes`);
    const titles = ['Pods by state', 'Slots by use', 'What each slot did', 'Queue', 'Wait times'];
    expect((await page.locator('figure h3').allTextContents()).slice(0, 5)).toEqual(titles);
    expect(heights).toHaveLength(6);
    expect(Math.min(...heights)).toBeGreaterThan(100);
  });

  it('tells other programs in less than 1 MiB, too', () => {
    const sizes = ['out/junit.xml', 'summary.md'].map((name) => readFileSync(join(folder.path, name)).length);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  });
});
