import { describe, expect, it } from 'vitest';
import type { TaskType } from '../../src/engine/task.ts';
import type { ChartData } from '../../src/measure/chart-data.ts';
import type { WaitDistribution } from '../../src/measure/wait-distribution.ts';
import { chartsOf } from '../../src/report/charts/charts.ts';
import { pageColors } from '../../src/report/charts/colors.ts';
import { drawChart } from '../../src/report/charts/draw.ts';
import { nodesChart } from '../../src/report/charts/nodes-chart.ts';
import { podsChart } from '../../src/report/charts/pods-chart.ts';
import { queueChart } from '../../src/report/charts/queue-chart.ts';
import { slotsChart } from '../../src/report/charts/slots-chart.ts';
import { timeUnitFor } from '../../src/report/charts/time-axis.ts';
import { waitCharts } from '../../src/report/charts/wait-charts.ts';
import { elementsOf } from '../support/xml.ts';

const frame = { unit: timeUnitFor(600_000), endAt: 600_000 };
const faults = [{ name: '<cut>', at: 60_000, until: 120_000 }];
const steps = [
  {
    at: 0,
    values: {
      starting: 0,
      connected: 0,
      terminating: 0,
      failed: 0,
      desired: 0,
      running: 0,
      reserved: 0,
      claimed: 1,
      idle: 0,
      offline: 0,
      unblocked: 3,
      oldestMs: 0,
      nodes: 1,
      'pods without a node': 0,
    },
  },
  {
    at: 20_000,
    values: {
      starting: 1,
      connected: 1,
      terminating: 1,
      failed: 1,
      desired: 2,
      running: 2,
      reserved: 1,
      claimed: 0,
      idle: 1,
      offline: 4,
      unblocked: 1,
      oldestMs: 20_000,
      nodes: 2,
      'pods without a node': 3,
    },
  },
];
const tabled = {
  kind: 'exact',
  widthMs: 0,
  rows: steps.map((row) => ({ ...row, low: row.values, high: row.values })),
} as const;
const waited = (type: TaskType, ms: number): WaitDistribution => ({
  type,
  count: 1,
  censored: 0,
  bins: [{ from: Math.floor(ms / 1000) * 1000, to: Math.floor(ms / 1000 + 1) * 1000, count: 1 }],
  ecdf: [{ ms, share: 1 }],
});
const charts = [
  podsChart(frame, steps, [{ at: 10_000, v: 2, kind: 'scale-up' }], faults),
  slotsChart(frame, steps, faults),
  nodesChart(frame, steps, faults),
  queueChart(frame, steps, faults),
  ...waitCharts([waited('plan', 5_000), waited('plan_and_apply', 65_000), waited('drift_check', 0)]),
];

describe.each(charts)('the chart $name', (chart) => {
  it('compiles without a warning and is drawn as well-formed SVG with titled axes', async () => {
    const { svg } = await drawChart(chart);
    const elements = elementsOf(svg);
    expect(elements[0]?.name).toBe('svg');
    const words = elements.filter(({ name }) => name === 'text').map(({ text }) => text);
    expect(
      words.filter((text) => /time since the start|wait|pods|slots|tasks/.test(text)).length,
    ).toBeGreaterThanOrEqual(2);
  });

  it('is drawn the same each time', async () => {
    expect((await drawChart(chart)).svg).toBe((await drawChart(chart)).svg);
  });
});

describe('the drawings of a run with several pools', () => {
  const course = { pods: tabled, slots: tabled, queue: tabled };
  const decision = {
    at: 20_000,
    until: 20_000,
    count: 1,
    trigger: 'tick',
    from: 1,
    to: 2,
    rule: '',
    text: '',
    figures: {},
    limitedBy: null,
  } as const;
  const data: ChartData = {
    ...course,
    endedAt: 600_000,
    byPool: [
      { ...course, pool: 'a' },
      { ...course, pool: 'b' },
    ],
    nodes: null,
    waits: [],
    longestWaits: [],
    decisions: [{ ...decision, pool: 'b' }],
    decisionsOmitted: 0,
    faults: [],
    gantt: null,
  };

  it('are those of all, then of each, and only those of its own decisions are marked', () => {
    const drawn = chartsOf(data);
    expect(drawn.map(({ name, pool }) => [name, pool])).toEqual(
      ['pods', 'slots', 'queue'].flatMap((name) => [
        [name, null],
        [`${name}-a`, 'a'],
        [`${name}-b`, 'b'],
      ]),
    );
    expect(drawn.slice(0, 3).map(({ title }) => title)).toEqual([
      'Pods by state',
      'Pods by state: a',
      'Pods by state: b',
    ]);
    expect(drawn.slice(0, 3).map(({ caption }) => caption.includes('triangles'))).toEqual([true, false, true]);
  });

  it('are the same as ever of a single pool', () => {
    expect(chartsOf({ ...data, byPool: [] }).map(({ name, pool }) => [name, pool])).toEqual([
      ['pods', undefined],
      ['slots', undefined],
      ['queue', undefined],
    ]);
  });
});

describe('a drawing on a page', () => {
  it('takes its colours from the style sheet', async () => {
    const { svg } = await drawChart(charts[0]!);
    expect(pageColors(svg)).not.toMatch(/="#[0-9a-f]{6}"/);
  });
});

describe('a wait chart', () => {
  it('is left out when there were no tasks', () => {
    expect(waitCharts([])).toEqual([]);
  });
});
