import { describe, expect, it } from 'vitest';
import { EVERYTHING, type PlannedVariant, planSuite } from '../../src/experiment/plan-suite.ts';
import { runSuite, type SuiteOptions } from '../../src/experiment/run-suite.ts';
import { SCENARIO } from '../support/command-line.ts';

/** A pool under random work: its figures differ between seeds, so a mix-up of results would show. */
const RANDOM = `scenario: random
about: Plans arrive at random.
run: { duration: 30m, replications: 4 }
pool: { min: 1, max: 5 }
profiles:
  preview: { type: plan, plan: { exponential: { mean: 40s } } }
workload:
  - { arrivals: { poisson: 120/h }, profile: preview }
expect:
  - { name: hurried, metric: { wait.p95: "< 1ms" } }
variants:
  small: { set: { pool.max: 1 } }
  large: {}
`;

const plan = (...texts: string[]): readonly PlannedVariant[] => {
  const { variants, problems } = planSuite(
    texts.map((text, index) => ({ file: `file-${index}.yaml`, text })),
    EVERYTHING,
  );
  expect(problems).toEqual([]);
  return variants;
};

const options = (changes: Partial<SuiteOptions> = {}): SuiteOptions => ({
  jobs: 1,
  isWorthWorkers: () => true,
  collect: { fingerprint: true, charts: true, tasks: true },
  checkDeterminism: false,
  bail: false,
  journalPath: () => null,
  signal: new AbortController().signal,
  onProgress: () => {},
  ...changes,
});

describe('a suite', () => {
  it('gives the same results on one thread, on two workers and on three', async () => {
    const variants = plan(SCENARIO, RANDOM);
    const [one, two, three] = await Promise.all([1, 2, 3].map((jobs) => runSuite(variants, options({ jobs }))));
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    expect(JSON.stringify(three)).toBe(JSON.stringify(one));
    expect(one?.results.map(({ planned, outcomes }) => [planned.variant, outcomes.length])).toEqual([
      ['plain', 1],
      ['impatient', 1],
      ['small', 4],
      ['large', 4],
    ]);
  });

  it('gives each replication its own luck', async () => {
    const { results } = await runSuite(plan(RANDOM), options());
    const waits = results[0]?.runs.map((run) => run.metrics.overall['wait.mean']);
    expect(new Set(waits).size).toBe(4);
  });

  it('with bail ends at the first variant that did not pass, whatever the number of workers', async () => {
    for (const jobs of [1, 2]) {
      const { results, interrupted } = await runSuite(plan(RANDOM, SCENARIO), options({ jobs, bail: true }));
      expect(results.map(({ planned, verdict }) => [planned.variant, verdict.kind])).toEqual([['small', 'failed']]);
      expect(interrupted).toBe(false);
    }
  });

  it('tells how far it is, once for each run', async () => {
    const told: number[] = [];
    await runSuite(plan(RANDOM), options({ onProgress: (finished, total) => told.push(finished * 100 + total) }));
    expect(told).toEqual([108, 208, 308, 408, 508, 608, 708, 808]);
  });

  it.each([1, 2])('keeps what was finished when it is stopped, on %d workers', async (jobs) => {
    const stop = new AbortController();
    const onProgress = (finished: number): void => {
      if (finished === 3) stop.abort();
    };
    const { results, interrupted } = await runSuite(plan(RANDOM), options({ jobs, signal: stop.signal, onProgress }));
    expect(interrupted).toBe(true);
    const outcomes = results.flatMap((result) => result.outcomes);
    // Another worker may finish its run in the moment in which the third one is told: that one is kept, too.
    expect(outcomes.length).toBeGreaterThanOrEqual(3);
    expect(outcomes.length).toBeLessThan(3 + jobs);
    expect(outcomes.every(({ kind }) => kind === 'finished')).toBe(true);
  });
});
