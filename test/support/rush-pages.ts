import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from './browser.ts';
import { folderOf, poolproof } from './command-line.ts';

/** A busy half hour with a fault in it. */
const RUSH = `scenario: rush
about: Plans come all the time.
run: { duration: 30m, drain: { timeout: 30m }, timeScale: 10 }
pool:
  min: 0
  max: 4
  agent: { slots: 2 }
  autoscaler: { policy: pending-plus-running, every: 20s }
workspaces: { count: 50 }
profiles: { job: { type: plan, plan: { exponential: { mean: 60s } } } }
workload: [{ name: all-day, arrivals: { poisson: 200/h }, profile: job }]
faults: [{ name: no-new-pods, kind: api-error, at: 10m, for: 5m, on: { verb: create, resource: pods }, status: 503 }]
expect:
  - { name: never above max, always: { pods: "<= 4" } }
  - { name: nobody waits, metric: { wait.max: "< 1s" } }
`;

/** What is seen of a page: its path from the folder, and whether time can be zoomed in it. */
export const PAGES = {
  report: { path: 'out/rush/default/report.html', timeCharts: 4 },
  overview: { path: 'out/index.html', timeCharts: 0 },
  comparison: { path: 'compared/rush/default/compare.html', timeCharts: 1 },
  verification: { path: 'verified/verify.html', timeCharts: 3 },
} as const;
export type PageName = keyof typeof PAGES;

export interface RushPages {
  /** Opens a page from disk without network and hands it over; whatever it complains of is an error. */
  opened(name: PageName, options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Every kind of page of one scenario, and a browser to look at them. */
export async function rushPages(): Promise<RushPages> {
  const folder = folderOf({ 'rush.yaml': RUSH });
  const compared = ['--policies', 'all', '--replications', '3', '--report', 'compared'];
  const [browser] = await Promise.all([
    openBrowser(),
    poolproof(folder.path, ['run', 'rush.yaml', '--report', 'out', '--journal', 'real.jsonl']).then(() =>
      poolproof(folder.path, ['verify', 'rush.yaml', '--from-journal', 'real.jsonl', '--report', 'verified']),
    ),
    poolproof(folder.path, ['compare', 'rush.yaml', ...compared]),
  ]);
  return {
    async opened(name, options, use) {
      const context = await browser.newContext({ ...options, offline: true });
      try {
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('request', (request) => {
          if (!request.url().startsWith('file:')) complaints.push(`asked for ${request.url()}`);
        });
        await page.goto(pathToFileURL(join(folder.path, PAGES[name].path)).href);
        await use(page);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      folder.remove();
    },
  };
}
