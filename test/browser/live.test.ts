import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH, openBrowser, violationsOn } from '../support/browser.ts';
import { folderOf, poolproof } from '../support/command-line.ts';
import { HELD, HELD_POLICY } from '../support/held-run.ts';

describe.skipIf(BROWSER_PATH === null)('the live page', () => {
  const folder = folderOf({ 'held.yaml': HELD, 'held.mjs': HELD_POLICY });
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  it('follows a run, stays usable meanwhile and offers the report when it has ended', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    let found: (url: string) => void = () => {};
    const url = new Promise<string>((resolve) => {
      found = resolve;
    });
    const run = poolproof(folder.path, ['run', 'held.yaml', '--watch'], (_, err) => {
      err.on('data', (text: string) => {
        const told = /http:\S+/.exec(text)?.[0];
        if (told !== undefined) found(told);
      });
    });
    try {
      await page.goto(await url);
      const drawn = page.locator('figure').filter({ hasText: 'Pods by state' }).locator('svg');
      await drawn.waitFor();
      const [before, box] = [await drawn.innerHTML(), page.getByRole('group', { name: 'Queue' })];
      await box.focus();
      await expect.poll(() => drawn.innerHTML(), { timeout: 20_000 }).not.toBe(before);
      expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await page.locator('#status').textContent()).toMatch(/^0:\d\d:\d\d of at most 0:10:00$/);
      expect(await page.locator('h1').textContent()).toBe('held › default');
      expect(await violationsOn(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

      writeFileSync(join(folder.path, 'go'), '');
      const link = page.getByRole('link', { name: 'held > default: the report' });
      await link.waitFor();
      expect((await run).code).toBe(0);
      // The server is gone: the page has the report by itself.
      const opening = page.waitForEvent('popup');
      await link.click();
      const report = await opening;
      report.on('console', (message) => complaints.push(message.text()));
      await report.locator('.zoom').waitFor();
      expect(await report.title()).toBe('held > default: passed');
      expect(await violationsOn(page)).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      writeFileSync(join(folder.path, 'go'), '');
      await run;
      await page.close();
    }
  });
});
