import { describe, expect, it } from 'vitest';
import { prettyReport } from '../../src/cli/run/pretty.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { ChartData } from '../../src/measure/chart-data.ts';
import type { DrawnChart } from '../../src/report/charts/draw.ts';
import { FILTER_SCRIPT } from '../../src/report/html/filter-script.ts';
import { overviewPage } from '../../src/report/html/overview.ts';
import { reportPage } from '../../src/report/html/report-page.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import type { ReportSubject } from '../../src/report/report-subject.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { METRICS } from '../../src/scenario/metric-catalogue.ts';
import { finishedRun, heldOf, metricsOf, resultOf } from '../support/made-results.ts';

const evil = `"><img src=x onerror=alert(1)><script>alert('x')</script>`;
const nothing = { kind: 'exact', widthMs: 0, rows: [] } as const;
const charts: ChartData = {
  endedAt: 600_000,
  pods: nothing,
  byPool: [],
  slots: nothing,
  queue: nothing,
  nodes: null,
  waits: [],
  longestWaits: [
    {
      name: evil,
      pool: evil,
      task: 0 as never,
      arrivedAt: 5_000,
      waitMs: 65_000,
      isCensored: true,
      parts: [
        { cause: 'own-workspace', ms: 10_000 },
        { cause: 'pod-starting', ms: 65_000 },
      ],
    },
  ],
  decisions: [
    {
      pool: evil,
      at: 10_000,
      until: 10_000,
      count: 1,
      trigger: 'tick',
      from: 0,
      to: 2,
      rule: evil,
      text: `two tasks wait ${evil}`,
      figures: { occupancy: 1 / 3, unblocked: null },
      limitedBy: 'max',
    },
  ],
  decisionsOmitted: 0,
  gantt: null,
  faults: [],
};

const subject = (changes: Partial<Parameters<typeof finishedRun>[0]> = {}): ReportSubject => ({
  result: resultOf([finishedRun({ expectations: [heldOf(evil, false)], charts, ...changes })], {
    scenario: evil,
    variant: evil,
    about: evil,
    file: `${evil}.yaml`,
    text: evil,
  }),
  command: `poolproof run '${evil}'`,
  version: '0.1.0',
});

const DRAWN: DrawnChart = {
  chart: { name: 'pods', title: 'Pods', caption: 'Pods.', spec: { mark: 'bar', data: { values: [] } }, timeline: null },
  svg: '<svg></svg>',
};

/** Tags that no report of ours contains unless a name smuggled them in. */
const FOREIGN = /<(?:img|script|iframe|object|link)\b/i;

describe('a report page', () => {
  const html = reportPage(subject(), []);

  it('keeps hostile names as text', () => {
    expect(html).not.toMatch(FOREIGN);
    expect(html).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
    const [ours, ...others] = overviewPage([{ subject: subject(), href: 'a/report.html' }], '0.1.0').split(
      String(FILTER_SCRIPT),
    );
    expect(others).toHaveLength(1);
    expect(`${ours}${others.join('')}`).not.toMatch(FOREIGN);
  });

  it('fetches nothing', () => {
    expect(html).not.toMatch(/https?:|url\(|@import|src=(?!x)/);
  });

  it('shows the verdict first, then utilization and wait time, then the expectations, then the log', () => {
    const order = [
      'class="verdict failed"',
      'Utilization',
      'Wait time',
      'id="expectations"',
      'id="decisions"',
      'id="waits"',
      'id="measures"',
      'id="repeat"',
    ];
    const places = order.map((part) => html.indexOf(part));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it('says why the pool changed and why a task waited', () => {
    expect(html).toContain('0 → 2');
    expect(html).toContain('(limited by max)');
    expect(html).toContain('occupancy 0.3333');
    expect(html).toContain('blocked by its own workspace 10s, no pod was ready 1m 05s');
    expect(html).toContain('≥ 1m 05s');
  });

  it('of several replications says beside all that is of one run that it is', () => {
    const note = 'Of the first of 2 replications; the other figures are means of all.';
    const runs = [finishedRun({ charts }), finishedRun({ replication: 1 })];
    const page = reportPage({ ...subject(), result: resultOf(runs) }, [DRAWN]);
    for (const heading of ['Over time', 'Scale events', 'Longest waits'])
      expect(page).toContain(`>${heading}</h2>\n<p class="note">${note}</p>`);
    expect(page).toContain(`<dt>Why they waited</dt><dd><p>${note}</p>`);
    expect(reportPage({ ...subject(), result: resultOf(runs.slice(0, 1)) }, [DRAWN])).not.toContain('Of the first');
  });

  it('of a run that broke a law says the law and the instant', () => {
    const breach = { law: 'max', at: 20_000, event: 12, text: '5 pods, max is 4' } as const;
    const page = reportPage(
      { ...subject(), result: resultOf([{ kind: 'law-broken', replication: 0, seed: '42', breach }]) },
      [],
    );
    expect(page).toContain('law max broken at 0:00:20 (event 12, seed 42, replication 0): 5 pods, max is 4');
  });
});

describe('several pools', () => {
  const [single] = finishedRun().brief.pools;
  const run = finishedRun();
  const two = subject({
    brief: { ...run.brief, pools: ['builds', 'deploys'].map((name) => ({ ...single!, name })) },
    metrics: {
      ...run.metrics,
      pools: [
        { name: 'builds', values: metricsOf({ 'utilization.mean': 0.9, 'wait.p95': 40_000 }).overall },
        { name: 'deploys', values: metricsOf({ 'utilization.mean': 0.2, 'wait.p95': 0 }).overall },
      ],
    },
  });
  const byPool = (html: string): string => html.slice(html.indexOf('id="by-pool"')).split('</section>')[0] ?? '';

  it('stand side by side in the report, a single one does not', () => {
    const shown = byPool(reportPage(two, []));
    expect(
      shown
        .match(/<tr.*?<\/tr>/gs)
        ?.slice(1)
        .map((row) =>
          row
            .replace(/<[^>]+>/g, ' ')
            .split(/\s{2,}/)
            .slice(1, 4),
        ),
    ).toEqual([
      ['builds', '90 %', 'none'],
      ['deploys', '20 %', 'none'],
    ]);
    expect(reportPage(subject(), [])).not.toContain('id="by-pool"');
  });

  it('have a line each on the terminal, under the one that sums them up', () => {
    const plain = { shownWidth: null, paint: (_style: unknown, text: string) => text } as Terminal;
    const lines = (shown: ReportSubject) =>
      prettyReport([shown], plain, { quiet: false, fingerprint: false }).split('\n').slice(1, 3);
    expect(lines(two).map((line) => line.trim().replaceAll(/\s+/g, ' '))).toEqual([
      'builds utilization 90 % p95 wait 40s',
      'deploys utilization 20 % p95 wait 0s',
    ]);
  });
});

describe('a Markdown report', () => {
  it('keeps hostile names as text and rows whole', () => {
    const text = markdownReport(subject({ expectations: [heldOf('a | b\n<b>c</b>', false)] }));
    expect(text).toContain('| ✗ | a \\| b \\<b\\>c\\</b\\> |');
    expect(text.replace(/```[\s\S]*?```/g, '')).not.toMatch(/(?<!\\)<(?:img|script)/);
  });
});

describe('a summary', () => {
  it('has every measure with its unit and definition, and what must be known to repeat the run', () => {
    const summary = JSON.parse(JSON.stringify(summaryOf(subject({ fingerprint: 'abc' }))));
    expect(summary.measures['utilization.mean']).toEqual({
      value: 0.634,
      unit: 'ratio',
      halfWidth95: null,
      replications: 1,
      better: 'high',
      definition: METRICS['utilization.mean'].definition,
    });
    expect(summary).toMatchObject({ verdict: 'failed', seed: '42', fingerprint: 'abc', poolproof: '0.1.0' });
    expect(summary.expectations[0]).toMatchObject({ good: false, held: false, mustFail: false, observedAtMs: 90_000 });
  });
});
