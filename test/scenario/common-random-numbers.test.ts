import fc from 'fast-check';
import { expect, test } from 'vitest';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { ARRIVALS, type ArrivalsKind } from '../../src/scenario/arrival-catalogue.ts';
import type { ArrivingTask, CompiledScenario } from '../../src/scenario/compiled.ts';
import { simulate } from '../../src/sim/run.ts';
import { compileGood } from './scenario-text.ts';

/** Two hours with every kind of arrivals; what one entry brings is told from that of others by its workspaces. */
interface Entry {
  readonly arrivals: string;
  readonly profile: string;
  readonly isNamed: boolean;
}

const rates = fc.integer({ min: 5, max: 60 });
const WRITTEN: Readonly<Record<ArrivalsKind, fc.Arbitrary<string>>> = {
  poisson: rates.map((rate) => `{ poisson: ${rate}/h }`),
  every: rates.map((minutes) => `{ every: ${minutes}m }`),
  burst: rates.map((count) => `{ burst: { at: 30m, count: ${count}, over: 3m } }`),
  stages: rates.map((rate) => `{ stages: [ { at: 0s, rate: 0/h }, { at: 1h, rate: ${rate}/h } ] }`),
  cron: fc.constant('{ cron: "*/20 * * * *" }'),
  mmpp: rates.map((rate) => `{ mmpp: { states: [ { rate: 0/h, for: 10m }, { rate: ${rate}/h, for: 20m } ] } }`),
  weekly: rates.map((rate) => `{ weekly: { mean: ${rate}/h, days: [1, 2, 3, 4, 5, 6, 7] } }`),
  closed: fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('thinking', 'at-once'))
    .map(([users, start]) => `{ closed: { users: ${users}, think: { uniform: [10s, 5m] }, start: ${start} } }`),
};

const entry = (...kinds: readonly ArrivalsKind[]): fc.Arbitrary<Entry> =>
  fc.record({
    arrivals: fc.oneof(...kinds.map((kind) => WRITTEN[kind])),
    profile: fc.constantFrom('p', 'q', '{ p: 2, q: 1 }'),
    isNamed: fc.boolean(),
  });
const KINDS = Object.keys(ARRIVALS) as readonly ArrivalsKind[];

const FAULTS = [
  '{ kind: pod-failure, every: 11m }',
  '{ kind: server-restart, at: 40m, down: 50s }',
  '{ kind: api-error, at: 10m, for: 9m, on: { verb: create, resource: pods }, status: 500, rate: 0.5 }',
  '{ kind: slow-start, at: 5m, for: 50m, delay: { exponential: { mean: 1m } } }',
  '{ kind: slot-conflict, at: 20m, for: 5m, rate: 0.5 }',
];

/** What may be changed without moving a task. */
interface Surroundings {
  readonly policy: string;
  readonly slots: number;
  readonly max: number;
  readonly faults: readonly string[];
  /** Entries of a profile that nobody else has, before and behind. */
  readonly before: readonly string[];
  readonly behind: readonly string[];
  readonly hasOtherPool: boolean;
  readonly hasWrittenTasks: boolean;
}

const PLAIN: Surroundings = {
  policy: 'slot-utilization',
  slots: 2,
  max: 4,
  faults: [],
  before: [],
  behind: [],
  hasOtherPool: false,
  hasWrittenTasks: false,
};

const others = fc.array(fc.oneof(...Object.values(WRITTEN)), { maxLength: 2 });
const surroundings: fc.Arbitrary<Surroundings> = fc.record({
  policy: fc.constantFrom(...Object.keys(POLICIES)),
  slots: fc.integer({ min: 1, max: 4 }),
  max: fc.integer({ min: 1, max: 8 }),
  faults: fc.subarray(FAULTS),
  before: others,
  behind: others,
  hasOtherPool: fc.boolean(),
  hasWrittenTasks: fc.boolean(),
});

function textOf(entries: readonly Entry[], around: Surroundings): string {
  const stranger = (arrivals: string): string =>
    `  - { arrivals: ${arrivals}, profile: other, workspaces: [stranger], pool: main }`;
  const lines = [
    'clock: { start: 2026-03-29T01:20:00, timezone: Europe/Berlin }',
    'run: { duration: 2h }',
    'pools:',
    `  main: { max: ${around.max}, agent: { slots: ${around.slots} }, autoscaler: { policy: ${around.policy} }, pods: { start: { uniform: [1s, 90s] } } }`,
    ...(around.hasOtherPool ? ['  side: { max: 2 }'] : []),
    'profiles:',
    '  p: { type: plan_and_apply, plan: { lognormal: { median: 20s, p95: 90s } }, confirm: { exponential: { mean: 20s } }, apply: { uniform: [1s, 99s] }, discard: 0.1, nothingToApply: 0.1, fail: 0.05 }',
    '  q: { type: plan, plan: { uniform: [1s, 200s] }, fail: 0.1 }',
    '  other: { type: drift_check, plan: { exponential: { mean: 9s } } }',
    'workload:',
    ...around.before.map(stranger),
    ...entries.map(
      ({ arrivals, profile, isNamed }, index) =>
        `  - { ${isNamed ? `name: entry-${index}, ` : ''}arrivals: ${arrivals}, profile: ${profile}, pool: main, workspaces: [e${index}/a, e${index}/b, e${index}/c] }`,
    ),
    ...around.behind.map(stranger),
    ...(around.hasOtherPool
      ? ['  - { arrivals: { poisson: 40/h }, profile: other, workspaces: [stranger], pool: side }']
      : []),
    ...(around.hasWrittenTasks
      ? [
          '  - tasks: [ { id: by-hand, at: 7m, workspace: stranger, type: plan, plan: { uniform: [1s, 9s] }, pool: main } ]',
        ]
      : []),
    ...(around.faults.length > 0 ? ['faults:', ...around.faults.map((fault) => `  - ${fault}`)] : []),
  ];
  return lines.join('\n');
}

/** Runs it and gives the tasks of each entry, as a text of all that was drawn for them, times in front. */
function run(entries: readonly Entry[], around: Surroundings): readonly (readonly Drawn[])[] {
  const scenario = compileGood(textOf(entries, around));
  const came: ArrivingTask[] = [];
  const arrivedAt: number[] = [];
  const { workload } = scenario;
  const take = (): ArrivingTask => {
    const task = workload.take();
    came.push(task);
    return task;
  };
  simulate({ ...scenario, workload: { ...workload, take } }, [
    { fact: (fact) => void (fact.kind === 'task.arrived' && arrivedAt.push(fact.at)) },
  ]);
  expect(arrivedAt).toEqual(came.map(({ at }) => at));
  expect(came.every(({ at }) => at < 7_200_000)).toBe(true);
  return entries.map((_, index) =>
    came.filter(({ workspace }) => scenario.workspaces[workspace]?.startsWith(`e${index}/`)).map(drawnOf(scenario)),
  );
}

interface Drawn {
  readonly at: number;
  readonly needs: string;
}

const drawnOf =
  ({ workspaces }: CompiledScenario) =>
  ({ at, workspace, type, needs }: ArrivingTask): Drawn => ({
    at,
    needs: JSON.stringify([workspaces[workspace], type, needs]),
  });

/** What each closed user of an only entry asks for, in order: found by answering one of them and leaving the others to wait. */
function stories(closed: Entry): readonly (readonly string[])[] {
  const first = (): { scenario: CompiledScenario; tasks: ArrivingTask[] } => {
    const scenario = compileGood(textOf([closed], PLAIN));
    const tasks: ArrivingTask[] = [];
    while (scenario.workload.nextAt() < Number.POSITIVE_INFINITY) tasks.push(scenario.workload.take());
    return { scenario, tasks };
  };
  return first().tasks.map((_, user) => {
    const { scenario, tasks } = first();
    const { workload } = scenario;
    const story: ArrivingTask[] = [];
    for (let task = tasks[user]; task !== undefined; ) {
      story.push(task);
      workload.taskEnded?.(task.task, task.at);
      task = workload.nextAt() < Number.POSITIVE_INFINITY ? workload.take() : undefined;
    }
    return story.map((task) => drawnOf(scenario)(task).needs);
  });
}

const open = KINDS.filter((kind) => kind !== 'closed');

test('no change of policy, pool, faults or other entries moves a draw of an open entry', () => {
  const entries = fc.array(entry(...open), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(entries, surroundings, (written, around) => {
      expect(run(written, around)).toEqual(run(written, PLAIN));
    }),
    { seed: 20260105, numRuns: 60 },
  );
});

test('closed users keep the order of their own draws, whatever surrounds them', () => {
  fc.assert(
    fc.property(entry('closed'), surroundings, (written, around) => {
      const told = stories(written);
      const places = told.map(() => 0);
      for (const { needs } of run([written], around)[0] ?? []) {
        const user = told.findIndex((story, at) => story[places[at] ?? 0] === needs);
        expect(user).toBeGreaterThanOrEqual(0);
        places[user] = (places[user] ?? 0) + 1;
      }
      expect(places.every((place) => place > 0)).toBe(true);
    }),
    { seed: 20260105, numRuns: 60 },
  );
});

test('an entry of the same kind and profile without a name, put before it, does move one: names keep luck', () => {
  const unnamed: Entry = { arrivals: '{ poisson: 30/h }', profile: 'p', isNamed: false };
  const named: Entry = { ...unnamed, isNamed: true };
  expect(run([unnamed, unnamed], PLAIN)[1]?.map(({ at }) => at)).not.toEqual(
    run([unnamed], PLAIN)[0]?.map(({ at }) => at),
  );
  expect(run([unnamed, named], PLAIN)[0]).toEqual(run([unnamed], PLAIN)[0]);
});
