import { describe, expect, it } from 'vitest';
import type { PoolBrief } from '../../../src/experiment/brief.ts';
import { EVERYTHING, type PlannedVariant } from '../../../src/experiment/plan-suite.ts';
import type { ChartData } from '../../../src/measure/chart-data.ts';
import type { ExpectationResult } from '../../../src/measure/expectations.ts';
import type { LongWait } from '../../../src/measure/longest-waits.ts';
import { findingsOf } from '../../../src/report/findings/findings.ts';
import type { Comparison, SeriesName } from '../../../src/scenario/expectation.ts';
import type { MetricName } from '../../../src/scenario/metric-catalogue.ts';
import {
  expectation,
  finishedRun,
  heldOf,
  metricExpectation,
  metricsOf,
  resultOf,
} from '../../support/made-results.ts';

type Decision = ChartData['decisions'][number];
type Values = Partial<Record<MetricName, number>>;

const steps = <Row>(rows: readonly Row[]) => ({ kind: 'exact', widthMs: 0, rows }) as never;

/** From `at` on so many pods live, of so many that are wanted. */
const podsAt = (at: number, connected: number, desired: number) => {
  const values = { connected, starting: 0, failed: 0, terminating: 0, desired };
  return { at, values, low: values, high: values };
};
const decided = (at: number, to: number, limitedBy: Decision['limitedBy'] = null): Decision => ({
  pool: 'pool',
  at,
  until: at,
  count: 1,
  trigger: 'tick',
  from: 0,
  to,
  rule: 'pending',
  text: '',
  figures: {},
  limitedBy,
});
const waited = (arrivedAt: number, parts: LongWait['parts']): ChartData['longestWaits'][number] => ({
  name: 't',
  pool: 'pool',
  task: 0 as never,
  arrivedAt,
  waitMs: parts.filter(({ cause }) => cause !== 'own-workspace').reduce((sum, { ms }) => sum + ms, 0),
  isCensored: false,
  parts,
});

/** One wait of 100 s from 0 on, in a pool of at most four that wanted two and had them. */
const COURSE = {
  endedAt: 600_000,
  pods: [podsAt(0, 2, 2)],
  longestWaits: [waited(0, [{ cause: 'no-slot', ms: 100_000 }])],
  decisions: [decided(0, 2)],
  decisionsOmitted: 0,
  faults: [] as ChartData['faults'],
  byPool: [],
};
const BUSY: Values = {
  'tasks.submitted': 40,
  'wait.p50': 2_000,
  'wait.p95': 90_000,
  'wait.max': 100_000,
  'pods.mean': 2,
  'pods.max': 2,
  'utilization.mean': 0.9,
  'utilization.allocated': 0.9,
};

function chartsOf({ pods, ...rest }: typeof COURSE): ChartData {
  const none = steps([]);
  const others = { nodes: null, waits: [], gantt: null };
  return { ...rest, ...others, pods: steps(pods), slots: none, queue: none };
}

interface Circumstances {
  readonly expectations?: readonly ExpectationResult[];
  readonly planned?: Partial<PlannedVariant>;
}

function found(values: Values, course: Partial<typeof COURSE> = {}, circumstances: Circumstances = {}) {
  const charts = chartsOf({ ...COURSE, ...course });
  const { expectations = [], planned = {} } = circumstances;
  const run = finishedRun({ metrics: metricsOf({ ...BUSY, ...values }), charts, expectations });
  const findings = findingsOf(resultOf([run], planned));
  if (findings === null) throw new Error('nothing found');
  return findings;
}

const poolBrief = (changes: Partial<PoolBrief>): PoolBrief => ({ ...finishedRun().brief.pools[0]!, ...changes });

describe('what happened', () => {
  it.each<[string, Values, string]>([
    [
      'many tasks',
      {},
      '40 tasks were submitted. Half of them waited at most 2s for the pool, one in twenty waited longer than 1m 30s, the longest 1m 40s.',
    ],
    [
      'waits of some',
      { 'wait.p50': 0 },
      '40 tasks were submitted. Half of them did not wait for the pool at all, one in twenty waited longer than 1m 30s, the longest 1m 40s.',
    ],
    [
      'waits of hardly anybody',
      { 'wait.p50': 0, 'wait.p95': 0 },
      '40 tasks were submitted. Nineteen of twenty did not wait for the pool at all; the longest wait was 1m 40s.',
    ],
    [
      'few tasks',
      { 'tasks.submitted': 2, 'wait.mean': 50_000 },
      '2 tasks were submitted; they waited 50s for the pool on average, 1m 40s at most.',
    ],
    ['a single one', { 'tasks.submitted': 1 }, '1 task was submitted; it waited 1m 40s for the pool.'],
    ['no wait', { 'wait.max': 0 }, '40 tasks were submitted, and none had to wait for the pool.'],
    ['no task', { 'tasks.submitted': 0 }, 'No task was submitted.'],
    [
      'waits that were cut off',
      { 'tasks.censored': 30 },
      '40 tasks were submitted. Waits for the pool: half of them 2s or longer, one in twenty 1m 30s or longer, the longest 1m 40s or longer.',
    ],
    [
      'cut-off waits of some',
      { 'tasks.censored': 3, 'wait.p50': 0 },
      '40 tasks were submitted. Waits for the pool: one in twenty 1m 30s or longer, the longest 1m 40s or longer.',
    ],
    [
      'few cut-off waits',
      { 'tasks.censored': 1, 'tasks.submitted': 2, 'wait.mean': 50_000 },
      '2 tasks were submitted; they waited 50s or longer for the pool on average, the longest 1m 40s or longer.',
    ],
    [
      'a single one that was cut off',
      { 'tasks.censored': 1, 'tasks.submitted': 1 },
      '1 task was submitted; it waited 1m 40s or longer for the pool.',
    ],
    [
      'no wait as far as was seen',
      { 'tasks.censored': 1, 'wait.max': 0 },
      '40 tasks were submitted, and none had to wait for the pool as far as was seen.',
    ],
  ])('is told of %s', (_, values, sentence) => {
    expect(found(values).happened[0]).toBe(sentence);
  });

  it('names the pods, the work and what reservations held', () => {
    expect(found({}).happened[1]).toBe(
      'Pods: 2 on average, 2 at most, of the 0 to 4 that the pool may have. Tasks ran in 90 % of their slots’ time.',
    );
    expect(found({ 'utilization.allocated': 0.97 }).happened[1]).toContain(
      '; another 7 % the slots were reserved for applies.',
    );
  });

  it('tells what went wrong otherwise, and nothing of what did not', () => {
    expect(found({}).happened).toHaveLength(2);
    expect(
      found({ 'tasks.killed': 1, 'pods.failed': 3, 'blocked.mean': 5_000, 'wait.mean': 4_000 }).happened.slice(2),
    ).toEqual([
      'Lost with pods that a scale-down deleted: 1 phase of work.',
      'Pods that failed: 3.',
      expect.stringMatching(/^Their own workspaces.*5s on average/),
    ]);
  });
});

describe('why they waited', () => {
  it('weighs the causes by the time of the longest waits, and leaves out what is hardly any', () => {
    const waits = [
      waited(0, [
        { cause: 'no-slot', ms: 60_000 },
        { cause: 'pod-starting', ms: 39_000 },
        { cause: 'dispatch', ms: 1_000 },
      ]),
    ];
    expect(found({}, { longestWaits: waits }).why[0]).toBe(
      'What the only wait was made of: no free slot 60 %, no pod was ready 39 %.',
    );
  });

  it('is not told where nobody waited', () => {
    expect(found({ 'wait.max': 0, 'wait.p95': 0 }, { longestWaits: [] }).why).toEqual([]);
  });

  it('says what the autoscaler wanted meanwhile, each decision until the next', () => {
    expect(found({}).why[1]).toBe('All that time the autoscaler wanted fewer pods than the pool may have.');
    expect(found({}, { decisions: [decided(0, 2), decided(25_000, 4), decided(75_000, 0, 'freeze')] }).why[1]).toBe(
      'Meanwhile the autoscaler wanted all pods that the pool may have for 50 % of that time, fewer pods than the pool may have for 25 % of that time, fewer pods than the pool may have, limited by freeze, for 25 % of that time.',
    );
  });

  it('goes by the wanted pods where the log of decisions ends before', () => {
    // Logged up to 20 s; then two are wanted, and from 40 s on all four.
    const pods = [podsAt(0, 2, 2), podsAt(40_000, 4, 4)];
    const cut = { decisions: [{ ...decided(0, 2), until: 20_000 }], decisionsOmitted: 9, pods };
    expect(found({}, cut).why[1]).toBe(
      'Meanwhile the autoscaler wanted all pods that the pool may have for 60 % of that time, fewer pods than the pool may have for 40 % of that time.',
    );
  });

  it('says that wanted pods did not live, and which faults there were while somebody waited', () => {
    const faults = [
      { name: 'no-pods', at: 90_000, until: 200_000 },
      { name: 'later', at: 100_000, until: 200_000 },
    ];
    const { why } = found({}, { pods: [podsAt(0, 2, 2), podsAt(60_000, 1, 2)], faults });
    expect(why.slice(2)).toEqual([
      'For 40 % of that time fewer pods lived than it wanted: they could not be made, or had ended and were not made anew.',
      'While they waited, there was a fault that the scenario has: no-pods.',
    ]);
  });

  it('leaves time with the own workspace out: it is no wait for the pool, and when it was is not known', () => {
    const waits = [
      waited(0, [
        { cause: 'own-workspace', ms: 50_000 },
        { cause: 'no-slot', ms: 50_000 },
      ]),
    ];
    expect(found({}, { longestWaits: waits }).why).toEqual(['What the only wait was made of: no free slot 100 %.']);
  });
});

describe('the advice', () => {
  const AGAIN = expect.stringMatching(
    /^`poolproof compare scenarios\/monday\.yaml --variant after --seed 42 --policies all`/,
  );
  const of = (cause: LongWait['parts'][number]['cause']) => [waited(0, [{ cause, ms: 100_000 }])];

  it.each<[string, Partial<typeof COURSE>, RegExp]>([
    [
      'a pool at its most',
      { decisions: [decided(0, 4)] },
      /^Raise `max` \(it is 4\), or give each agent more than 4 slots/,
    ],
    ['a policy that wants too few', {}, /^The policy `slot-utilization` asked for fewer pods than `max` \(4\)/],
    ['pods that come late', { longestWaits: of('pod-starting') }, /^Pods came too late rather than too few/],
    [
      'all pods late',
      { longestWaits: of('pod-starting'), decisions: [decided(0, 4)] },
      /^All pods were wanted, and were not ready yet/,
    ],
    ['a fault', { faults: [{ name: 'x', at: 0, until: 9 }] }, /^Take the faults out/],
  ])('for %s begins with what helps there, and leads to other policies', (_, course, sentence) => {
    expect(found({}, course).advice).toEqual([expect.stringMatching(sentence), AGAIN]);
  });

  it.each<[string, Partial<typeof COURSE>, RegExp]>([
    ['pods that are not there', { pods: [podsAt(0, 0, 2)] }, /reaper/],
    ['agents that are away', { longestWaits: of('agent-not-connected') }, /their agents were away/],
    ['a server that is down', { longestWaits: of('server-down') }, /no setting of the pool/],
    ['failed attempts', { longestWaits: of('retry-delay') }, /see the faults/],
    ['a freeze window', { decisions: [decided(0, 0, 'freeze')] }, /freeze window/],
  ])('for %s is no other policy', (_, course, sentence) => {
    expect(found({}, course).advice).toEqual([expect.stringMatching(sentence)]);
  });

  it('of several pools speaks of the one that waited longest, and says whether its own limit kept it', () => {
    const pools = [poolBrief({ name: 'builds', max: 20 }), poolBrief({ name: 'deploys' })];
    const measured = (values: Values) => ({ ...metricsOf(values).overall });
    const advice = (atMax: number) => {
      const run = finishedRun();
      const metrics = {
        overall: metricsOf(BUSY).overall,
        pools: [
          { name: 'builds', values: measured({ 'wait.p95': 90_000, 'scale.atMax': atMax }) },
          { name: 'deploys', values: measured({ 'wait.p95': 5_000, 'scale.atMax': 1 }) },
        ],
      };
      return findingsOf(resultOf([{ ...run, metrics, charts: chartsOf(COURSE), brief: { ...run.brief, pools } }]))
        ?.advice;
    };
    const told = 'Longest it was in the pool builds (p95 1m 30s), whose autoscaler wanted all of its 20 pods for';
    expect(advice(0.2)).toEqual([`${told} 20 % of the time: raise its \`max\`, or give its agents more slots.`]);
    expect(advice(0.01)).toEqual([`${told} 1 % of the time: its policy could ask for more, or sooner.`]);
  });

  it('names nodes where pods waited for room', () => {
    expect(found({ 'pods.unschedulableHours': 0.5 }).advice.at(-1)).toContain('`cluster.nodes`');
  });

  it('speaks of cost where hardly anybody waited and hardly anything ran', () => {
    const quiet = { 'wait.p95': 0, 'utilization.mean': 0.2 };
    expect(found(quiet).advice).toEqual([expect.stringMatching(/^Hardly anybody waited while 80 %/)]);
    expect(found({ ...quiet, 'tasks.submitted': 3 }).advice).toEqual([]);
    expect(found({ ...quiet, 'utilization.mean': 0.8 }).advice).toEqual([]);
  });

  const QUIET = { 'wait.p95': 4_200, 'turnaround.p95': 60_000, 'utilization.mean': 0.45 };
  const SHRINK = expect.stringMatching(/^Hardly anybody waited/);
  const measured = (metric: MetricName, comparison: Comparison): ExpectationResult => ({
    ...heldOf('it', false),
    expectation: metricExpectation('it', { metric, comparison, text: '' }),
  });
  const queued = (name: SeriesName, held: boolean): ExpectationResult => ({
    ...heldOf('it', held),
    expectation: {
      ...expectation('it'),
      form: {
        kind: 'always',
        from: 0,
        until: 600_000,
        conditions: [{ series: { kind: 'count', name }, comparison: { op: '<', value: 5 }, text: '' }],
      },
    },
  });

  it.each<[string, ExpectationResult]>([
    ['waits', measured('wait.p95', { op: '<', value: 2_000 })],
    ['turnaround', measured('turnaround.p95', { op: '<', value: 30_000 })],
    ['the queue', queued('tasks.pending', false)],
  ])('is not to shrink a pool that failed an expectation on %s, however short it waited', (_, failed) => {
    const { advice } = found(QUIET, {}, { expectations: [failed] });
    expect(advice).not.toContainEqual(SHRINK);
    expect(advice).toEqual([expect.stringMatching(/^The policy/), AGAIN]);
  });

  it.each<[string, ExpectationResult]>([
    ['on the queue holds', queued('tasks.pending', true)],
    ['on pods fails', queued('pods', false)],
    ['asks for long waits', measured('wait.p95', { op: '>=', value: 60_000 })],
  ])('may be to shrink it where an expectation %s', (_, expected) => {
    expect(found(QUIET, {}, { expectations: [expected] }).advice).toEqual([SHRINK]);
  });

  it('compares what was run: with its seed, its fragment and what was set', () => {
    const choice = {
      ...EVERYTHING,
      set: [
        { path: 'pool.pods.start', value: '1s', from: '', fragment: 'measured.yaml' },
        { path: 'workload.0.arrivals', value: '{poisson: 60/h}', from: '' },
      ],
    };
    expect(found({}, {}, { planned: { choice, seed: '7', file: 'my files/a.yaml' } }).advice.at(-1)).toContain(
      "`poolproof compare 'my files/a.yaml' --variant after --seed 7 --with measured.yaml --set 'workload.0.arrivals={poisson: 60/h}' --policies all`",
    );
  });
});
