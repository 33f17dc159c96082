import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH, openBrowser } from '../support/browser.ts';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

describe.skipIf(BROWSER_PATH === null)('the filter of the gallery page', () => {
  const folder = folderOf({
    'pair.yaml': SCENARIO,
    'other.yaml': SCENARIO.replace('scenario: pair', 'scenario: other').replace('[small]', '[nightly]'),
    'failing.yaml': SCENARIO.replace('scenario: pair', 'scenario: sad').replace('breaks: [all done]', 'breaks: []'),
  });
  let browser: Browser;

  beforeAll(async () => {
    [browser] = await Promise.all([
      openBrowser(),
      poolproof(folder.path, ['run', 'pair.yaml', 'other.yaml', 'failing.yaml', '--report', 'out']),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  async function opened(use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(join(folder.path, 'out/index.html')).href);
    await use(page);
    expect(complaints).toEqual([]);
    await context.close();
  }

  /** What a reader sees: scenario (where it is named) and variant of each row. */
  const seen = (page: Page): Promise<readonly string[]> =>
    page.locator('tbody tr:visible').evaluateAll((rows) =>
      rows.map((row) => {
        const name = [...row.querySelectorAll<HTMLElement>('.group, .repeat')].find((each) => !each.hidden);
        return `${name?.textContent ?? ''} > ${row.querySelector('a')?.textContent ?? ''}`;
      }),
    );

  it('shows the rows in which every word is found, by name, label or verdict, and counts them', async () => {
    await opened(async (page) => {
      expect(await seen(page)).toEqual([
        'sad > plain',
        ' > impatient',
        'other > plain',
        ' > impatient',
        'pair > plain',
        ' > impatient',
      ]);
      await page.getByLabel('Filter').fill('failed');
      // Its scenario was named in a row that is hidden now.
      expect(await seen(page)).toEqual(['sad > impatient']);
      await page.getByLabel('Filter').fill('nightly');
      expect(await seen(page)).toEqual(['other > plain', ' > impatient']);
      await page.getByLabel('Filter').fill('PASSED impa');
      expect(await seen(page)).toEqual(['other > impatient', 'pair > impatient']);
      expect(await page.locator('.filter output').textContent()).toBe('2 of 6');
    });
  });

  it('is reached and cleared by keyboard alone', async () => {
    await opened(async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such');
      expect(await seen(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await seen(page)).toHaveLength(6);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      const followed = page.locator('tbody a').first();
      expect(await followed.evaluate((link) => link === document.activeElement)).toBe(true);
    });
  });
});
