import { describe, expect, it } from 'vitest';
import type { Observer } from '../../src/engine/observer.ts';
import { Metrics } from '../../src/measure/metrics.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { simulate } from '../../src/sim/run.ts';
import { compileGood } from '../scenario/scenario-text.ts';
import { play, type StreamRecord, scenarioOf } from '../support/records.ts';
import { decided, podDown, podUp } from '../support/task-stories.ts';

/** One pod with one slot and no delays, so that times can be worked out by hand. The window is [100 s, 300 s). */
const oneServer = (drain: string, workload: string): string => `
run: { warmup: 100s, duration: 200s${drain} }
pool:
  min: 1
  max: 1
  agent: { rule: single }
  pods: { schedule: 0s, start: 0s, connect: 0s, register: 0s, init: 0s, terminate: 0s }
  autoscaler: { policy: pending-plus-running, every: 10m }
workload:
${workload}`;

const task = (id: string, at: string, plan: string): string =>
  `      - { id: ${id}, at: ${at}, workspace: ${id}, type: plan, plan: ${plan} }\n`;

function run(text: string) {
  const scenario = compileGood(text);
  const series = new SeriesTracker(scenario);
  const metrics = new Metrics(scenario, series);
  const arrivals: number[] = [];
  const watch: Observer = {
    fact: (fact) => {
      if (fact.kind === 'task.arrived') arrivals.push(fact.at);
    },
  };
  const end = simulate(scenario, [series, metrics, watch]);
  return { end, arrivals, overall: metrics.summary().overall };
}

/** The server is busy on [10, 70), [90, 180) and [290, 380) s. */
const STORY = [
  '  - tasks:\n',
  task('over-before', '10s', '60s'),
  task('reaches-in', '90s', '30s'), // runs on [90, 120)
  task('starts-inside', '99999ms', '30s'), // runs on [120, 150)
  task('first', '100s', '30s'), // waits 50 s, runs on [150, 180)
  task('reaches-out', '290s', '60s'), // runs on [290, 350)
  task('last', '299999ms', '30s'), // waits 50.001 s, runs on [350, 380)
].join('');

describe('warm-up, window and drain', () => {
  const { end, overall } = run(oneServer(', drain: { timeout: 300s }', STORY));

  it('counts the waits of tasks submitted in the window, those that start in the drain too, and no others', () => {
    expect(overall).toMatchObject({
      'tasks.submitted': 3,
      'wait.mean': (50_000 + 0 + 50_001) / 3,
      'wait.max': 50_001,
      'turnaround.mean': (80_000 + 60_000 + 80_001) / 3,
      'tasks.censored': 0,
    });
  });

  it('takes time averages over the window alone, whosever work it is', () => {
    // Busy within [100, 300): 20 + 30 + 30 + 10 s.
    expect(overall).toMatchObject({
      'utilization.mean': 90 / 200,
      'utilization.provisioned': 90 / 200,
      'pods.mean': 1,
      'pods.hours': 200 / 3600,
      'pods.idleHours': 110 / 3600,
    });
  });

  it('takes rates from what happened in the window, and tells what became of all tasks of the run', () => {
    // Ends at 120, 150 and 180 s; those at 70, 350 and 380 s are outside.
    expect(overall.throughput).toBeCloseTo(3 / (200 / 3600), 9);
    expect(overall).toMatchObject({ 'tasks.finished': 6, 'tasks.unfinished': 0 });
  });

  it('goes on until the work is done, and no longer', () => {
    expect(end).toMatchObject({ cause: 'drained', endedAt: 380_000 });
  });

  it('ends with the window when nothing is left to drain', () => {
    const idle = run(oneServer(', drain: { timeout: 300s }', `  - tasks:\n${task('short', '150s', '10s')}`));
    expect(idle.end).toMatchObject({ cause: 'drained', endedAt: 300_000 });
  });

  it('lets nothing arrive from the end of the window on', () => {
    const regular = (drain: string) =>
      run(
        oneServer(
          drain,
          '  - { arrivals: { every: 50s }, startAt: 0s, profile: p }\nprofiles: { p: { type: plan, plan: 60s } }',
        ),
      ).arrivals;
    const times = [0, 50, 100, 150, 200, 250].map((s) => s * 1000);
    expect(regular('')).toEqual(times);
    expect(regular(', drain: { timeout: 300s }')).toEqual(times);
  });

  it('ends the drain at its time-out, and keeps what was cut off as waits of at least so long', () => {
    const stuck = run(
      oneServer(
        ', drain: { timeout: 300s }',
        `  - tasks:\n${task('long', '290s', '400s')}${task('behind', '299s', '10s')}`,
      ),
    );
    expect(stuck.end).toMatchObject({ cause: 'drain-timeout', endedAt: 600_000 });
    // The first waited 0 s and ran on; the second still waits at 600 s.
    expect(stuck.overall).toMatchObject({
      'wait.mean': 301_000 / 2,
      'wait.max': 301_000,
      'tasks.censored': 1,
      'tasks.unfinished': 2,
      'turnaround.mean': null,
    });
  });

  it('without a drain cuts everything off at the end of the window', () => {
    const cut = run(oneServer('', STORY));
    expect(cut.end).toMatchObject({ cause: 'horizon', endedAt: 300_000 });
    expect(cut.overall).toMatchObject({
      'wait.mean': (50_000 + 0 + 1) / 3,
      'tasks.censored': 1,
      'tasks.unfinished': 2,
      'utilization.mean': 90 / 200,
    });
  });
});

describe('decisions and pods of the warm-up', () => {
  const measure = (records: readonly StreamRecord[]) => {
    const scenario = scenarioOf({ run: { warmupMs: 1000, durationMs: 3_600_000, drainMs: 1000 } });
    const series = new SeriesTracker(scenario);
    const metrics = new Metrics(scenario, series);
    play([series, metrics], records, 3_602_000);
    return metrics.summary().overall;
  };

  it('are not counted, but a turn from the last of them is', () => {
    const overall = measure([
      decided(998, 0, 1, { online: 0.2 }),
      decided(999, 1, 3, { online: 0.4 }),
      decided(1000, 3, 2),
      decided(3_600_999, 2, 4, { online: 0.8 }),
      decided(3_601_000, 4, 1),
    ]);
    expect(overall).toMatchObject({
      'scale.ups': 1,
      'scale.downs': 1,
      'utilization.atScaleUp': 0.8,
      // Up to down at 1000, down to up at 3 600 999, in one hour.
      'scale.directionChanges': 2,
    });
  });

  it('do not raise the largest number of pods that existed in the window', () => {
    const pods = [podUp(0, 0), podUp(0, 1), podUp(0, 2), podDown(1000, 1), podDown(1000, 2)];
    const late = [podUp(3_601_000, 3), podUp(3_601_000, 4)];
    expect(measure([...pods, ...late])).toMatchObject({ 'pods.max': 1, 'pods.created': 0, 'pods.mean': 1 });
  });
});
