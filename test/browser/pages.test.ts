import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_PATH, violationsOn } from '../support/browser.ts';
import { PAGES, type PageName, type RushPages, rushPages } from '../support/rush-pages.ts';

const NAMES = Object.keys(PAGES) as PageName[];

const DESK = { width: 1100, height: 1000 };
const PHONE = { width: 360, height: 740 };
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: PHONE },
  paper: { viewport: { width: 703, height: 1016 } },
};

if (BROWSER_PATH === null)
  console.log(
    'The tests of pages do not run here: there is no chromium; install one or name it in POOLPROOF_CHROMIUM.',
  );

describe.skipIf(BROWSER_PATH === null)('in a browser', () => {
  let pages: RushPages;
  beforeAll(async () => {
    pages = await rushPages();
  });
  afterAll(() => pages?.close());
  const opened = (name: PageName, options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> =>
    pages.opened(name, { viewport: DESK, ...options }, use);

  const surfaces = (page: Page) => page.locator('figure .surface');
  const shownRange = async (page: Page) => (await page.locator('.zoom output').textContent()) ?? '';
  /** Line by line: the time, then what holds then. */
  const toldValues = (page: Page) => page.locator('.tip > div').allTextContents();
  const lastTicks = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('figure:has(.surface) .role-axis[aria-label^="X-axis"] .role-axis-label')].map(
        (labels) => labels.textContent ?? '',
      ),
    );

  /** Drags over the first chart from one share of its width to another. */
  async function brush(page: Page, from: number, to: number): Promise<void> {
    const box = (await surfaces(page).first().boundingBox()) as { x: number; y: number; width: number };
    await page.mouse.move(box.x + box.width * from, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, box.y + 60, { steps: 3 });
    await page.mouse.up();
  }

  describe.each(NAMES)('the %s', (name) => {
    // Contrast is a matter of colours, what can be reached one of width: two of the four pairs show all.
    it.each([
      ['in light', 'light', DESK],
      ['in dark, on a phone', 'dark', PHONE],
    ] as const)('has nothing for axe to complain of %s', async (_where, colorScheme, viewport) => {
      await opened(name, { colorScheme, viewport }, async (page) => {
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
        expect(await violationsOn(page)).toEqual([]);
      });
    });

    it('fits a phone without scrolling sideways', async () => {
      await opened(name, { viewport: PHONE }, async (page) => {
        const width = await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
          return document.documentElement.scrollWidth;
        });
        expect(width).toBeLessThanOrEqual(PHONE.width);
      });
    });

    it('is dark where the reader wants it dark', async () => {
      await opened(name, { colorScheme: 'dark' }, async (page) => {
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const channels = background.match(/\d+/g)?.map(Number) ?? [];
        expect(Math.max(...channels)).toBeLessThan(64);
        const drawn = await page.evaluate(() =>
          [...document.querySelectorAll('figure svg > rect')].map((rect) => getComputedStyle(rect).fill),
        );
        expect(new Set(drawn).size).toBeLessThanOrEqual(1);
        for (const fill of drawn) expect(fill).toBe(background);
      });
    });

    it('leaves pictures of itself to look at, and looks otherwise in light, in dark, on a phone and on paper', async () => {
      const pictures: string[] = [];
      for (const [look, options] of Object.entries(LOOKS)) {
        await opened(name, options, async (page) => {
          if (look === 'paper') await page.emulateMedia({ media: 'print' });
          const picture = await page.screenshot({ fullPage: true, path: `reports/screenshots/${name}-${look}.png` });
          pictures.push(picture.toString('base64'));
        });
      }
      expect(new Set(pictures).size).toBe(4);
    });

    it('draws each of its charts', async () => {
      await opened(name, {}, async (page) => {
        const areas = await page
          .locator('figure svg')
          .evaluateAll((drawings) =>
            drawings.map((svg) => (svg.getBoundingClientRect().height > 50 ? 'drawn' : 'flat')),
          );
        expect(new Set(areas)).toEqual(new Set(name === 'overview' ? [] : ['drawn']));
        expect(await page.locator('figure:has(.surface)').count()).toBe(PAGES[name].timeCharts);
      });
    });
  });

  describe.each(['report', 'comparison', 'verification'] as const)('the time charts of the %s', (name) => {
    it('are all zoomed by one brush, and show the whole run again on a double click', async () => {
      await opened(name, {}, async (page) => {
        await surfaces(page).first().scrollIntoViewIfNeeded();
        const [whole, ticks] = [await shownRange(page), await lastTicks(page)];
        await brush(page, 0.25, 0.75);
        const zoomed = await lastTicks(page);
        expect(new Set(zoomed).size).toBe(1);
        expect(zoomed.length).toBe(ticks.length);
        for (const [index, text] of zoomed.entries()) expect(text).not.toBe(ticks[index]);
        const [from, to] = (await shownRange(page)).split(' – ').map(secondsOf);
        const end = secondsOf(whole.split(' – ')[1] as string);
        expect((from as number) / end).toBeCloseTo(0.25, 2);
        expect((to as number) / end).toBeCloseTo(0.75, 2);
        await surfaces(page).nth(1).dblclick();
        expect(await shownRange(page)).toBe(whole);
        expect(await lastTicks(page)).toEqual(ticks);
      });
    });

    it('keep marks within their axes when zoomed', async () => {
      await opened(name, {}, async (page) => {
        await surfaces(page).first().scrollIntoViewIfNeeded();
        await brush(page, 0.4, 0.5);
        const clipped = await page.evaluate(() =>
          [...document.querySelectorAll('figure:has(.surface) svg')].map((svg) => {
            const marks = svg.querySelectorAll('.role-mark');
            return [...marks].every((mark) => mark.closest('[clip-path]') !== null);
          }),
        );
        expect(clipped).toEqual(Array(PAGES[name].timeCharts).fill(true));
      });
    });
  });

  describe('the time charts of the report', () => {
    it('tell the values under the pointer, and the fault that lasts then', async () => {
      await opened('report', {}, async (page) => {
        await surfaces(page).first().scrollIntoViewIfNeeded();
        const end = secondsOf((await shownRange(page)).split(' – ')[1] as string);
        const box = (await surfaces(page).first().boundingBox()) as { x: number; y: number; width: number };
        const share = (12 * 60) / end;
        await page.mouse.move(box.x + box.width * share, box.y + 40);
        const told = await toldValues(page);
        expect(secondsOf(told[0] as string)).toBeCloseTo(720, -1);
        expect(told.join()).toMatch(/connected \d.*desired \d/);
        expect(told).toContain('fault: no-new-pods');
      });
    });

    it('can be read and zoomed with the keyboard alone', async () => {
      await opened('report', {}, async (page) => {
        const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
        const met = new Set<string>();
        for (let tab = 0; tab < 30 && !met.has('Pods by state'); tab++) {
          await page.keyboard.press('Tab');
          met.add(await focused());
        }
        expect([...met]).toEqual(expect.arrayContaining(['Zoom in', 'Pods by state']));
        await page.keyboard.press('ArrowRight');
        const first = await toldValues(page);
        await page.keyboard.press('ArrowRight');
        const second = await toldValues(page);
        expect(second).not.toEqual(first);
        const whole = await shownRange(page);
        await page.keyboard.press('+');
        expect(await shownRange(page)).not.toBe(whole);
        await page.keyboard.press('0');
        expect(await shownRange(page)).toBe(whole);
        await page.keyboard.press('Escape');
        expect(await page.locator('.tip').isVisible()).toBe(false);
      });
    });

    it('show where a decision of the log was made', async () => {
      await opened('report', {}, async (page) => {
        const link = page.locator('section[aria-labelledby="decisions"] a[data-at]').nth(1);
        const at = Number(await link.getAttribute('data-at'));
        await link.click();
        const told = await toldValues(page);
        expect(secondsOf(told[0] as string)).toBe(at / 1000);
      });
    });

    it('mark in the log what was decided last before the time that is looked at', async () => {
      await opened('report', {}, async (page) => {
        const links = page.locator('section[aria-labelledby="decisions"] > .tall a[data-at]');
        await links.nth(2).click();
        const marked = page.locator('section[aria-labelledby="decisions"] > .tall tr[aria-current]');
        expect(await marked.count()).toBe(1);
        expect(await marked.locator('a').getAttribute('data-at')).toBe(await links.nth(2).getAttribute('data-at'));
        expect((await toldValues(page)).at(-1)).toMatch(/^last decided: 0:\d\d:\d\d.*, \d → \d/);
        await page.keyboard.press('Escape');
        expect(await marked.count()).toBe(0);
      });
    });

    it('tell which task holds the slot under the pointer', async () => {
      await opened('report', {}, async (page) => {
        const figure = page.locator('figure').filter({ hasText: 'What each slot did' });
        await figure.scrollIntoViewIfNeeded();
        const bar = (await figure.locator('.mark-rect').last().locator('> *').first().boundingBox()) as Box;
        await page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height / 2);
        expect((await toldValues(page)).join('\n')).toMatch(/^task-\d{6} (runs|reserves) in pod-\d{6}, slot [01], /m);
      });
    });

    it('are there without a script, too', async () => {
      await opened('report', { javaScriptEnabled: false }, async (page) => {
        expect(await page.locator('figure svg').count()).toBe(6);
        expect(await page.locator('.zoom').count()).toBe(0);
      });
    });
  });
});

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** `0:12:30` as seconds. */
const secondsOf = (clock: string): number => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
