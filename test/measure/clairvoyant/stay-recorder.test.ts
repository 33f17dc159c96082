import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LAW_NAMES } from '../../../src/engine/laws/law-catalogue.ts';
import { MeasuredRun, NOTHING_MORE } from '../../../src/experiment/measured-run.ts';
import { StayRecorder } from '../../../src/measure/clairvoyant/stay-recorder.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import type { CompiledScenario } from '../../../src/scenario/compiled.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { simulate } from '../../../src/sim/run.ts';
import type { PoolChanges } from '../../support/pools.ts';
import { anyPool, randomRun, recommendedPool } from '../../support/random-runs.ts';
import { smallScenario } from '../../support/small-runs.ts';

function bounded(text: string, file: string) {
  const { document, problems } = loadScenario(text, file, { set: [] });
  if (document === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const compiled = compileScenario(document, { variant: document.variants[0]?.name ?? '', replication: 0 });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return measured(compiled.scenario);
}

function measured(scenario: CompiledScenario) {
  const stays = new StayRecorder(scenario);
  const run = new MeasuredRun(scenario, NOTHING_MORE, null);
  const finished = run.finished(simulate(scenario, [...run.observers, stays]));
  return { stays, podHours: finished.metrics.overall['pods.hours'] as number };
}

const HOUR_MS = 3_600_000;

/** Pods are up at once, connect 20 s later (1 s + 17 s + 2 s) and are gone 5 s after their deletion. */
const pool = (more: string): string =>
  `scenario: stays\nabout: Stays.\nrun: { duration: 1h }\npool:\n  max: 4\n  agent: { slots: 2 }\n  pods: { start: 17s }\n${more}`;

describe('what a run leaves of its tasks', () => {
  test('one task: its pod from the start to the end, the confirmation included', () => {
    const { stays, podHours } = bounded(
      pool(
        'workload:\n  - tasks:\n      - { id: t, at: 5m, workspace: w, type: plan_and_apply, plan: 60s, confirm: 30s, apply: 90s }\n',
      ),
      'one.yaml',
    );
    expect((stays.podHoursWithin(0) as number) * HOUR_MS).toBeCloseTo(20_000 + 180_000 + 5_000, 3);
    // Begun like this one at 5:20 or earlier, but not before 5:00, it is at work from 5:20 to 8:00 in any case.
    expect(stays.podHours() * HOUR_MS).toBeCloseTo(20_000 + 160_000 + 5_000, 3);
    expect(podHours).toBeGreaterThan(stays.podHours());
  });

  test('where busy pods may be removed, the wait for a person needs no pod', () => {
    const { stays } = bounded(
      pool(
        '  autoscaler: { victims: unordered }\nworkload:\n  - tasks:\n      - { id: t, at: 5m, workspace: w, type: plan_and_apply, plan: 60s, confirm: 30m, apply: 90s }\n',
      ),
      'unordered.yaml',
    );
    expect(stays.podHours() * HOUR_MS).toBeLessThan(20_000 + 150_000 + 5_000 + 25_000 + 1);
  });

  test('two of one workspace cannot overlap, so one pod serves both; of two workspaces they need two', () => {
    const two = (second: string): string =>
      pool(
        `workload:\n  - tasks:\n      - { id: a, at: 5m, workspace: w, type: plan_and_apply, plan: 60s, confirm: 0s, apply: 60s }\n      - { id: b, at: 5m, workspace: ${second}, type: plan_and_apply, plan: 60s, confirm: 0s, apply: 60s }\n`,
      );
    const together = (text: string): number => bounded(text, 'two.yaml').stays.podHoursWithin(0)! * HOUR_MS;
    expect(together(two('w'))).toBeCloseTo(20_000 + 240_000 + 5_000, 3);
    expect(together(two('v'))).toBeCloseTo(2 * (20_000 + 120_000 + 5_000), 3);
  });

  test('a longer wait needs no more pod-hours', () => {
    const day = readFileSync('scenarios/steady-office-day.yaml', 'utf8');
    const { stays } = bounded(day, 'scenarios/steady-office-day.yaml');
    const curve = [0, 10_000, 30_000, 120_000, 600_000].map((waitMs) => stays.podHoursWithin(waitMs) as number);
    expect(curve).toEqual([...curve].sort((a, b) => b - a));
    expect(curve[0]).toBeGreaterThan(curve.at(-1) as number);
  });
});

const DAYS = [
  'cold-monday-morning',
  'steady-office-day',
  'nightly-drift-checks',
  'pull-request-fan-out',
  'one-busy-workspace',
  'ephemeral-runners',
  'shared-nodes',
];

test.each(DAYS)('%s needs no less than its bound', (day) => {
  const file = `scenarios/${day}.yaml`;
  const { stays, podHours } = bounded(readFileSync(file, 'utf8'), file);
  expect(stays.podHours()).toBeGreaterThan(0);
  expect(podHours).toBeGreaterThanOrEqual(stays.podHours());
});

const weight = fc.integer({ min: 1, max: 4 });
const weightedAgent = fc.record({
  slots: fc.constant(4),
  rule: fc.constant('weighted' as const),
  weights: fc.record({ plan: weight, plan_and_apply: weight, drift_check: weight }),
  maxTasks: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
});

test.each([
  ['of a pool with any choices', anyPool],
  ['of agents of few tasks that take several units', fc.tuple(recommendedPool, weightedAgent).map(weigh)],
])('no run %s needs less than its bound', (_, pool) => {
  fc.assert(
    fc.property(randomRun(pool), (run) => {
      const { stays, podHours } = measured(smallScenario({ ...run, breaks: LAW_NAMES }));
      expect(stays.podHours()).toBeLessThanOrEqual(podHours * (1 + 1e-9));
    }),
    { seed: 604, numRuns: 300 },
  );
});

function weigh([pool, agent]: [PoolChanges, NonNullable<PoolChanges['agent']>]): PoolChanges {
  return { ...pool, agent };
}
