import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH } from '../support/browser.ts';
import { type RushPages, rushPages } from '../support/rush-pages.ts';

const DESK = { width: 1100, height: 1000 };

describe.skipIf(BROWSER_PATH === null)('a chart whose marks tell what they are', () => {
  let pages: RushPages;
  beforeAll(async () => {
    pages = await rushPages();
  });
  afterAll(() => pages?.close());

  const figure = (page: Page, title: string) =>
    page.locator('figure').filter({ has: page.getByRole('heading', { name: title }) });
  const told = (page: Page) => page.locator('.tip > div').allTextContents();

  it('names the policy under the pointer with its wait, cost and bound, and falls silent beside it', async () => {
    await pages.opened('comparison', { viewport: DESK }, async (page) => {
      const pareto = figure(page, 'Wait against cost');
      await pareto.scrollIntoViewIfNeeded();
      const front = pareto.locator('.role-mark > [aria-label*="on the front"]').first();
      const box = (await front.boundingBox()) as { x: number; y: number; width: number; height: number };
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const lines = await told(page);
      const rows = await page.locator('section[aria-labelledby="measures"] tbody tr').allTextContents();
      const policy = (lines[0] as string).split(/,| \(/)[0] as string;
      expect(rows.filter((row) => row.includes(policy)).length).toBeGreaterThan(0);
      expect(lines.join('\n')).toMatch(
        /, on the front\nwait\.p95 \((s|min|h)\) [\d.]+ ±[\d.]+\npods\.hours [\d.]+ ±[\d.]+\n[\d.]+ times the clairvoyant bound/,
      );
      await page.mouse.move(2, 2);
      expect(await page.locator('.tip').isVisible()).toBe(false);
    });
  });

  it('says once what several names at one place have in common', async () => {
    await pages.opened('comparison', { viewport: DESK }, async (page) => {
      await page.getByRole('group', { name: 'Wait against cost' }).focus();
      let together = 0;
      for (let step = 0; step < 60; step++) {
        await page.keyboard.press('ArrowRight');
        const lines = await told(page);
        expect(lines).toEqual([...new Set(lines)]);
        together = Math.max(together, lines.filter((line) => line.endsWith('the front')).length);
      }
      expect(together).toBeGreaterThan(1);
    });
  });

  it('is reached by keyboard: arrows go from the cheapest point to the dearest, Escape ends it', async () => {
    await pages.opened('comparison', { viewport: DESK }, async (page) => {
      const box = page.getByRole('group', { name: 'Wait against cost' });
      await box.focus();
      await page.keyboard.press('End');
      const last = await told(page);
      await page.keyboard.press('Home');
      const first = await told(page);
      expect(first).not.toEqual(last);
      await page.keyboard.press('ArrowRight');
      expect(await told(page)).not.toEqual(first);
      await page.keyboard.press('ArrowLeft');
      expect(await told(page)).toEqual(first);
      expect(await page.locator('.tip').getAttribute('role')).toBe('status');
      await page.keyboard.press('Escape');
      expect(await page.locator('.tip').isVisible()).toBe(false);
    });
  });

  it.each([
    ['comparison', 'Share of tasks that waited at most so long', /^\d+ % waited at most \S+/],
    ['report', 'Share of tasks that waited at most so long', /^(50|95) % waited at most \S+/],
    ['report', 'Wait times', /^waited \S+.* to \S+/],
  ] as const)('of the %s tells, under "%s", what was waited', async (name, title, expected) => {
    await pages.opened(name, { viewport: DESK }, async (page) => {
      await page.getByRole('group', { name: title }).focus();
      await page.keyboard.press('ArrowRight');
      expect((await told(page))[1]).toMatch(expected);
    });
  });

  describe('the small charts of pods by policy', () => {
    it('tell under the pointer what that policy had, and by keys go from one policy to the next', async () => {
      await pages.opened('comparison', { viewport: DESK }, async (page) => {
        const pods = figure(page, 'Pods over time');
        const names = await page
          .locator('section[aria-labelledby="decisions"] tbody tr td:first-child')
          .allTextContents();
        await pods.locator('.surface').nth(1).hover();
        expect((await told(page))[1]).toMatch(/^\S+ \d+$/);
        expect(names[1]).toContain(((await told(page))[1] as string).split(' ')[0]);
        await page.keyboard.press('Escape');
        await page.mouse.move(2, 2);
        await page.getByRole('group', { name: 'Pods over time' }).focus();
        await page.keyboard.press('ArrowRight');
        expect(names[0]).toContain(((await told(page))[1] as string).split(' ')[0]);
        await page.keyboard.press('ArrowDown');
        expect(names[1]).toContain(((await told(page))[1] as string).split(' ')[0]);
      });
    });
  });

  it('of both worlds tells the value of each', async () => {
    await pages.opened('verification', { viewport: DESK, colorScheme: 'dark' }, async (page) => {
      await page.getByRole('group', { name: 'Queue' }).focus();
      await page.keyboard.press('ArrowRight');
      expect((await told(page)).slice(1).join()).toMatch(/^real \d+,simulated \d+$/);
    });
  });
});
