import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH, openBrowser, violationsOn } from '../support/browser.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

/** The builds come first and many at once, the deployment alone. */
const TWO = `scenario: two
run: { duration: 10m }
pools: { builds: { min: 0, max: 4 }, deploys: { min: 1, max: 1 } }
profiles: { build: { type: plan, plan: 60s } }
workload:
  - { name: builds, pool: builds, arrivals: { poisson: 200/h }, profile: build }
  - tasks: [{ id: t1, at: 5m, pool: deploys, workspace: ws1, type: plan, plan: 20s }]
`;

describe.skipIf(BROWSER_PATH === null)('the charts of several pools', () => {
  const folder = folderOf({ 'two.yaml': TWO });
  let browser: Browser;

  beforeAll(async () => {
    [browser] = await Promise.all([openBrowser(), poolproof(folder.path, ['run', 'two.yaml', '--report', 'out'])]);
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  it('show all of them together, and one at a time for who asks; time stays zoomed', async () => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 1000 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(pathToFileURL(join(folder.path, 'out/two/default/report.html')).href);
    const seen = () => page.locator('figure h3:visible').allTextContents();
    const WAITS = ['Wait times', 'Share of tasks that waited at most so long'];
    expect(await seen()).toEqual(['Pods by state', 'Slots by use', 'What each slot did', 'Queue', ...WAITS]);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const range = await page.locator('.zoom output').textContent();
    const deploys = page.getByRole('button', { name: 'deploys' });
    await deploys.focus();
    await page.keyboard.press('Enter');
    expect(await seen()).toEqual([
      'Pods by state: deploys',
      'Slots by use: deploys',
      'What each slot did',
      'Queue: deploys',
      ...WAITS,
    ]);
    expect(await deploys.getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.zoom output').textContent()).toBe(range);
    await page.getByRole('group', { name: 'Pods by state: deploys' }).focus();
    await page.keyboard.press('ArrowRight');
    expect((await page.locator('.tip > div').allTextContents()).join()).toMatch(/connected 1,.*desired 1/);
    expect(await violationsOn(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    // A time in a table leads to a chart that is seen.
    await page.locator('a[data-at]').first().click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Pods by state: deploys',
    );
    expect(complaints).toEqual([]);
  });
});
