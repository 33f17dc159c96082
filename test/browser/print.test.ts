import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH } from '../support/browser.ts';
import { PAGES, type PageName, type RushPages, rushPages } from '../support/rush-pages.ts';

/** A4 without the margins of the page's own style sheet, 12 mm and 14 mm, at 96 dots to the inch. */
const PAPER = { width: 703, height: 1016 };

describe.skipIf(BROWSER_PATH === null)('on paper', () => {
  let pages: RushPages;
  beforeAll(async () => {
    pages = await rushPages();
  });
  afterAll(() => pages?.close());

  describe.each(Object.keys(PAGES) as PageName[])('the %s', (name) => {
    it('is light for a reader whose screen is dark, and shows nothing that one can only press', async () => {
      await pages.opened(name, { colorScheme: 'dark', viewport: PAPER }, async (page) => {
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        const colors = await page.evaluate(() => {
          const { backgroundColor, color } = getComputedStyle(document.body);
          return [backgroundColor, color];
        });
        expect(colors).toEqual(['rgb(255, 255, 255)', 'rgb(26, 34, 48)']);
        const controls = page.locator('button, input, .zoom, .tip, .filter');
        expect(await controls.evaluateAll((all) => all.filter((each) => each.checkVisibility()).length)).toBe(0);
      });
    });

    it('is no wider than the paper, and cuts no chart or table off', async () => {
      await pages.opened(name, { viewport: PAPER }, async (page) => {
        await page.emulateMedia({ media: 'print' });
        const seen = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth,
          right: Math.max(
            ...[...document.querySelectorAll('svg, table, pre')].map((each) => each.getBoundingClientRect().right),
          ),
          scrolls: [...document.querySelectorAll('.drawing, .wide, pre')].filter(
            (each) => getComputedStyle(each).overflowX !== 'visible',
          ).length,
        }));
        expect(seen.width).toBeLessThanOrEqual(PAPER.width);
        expect(seen.right).toBeLessThanOrEqual(PAPER.width);
        expect(seen.scrolls).toBe(0);
      });
    });

    it('breaks no chart in two: each is kept together', async () => {
      await pages.opened(name, { viewport: PAPER }, async (page) => {
        await page.emulateMedia({ media: 'print' });
        const figures = await page.evaluate(() =>
          [...document.querySelectorAll('figure')].map((figure) => getComputedStyle(figure).breakInside),
        );
        expect(figures).toEqual(figures.map(() => 'avoid'));
        expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
      });
    });
  });

  it('the report opens what one needs to repeat and judge it, but not the whole log of decisions', async () => {
    await pages.opened('report', { viewport: PAPER }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const inDetails = (section: string) =>
        page
          .locator(`section[aria-labelledby="${section}"] details > :not(summary)`)
          .first()
          .evaluate((each) => each.checkVisibility());
      expect(await Promise.all(['measures', 'repeat', 'decisions'].map(inDetails))).toEqual([true, true, false]);
    });
  });
});
