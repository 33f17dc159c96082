import fc from 'fast-check';
import { poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { PLACEMENTS, READINESS_RULES, SLOT_RULES, VICTIM_RULES } from '../../src/engine/pool-config.ts';
import { TASK_TYPES } from '../../src/engine/task.ts';
import type { FaultEffect, PersonAction } from '../../src/scenario/compiled.ts';
import { clusterOf } from './clusters.ts';
import type { PoolChanges } from './pools.ts';
import { select, type WrittenFault, type WrittenRun, type WrittenTask } from './small-runs.ts';

/** Random runs of ten minutes on small pools: every fault, every person, ties on purpose (times are whole seconds). */

const SPAN_S = 600;
const TASKS_MAX = 14;

const seconds = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((s) => s * 1_000);
const rarely = <T>(value: T, usual: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(value) });

const task: fc.Arbitrary<WrittenTask> = fc.record({
  at: seconds(0, SPAN_S - 60),
  workspace: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom(...TASK_TYPES),
  planMs: seconds(1, 400),
  applyMs: seconds(1, 200),
  confirmMs: fc.oneof(seconds(0, 120), fc.constant(Number.POSITIVE_INFINITY)),
  discards: rarely(true, false),
  nothingToApply: rarely(true, false),
  planFails: rarely(true, false),
  applyFails: rarely(true, false),
});

const selector = fc.record({
  pick: fc.constantFrom('oldest' as const, 'youngest' as const, 'all' as const, 'idle' as const, 'busy' as const),
  count: fc.integer({ min: 1, max: 3 }),
});

const delay = fc.oneof(seconds(0, 400), fc.constant(Number.POSITIVE_INFINITY)).map((ms) => () => ms);

const effect: fc.Arbitrary<FaultEffect> = fc.oneof(
  fc
    .constantFrom('pod-failure' as const, 'pod-success' as const, 'agent-lost' as const)
    .chain((kind) => selector.map((chosen) => ({ kind, select: select(chosen) }))),
  fc.record({
    kind: fc.constant('disconnect-agents' as const),
    select: selector.map(select),
    cutMs: fc.constant(0),
    reconnectMs: delay,
  }),
  fc.record({ kind: fc.constant('server-restart' as const), downMs: seconds(0, 120), reconnectMs: delay }),
  fc.record({
    kind: fc.constant('late-connect' as const),
    pool: fc.constant(null),
    count: fc.constant(2),
    delayMs: delay,
  }),
  fc.record({ kind: fc.constant('never-connects' as const), pool: fc.constant(null), count: fc.constant(1) }),
  fc.record({
    kind: fc.constant('slow-start' as const),
    pool: fc.constant(null),
    count: fc.constant(2),
    delayMs: seconds(1, 100).map((ms) => () => ms),
  }),
  fc.record({
    kind: fc.constant('store-query' as const),
    query: fc.constantFrom('pending' as const, 'unblocked' as const, 'capacity' as const),
    mode: fc.constantFrom('error' as const, 'zero' as const),
  }),
  fc.record({
    kind: fc.constant('api-error' as const),
    verb: fc.constantFrom('create' as const, 'delete' as const, 'list' as const),
    status: fc.constantFrom(500, 504),
    rate: fc.constant(1),
  }),
  fc.record({ kind: fc.constant('slot-conflict' as const), pool: fc.constant(null), rate: fc.constant(1) }),
);

const LASTING = new Set(['late-connect', 'never-connects', 'slow-start', 'store-query', 'api-error', 'slot-conflict']);

const fault: fc.Arbitrary<WrittenFault> = fc
  .record({ at: seconds(0, SPAN_S), lasts: seconds(1, 200), effect })
  .map(({ at, lasts, effect: what }) => ({ at, until: LASTING.has(what.kind) ? at + lasts : at, effect: what }));

const person: fc.Arbitrary<PersonAction> = fc.oneof(
  fc.record({
    at: seconds(0, SPAN_S),
    kind: fc.constantFrom('cancel' as const, 'confirm' as const, 'discard' as const),
    task: fc.integer({ min: 0, max: TASKS_MAX - 1 }).map(taskId),
  }),
  fc.record({
    at: seconds(0, SPAN_S),
    kind: fc.constant('lock' as const),
    workspace: fc.integer({ min: 0, max: 3 }).map(workspaceId),
    forMs: seconds(0, 120),
  }),
  fc.record({
    at: seconds(0, SPAN_S),
    kind: fc.constant('unfreeze' as const),
    pool: fc.constant(poolId(0)),
    untilMs: seconds(0, SPAN_S),
  }),
);

const freeze = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.tuple(seconds(0, 300), seconds(1, 200)).map(([from, length]) => [{ from, to: from + length }]),
  },
);

const size = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 4 }))
  .map(([min, more]) => ({ min, max: Math.max(min, more) }));

/** Short deadlines, so that ten minutes are long enough for them. */
const dispatchTimes = fc.record({
  reservationExpiryMs: seconds(30, 300),
  lostAfterMs: seconds(30, 300),
  taskTimeoutMs: seconds(60, 600),
});

/** Ephemeral agents, agents of a few tasks, and, mostly, agents without a limit. */
const maxTasks = fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, 2, 5);

/** The recommended choices of domain.md; policy, size, deadlines and freeze are free. */
export const recommendedPool: fc.Arbitrary<PoolChanges> = fc
  .record({ size, freeze, dispatch: dispatchTimes, policy: fc.constantFrom(...Object.keys(POLICIES)), maxTasks })
  .map(({ size: { min, max }, maxTasks: limit, ...rest }) => ({ min, max, agent: { maxTasks: limit }, ...rest }));

/** Any choice of everything. */
export const anyPool: fc.Arbitrary<PoolChanges> = fc
  .record({
    size,
    freeze,
    policy: fc.constantFrom(...Object.keys(POLICIES)),
    agent: fc.record({ rule: fc.constantFrom(...SLOT_RULES), maxTasks }),
    autoscaler: fc.record({
      victims: fc.constantFrom(...VICTIM_RULES),
      reaper: fc.boolean(),
      protectRunning: fc.boolean(),
      waitForConnecting: fc.boolean(),
      ensureMin: fc.boolean(),
      unhealthyRestart: fc.boolean(),
    }),
    times: dispatchTimes,
    choices: fc.record({
      mode: fc.constantFrom('event-driven' as const, 'retry-timer' as const),
      readiness: fc.constantFrom(...READINESS_RULES),
      assignment: fc.constantFrom('immediate' as const, 'when-connected' as const),
      placement: fc.constantFrom(...PLACEMENTS),
      heartbeats: fc.constantFrom('durable' as const, 'forgotten' as const),
      onAgentLost: fc.constantFrom('fail' as const, 'retry-plan' as const),
      orphans: fc.constantFrom('keep' as const, 'fail' as const),
      slotSync: fc.constantFrom('before-first-decision' as const, 'after-first-decision' as const),
      scaleUpOnNoAgent: fc.boolean(),
    }),
  })
  .map(({ size: { min, max }, times, choices, ...rest }) => ({
    min,
    max,
    ...rest,
    dispatch: { ...times, ...choices },
  }));

export const randomRun = (pool: fc.Arbitrary<PoolChanges>): fc.Arbitrary<WrittenRun> =>
  fc.record({
    pool,
    pods: fc.record({
      startMs: seconds(0, 40),
      connectMs: seconds(0, 20),
      registerMs: seconds(0, 60),
      initMs: seconds(0, 30),
      terminateMs: seconds(0, 30),
    }),
    tasks: fc.array(task, { minLength: 1, maxLength: TASKS_MAX }).map((tasks) => tasks.sort((a, b) => a.at - b.at)),
    people: fc.array(person, { maxLength: 4 }),
    faults: fc.array(fault, { maxLength: 4 }),
    durationMs: fc.constant(SPAN_S * 1_000),
    drainMs: fc.constant(SPAN_S * 1_000),
  });

/** Few nodes, or many, bounded by places and by cpu, of which every pod of the pool asks for 700 millicores. */
export const randomCluster: fc.Arbitrary<Pick<WrittenRun, 'cluster' | 'requests'>> = fc
  .record({
    count: fc.integer({ min: 0, max: 2 }),
    more: fc.integer({ min: 0, max: 2 }),
    pods: fc.integer({ min: 1, max: 3 }),
    cpuMilli: fc.integer({ min: 700, max: 3_000 }),
    provisionMs: seconds(0, 200),
  })
  .map(({ count, more, provisionMs, ...capacity }) => ({
    cluster: clusterOf([{ count, min: 0, max: Math.max(count + more, 1), capacity, provisionMs }], {
      scaleDownAfterMs: 60_000,
    }),
    requests: [{ cpuMilli: 700 }],
  }));
