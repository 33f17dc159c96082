import { describe, expect, it } from 'vitest';
import { EVERYTHING, type PlannedVariant, planSuite, type SuiteChoice } from '../../src/experiment/plan-suite.ts';
import { runScenario } from '../../src/experiment/run-scenario.ts';
import { runSuite, type SuiteOptions } from '../../src/experiment/run-suite.ts';
import type { VariantResult } from '../../src/experiment/variant-result.ts';
import { meanWaitMMc } from '../support/queueing-theory.ts';

/** M/M/1 at 0.5: a pool of one pod with one slot and no delays, a line before it, mean service 10 s. */
const QUEUE = `scenario: queue
about: One server and one line.
run: { warmup: 30m, duration: 5h, drain: { timeout: 1h }, replications: { precision: 0.1, metrics: wait.mean } }
pool:
  min: 1
  max: 1
  agent: { rule: single }
  pods: { schedule: 0s, start: 0s, connect: 0s, register: 0s, init: 0s, terminate: 0s }
  autoscaler: { policy: pending-plus-running, every: 1h }
workspaces: { count: 1000 }
profiles:
  job: { type: plan, plan: { exponential: { mean: 10s } } }
workload:
  - { name: open, arrivals: { poisson: 180/h }, profile: job }
`;

const planned = (text: string, choice: Partial<SuiteChoice> = {}): readonly PlannedVariant[] => {
  const { variants, problems } = planSuite([{ file: 'queue.yaml', text }], { ...EVERYTHING, ...choice });
  expect(problems).toEqual([]);
  return variants;
};

const options = (changes: Partial<SuiteOptions> = {}): SuiteOptions => ({
  jobs: 1,
  isWorthWorkers: () => true,
  collect: { fingerprint: true, charts: false, tasks: false },
  checkDeterminism: false,
  bail: false,
  journalPath: () => null,
  signal: new AbortController().signal,
  onProgress: () => {},
  ...changes,
});

const waitsOf = ({ runs }: VariantResult): readonly number[] =>
  runs.map(({ metrics }) => metrics.overall['wait.mean'] ?? Number.NaN);

/** Two-sided 95 % of Student's t by degrees of freedom, from a printed table; between two rows the larger one. */
const T_95 = [
  [9, 2.262],
  [10, 2.228],
  [11, 2.201],
  [12, 2.179],
  [13, 2.16],
  [14, 2.145],
  [15, 2.131],
  [16, 2.12],
  [17, 2.11],
  [18, 2.101],
  [19, 2.093],
  [20, 2.086],
  [21, 2.08],
  [22, 2.074],
  [23, 2.069],
  [24, 2.064],
  [25, 2.06],
  [26, 2.056],
  [27, 2.052],
  [28, 2.048],
  [29, 2.045],
  [30, 2.042],
] as const;

function halfWidth(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const t = T_95.find(([freedom]) => freedom === n - 1)?.[1] ?? Number.NaN;
  return (t * Math.sqrt(variance / n)) / mean;
}

describe('replications until a precision is reached', () => {
  it('stop at the first k ≥ min whose half-width is at most γ/(1+γ) of the mean, counted here on fixed replications', async () => {
    for (const seed of ['1', '2', '3']) {
      const [fixed] = await runScenario(QUEUE, { seed, replications: 31 });
      const waits = waitsOf(fixed!);
      let k = 10;
      while (k <= 31 && halfWidth(waits.slice(0, k)) > 0.1 / 1.1) k++;
      const [sequential] = await runScenario(QUEUE, { seed });
      expect(k, 'the table ends here: choose another seed').toBeLessThanOrEqual(31);
      expect(waitsOf(sequential!)).toEqual(waits.slice(0, k));
      expect(sequential?.precision?.reached).toBe(true);
    }
  });

  it('give the same bytes on one thread, on two workers and on three', async () => {
    const variants = [
      ...planned(QUEUE),
      ...planned(QUEUE.replace('precision: 0.1', 'precision: 0.07, max: 12'), { seed: '7' }),
    ];
    const [one, two, three] = await Promise.all([1, 2, 3].map((jobs) => runSuite(variants, options({ jobs }))));
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    expect(JSON.stringify(three)).toBe(JSON.stringify(one));
    const reached = one?.results.map(({ outcomes, precision }) => [outcomes.length, precision?.reached]);
    expect(reached?.[1]).toEqual([12, false]);
    expect(reached?.[0]?.[1]).toBe(true);
  });

  it('end where a journal cannot be written in a thread, and none beyond the fewest was begun', async () => {
    const asked = new Set<number>();
    const journalPath = (_: PlannedVariant, replication: number): string => {
      asked.add(replication);
      return '/dev/null/never';
    };
    const suite = runSuite(planned(QUEUE), options({ jobs: 2, journalPath }));
    await expect(suite).rejects.toThrow("ENOTDIR: not a directory, write '/dev/null/never'");
    expect(Math.max(...asked)).toBeLessThanOrEqual(9);
  });

  it('stopped from outside, keep what was measured and do not claim the precision', async () => {
    const stop = new AbortController();
    const { results, interrupted } = await runSuite(
      planned(QUEUE.replace('precision: 0.1', 'precision: 0.001')),
      options({ signal: stop.signal, onProgress: (finished) => finished === 12 && stop.abort() }),
    );
    expect(interrupted).toBe(true);
    expect(results[0]?.outcomes.length).toBe(12);
    expect(results[0]?.precision?.reached).toBe(false);
  });

  it('say how many runs are certain while they go on', async () => {
    const told: (readonly [number, number])[] = [];
    await runSuite(
      planned(QUEUE.replace('precision: 0.1', 'precision: 0.001, min: 2, max: 4')),
      options({ onProgress: (finished, total) => told.push([finished, total]) }),
    );
    expect(told).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 4],
    ]);
  });
});

describe('sixty experiments with seeds 1 … 60', () => {
  const theory = meanWaitMMc({ arrivalRate: 0.05, meanService: 10, servers: 1 }) * 1000;

  it('cover the true mean wait as often as a 95 % interval should, and are as tight as was asked', async () => {
    let covering = 0;
    let coveringWrong = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const [result] = await runScenario(QUEUE, { seed: String(seed) });
      const [{ mean, halfWidth: half, relativeError } = { mean: null, halfWidth: null, relativeError: null }] =
        result?.precision?.measures ?? [];
      expect(relativeError).toBeLessThanOrEqual(0.1);
      if (Math.abs((mean ?? 0) - theory) <= (half ?? 0)) covering++;
      if (Math.abs((mean ?? 0) - theory * 1.25) <= (half ?? 0)) coveringWrong++;
    }
    // Of 60 at 95 % fewer than 51 cover with probability 0.0006.
    expect(covering).toBeGreaterThanOrEqual(51);
    expect(coveringWrong).toBeLessThanOrEqual(6);
  });
});
