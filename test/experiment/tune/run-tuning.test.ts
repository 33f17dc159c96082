import { describe, expect, it } from 'vitest';
import { NOTHING_MORE } from '../../../src/experiment/measured-run.ts';
import { EVERYTHING } from '../../../src/experiment/plan-suite.ts';
import { type RunJob, runJob } from '../../../src/experiment/run-job.ts';
import { jobsOf } from '../../../src/experiment/shard.ts';
import { pickSetting } from '../../../src/experiment/tune/pick.ts';
import { planTuning, type TuningChoice } from '../../../src/experiment/tune/plan-tuning.ts';
import { runTuning, type TuningOptions, tuningWork } from '../../../src/experiment/tune/run-tuning.ts';
import type { TuningResult } from '../../../src/experiment/tune/tuning-result.ts';

/** A busy twenty minutes for at most six pods of two slots. */
const RUSH = `scenario: rush
run: { duration: 20m, drain: { timeout: 30m } }
pool:
  min: 0
  max: 6
  agent: { slots: 2 }
  pods: { schedule: 1s, start: { uniform: [20s, 40s] }, connect: 2s, terminate: 5s }
  autoscaler: { policy: slot-utilization, with: { scaleUpAbove: 0.7 }, every: 10s }
workspaces: { count: 50 }
profiles: { job: { type: plan, plan: { exponential: { mean: 60s } } } }
workload: [{ name: all-day, arrivals: { poisson: 200/h }, profile: job }]
`;

const CHOICE: TuningChoice = {
  policy: 'slot-utilization',
  parameters: ['scaleUpAbove=0.3..0.9:0.2', 'scaleDownBelow=0|0.5|1'],
  wait: 'wait.p95',
  cost: null,
  measures: [],
  confidence: 0.95,
  method: 'race',
  replications: 8,
  budget: 200,
};

async function tune(change: Partial<TuningChoice>, jobs = 1, more: Partial<TuningOptions> = {}): Promise<TuningResult> {
  const choice = { ...CHOICE, ...change };
  const { tunings, problems } = planTuning([{ file: 'rush.yaml', text: RUSH }], EVERYTHING, choice);
  expect(problems).toEqual([]);
  const result = await runTuning(tunings[0]!, choice, {
    jobs,
    isWorthWorkers: () => true,
    collect: { fingerprint: false, charts: false, tasks: false },
    signal: new AbortController().signal,
    time: null,
    onProgress: () => {},
    ...more,
  });
  return result!;
}

const pointsOf = ({ front, settings }: TuningResult) =>
  front.map((label) => settings.find((setting) => setting.label === label)!).map(({ wait, cost }) => [wait, cost]);

describe('a race over the settings of a grid', () => {
  it('stops some of them early, and none of the front of the whole grid', async () => {
    const [race, grid] = [await tune({}), await tune({ method: 'grid', budget: null })];
    expect(pointsOf(race)).toEqual(pointsOf(grid));
    expect(race.runs).toBeLessThan(grid.runs);
    const early = race.settings.filter(({ fate }) => fate === 'stopped' || fate === 'same');
    expect(early.length).toBeGreaterThan(0);
    expect(early.every(({ by }) => by !== null)).toBe(true);
    const waste = race.settings.filter(({ fate }) => fate === 'cut' || fate === 'unfinished');
    expect(waste).toEqual([]);
  });

  it('gives the same result with one worker and with two', async () => {
    const free = {
      parameters: ['scaleUpAbove=0.2..0.95', 'countUnblockedApplies=true|false'],
      budget: 60,
      replications: 4,
    };
    expect(await tune(free, 2)).toEqual(await tune(free, 1));
  });

  it('never makes more runs than its budget, and picks a setting of the front', async () => {
    const result = await tune({ parameters: ['scaleUpAbove=0.1..0.95', 'scaleDownBelow=0..0.5'], budget: 50 });
    expect(result.runs).toBeLessThanOrEqual(50);
    const picked = pickSetting(result, { kind: 'knee' });
    expect(result.front).toContain(picked?.label);
    const finalists = result.settings.filter(({ fate }) => fate === 'front' || fate === 'beaten');
    expect(new Set(finalists.map(({ runs }) => runs))).toEqual(new Set([8]));
  });

  it('keeps what the author gave to parameters that are not searched', async () => {
    const { front, comparison } = await tune({ policy: null, parameters: ['scaleDownBelow=0|0.5'], budget: 32 });
    const [setting] = comparison.policies.filter(({ label }) => front.includes(label));
    expect(setting!.brief!.pools[0]!.parameters.scaleUpAbove).toBe(0.7);
  });
});

describe('a grid of which shards did the runs', () => {
  const grid = { method: 'grid', budget: null, replications: 2, parameters: ['scaleUpAbove=0.3|0.6|0.9'] } as const;

  it('knows all of its runs from the start, replication by replication', () => {
    const choice = { ...CHOICE, ...grid };
    const { tunings } = planTuning([{ file: 'rush.yaml', text: RUSH }], EVERYTHING, choice);
    const jobs = jobsOf(tuningWork(tunings[0]!, choice, NOTHING_MORE));
    const settings = [null, ...['0.3', '0.6', '0.9'].map((value) => `slot-utilization:scaleUpAbove=${value}`)];
    expect(jobs.map(({ planned, replication }) => [planned.choice.policy, replication])).toEqual(
      [0, 1].flatMap((replication) => settings.map((setting) => [setting, replication])),
    );
  });

  it("was interrupted where some are missing, and tells what there is, be it without the scenario's own", async () => {
    const without = (isMissing: (job: RunJob) => boolean): Promise<TuningResult> =>
      tune(grid, 1, { perform: async (job) => (isMissing(job) ? null : runJob(job)) });
    const ownless = await without(({ planned }) => planned.choice.policy === null);
    expect(ownless.ended).toBe('interrupted');
    expect(ownless.settings.map(({ runs }) => runs)).toEqual([0, 2, 2, 2]);
    expect(ownless.front.length).toBeGreaterThan(0);
    const halved = await without(
      ({ planned, replication }) => replication === 0 && /0.6/.test(planned.choice.policy ?? ''),
    );
    expect(halved.settings.map(({ runs, fate }) => [runs, fate === 'unfinished'])).toEqual([
      [2, false],
      [2, false],
      [0, true],
      [2, false],
    ]);
  });
});
