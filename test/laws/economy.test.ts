import { describe, expect, test } from 'vitest';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { Reason } from '../../src/engine/note.ts';
import type { Pod } from '../../src/engine/pod-table.ts';
import type { EngineByHand } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import type { PoolChanges } from '../support/pools.ts';
import { engineWithWaiting, type Waiting } from '../support/waiting-work.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };

/** By the facts all agents are connected again; what waits has not been tried on them yet. */
function benchOver(engine: EngineByHand, pods: number): LawBench {
  const bench = new LawBench(engine, ALL);
  for (let pod = 0; pod < pods; pod += 1) bench.podReady(1_500, pod);
  return bench;
}

interface Case {
  readonly waiting?: Waiting;
  readonly pods?: number;
  readonly pool?: PoolChanges;
  /** Done to every pod, by its number. */
  readonly change?: (pod: Pod, number: number) => void;
  readonly decided?: readonly [number, number];
  readonly why?: Partial<Reason>;
}

function judged({ waiting = {}, pods = 1, pool = {}, change, decided = [pods, pods + 1], why }: Case): string | null {
  const engine = engineWithWaiting(pods, waiting, pool);
  for (let pod = 0; pod < pods; pod += 1) change?.(engine.pod(pod), pod);
  const bench = benchOver(engine, pods);
  bench.decided(2_000, decided[0], decided[1], why);
  return bench.said('economy');
}

const sentence = (from: number, to: number): string =>
  `2000: ${from} → ${to} pods (test) although free slots on connected agents cover all unblocked work`;

/** Takes the first slots of a pod for a reservation. */
const reserve = (units: number) => (pod: Pod) => {
  pod.reserved = units;
  pod.uses.fill('reserved', 0, units);
};

describe('economy', () => {
  test('breaks where a pod is made while nothing waits', () => {
    expect(judged({})).toBe(sentence(1, 2));
  });

  test('asks nothing of a decision that makes no pod, nor of what min or its guard wants', () => {
    expect(judged({ decided: [2, 2] })).toBeNull();
    expect(judged({ why: { rule: 'ensure-min' } })).toBeNull();
    expect(judged({ why: { limitedBy: 'min' } })).toBeNull();
    expect(judged({ pool: { min: 2 }, decided: [1, 2] })).toBeNull();
    expect(judged({ pool: { min: 2 }, decided: [2, 3] })).toBe(sentence(2, 3));
  });

  test('is not asked before slots are rebuilt after a restart, nor while the server catches up', () => {
    const engine = engineWithWaiting(1);
    const bench = benchOver(engine, 1);
    engine.pool.recovery = 'first-decision';
    bench.decided(2_000, 1, 2);
    engine.pool.recovery = 'done';
    bench.fact({ kind: 'server.paused', at: 2_000 });
    bench.decided(2_000, 1, 2);
    expect(bench.said('economy')).toBeNull();
    bench.fact({ kind: 'server.resumed', at: 3_000 });
    bench.decided(3_000, 1, 2);
    expect(bench.said('economy')).not.toBeNull();
  });

  test.each<[string, (pod: Pod) => void]>([
    ['is to go', (pod) => Object.assign(pod, { terminating: true })],
    ['is closed for new work', (pod) => Object.assign(pod, { cordoned: true })],
    ['was not heard for too long', (pod) => Object.assign(pod, { silent: true })],
  ])('does not count the slots of a pod that %s', (_, change) => {
    expect(judged({ waiting: { plans: 1 } })).toBe(sentence(1, 2));
    expect(judged({ waiting: { plans: 1 }, change })).toBeNull();
  });

  test('does not count the slots of a pod whose agent is away in truth', () => {
    const bench = new LawBench(engineWithWaiting(1, { plans: 1 }), ALL);
    bench.decided(2_000, 1, 2);
    expect(bench.said('economy')).toBeNull();
  });
});

describe('economy, whether free slots cover the work', () => {
  // Pods of four slots, one plan_and_apply each.
  test.each<[string, Case]>([
    ['four plans and drift checks', { waiting: { plans: 3, driftChecks: 1 } }],
    ['a plan_and_apply', { waiting: { planAndApplies: 1 } }],
    ['an apply and three plans', { waiting: { applies: 1, plans: 3 } }],
    ['three plans beside a reservation', { waiting: { plans: 3 }, change: reserve(1) }],
    ['one of each kind on either pod', { pods: 2, waiting: { applies: 1, planAndApplies: 1, plans: 6 } }],
  ])('they do: %s', (_, of) => {
    const pods = of.pods ?? 1;
    expect(judged(of)).toBe(sentence(pods, pods + 1));
  });

  const withApply = (pod: Pod): void => {
    reserve(1)(pod);
    pod.applies = 1;
  };

  test.each<[string, Case]>([
    ['five plans and drift checks', { waiting: { plans: 3, driftChecks: 2 } }],
    ['an apply and a plan_and_apply for one pod', { waiting: { applies: 1, planAndApplies: 1 } }],
    ['an apply and four plans', { waiting: { applies: 1, plans: 4 } }],
    ['four plans beside a reservation', { waiting: { plans: 4 }, change: reserve(1) }],
    ['a plan_and_apply beside another one', { waiting: { planAndApplies: 1 }, change: withApply }],
    ['a plan beside a claim', { waiting: { plans: 1, claimed: 1 } }],
    ['a plan beside one in back-off', { waiting: { plans: 1, backoff: 1 } }],
    ['a plan beside one of each', { waiting: { plans: 1, claimed: 1, backoff: 1 } }],
  ])('they do not: %s', (_, of) => {
    expect(judged(of)).toBeNull();
  });
});

describe('economy, where tasks weigh', () => {
  const weighted = (
    slots: number,
    [plan, plan_and_apply, drift_check]: readonly [number, number, number],
    maxTasks = Number.POSITIVE_INFINITY,
  ): PoolChanges => ({ agent: { rule: 'weighted', slots, weights: { plan, plan_and_apply, drift_check }, maxTasks } });

  test.each<[string, Case]>([
    ['2 plans of 2 in 4', { pool: weighted(4, [2, 3, 3]), waiting: { plans: 2 } }],
    ['1 drift check of 3 in 4', { pool: weighted(4, [2, 3, 3]), waiting: { driftChecks: 1 } }],
    [
      '1 plan of 1 and 1 plan_and_apply of 3 in 4',
      { pool: weighted(4, [1, 3, 3]), waiting: { plans: 1, planAndApplies: 1 } },
    ],
    ['2 plan_and_apply of 3 in 6', { pool: weighted(6, [1, 3, 1]), waiting: { planAndApplies: 2 } }],
    [
      '2 of 3 on two pods with 5 of 8 left',
      { pods: 2, pool: weighted(8, [1, 3, 1]), waiting: { planAndApplies: 2 }, change: reserve(3) },
    ],
  ])('covered: %s', (_, of) => {
    expect(judged(of)).not.toBeNull();
  });

  test.each<[string, Case]>([
    ['3 plans of 2 in 4', { pool: weighted(4, [2, 3, 3]), waiting: { plans: 3 } }],
    ['2 drift checks of 3 in 4', { pool: weighted(4, [2, 3, 3]), waiting: { driftChecks: 2 } }],
    [
      '1 plan of 2 and 1 plan_and_apply of 3 in 4',
      { pool: weighted(4, [2, 3, 3]), waiting: { plans: 1, planAndApplies: 1 } },
    ],
    // One on either pod, and 4 of the 10 units that are left are of no use to a third.
    ['3 of 3 on two pods of 5', { pods: 2, pool: weighted(5, [1, 3, 1]), waiting: { planAndApplies: 3 } }],
    [
      '3 of 3 on two pods with 5 of 8 left',
      { pods: 2, pool: weighted(8, [1, 3, 1]), waiting: { planAndApplies: 3 }, change: reserve(3) },
    ],
  ])('not covered: %s', (_, of) => {
    expect(judged(of)).toBeNull();
  });

  const given = (tasks: number) => (pod: Pod) => {
    pod.given = tasks;
  };

  test('an agent takes no more tasks than its last, each of which counts as the lightest', () => {
    const two = { agent: { maxTasks: 2 } };
    expect(judged({ pool: two, waiting: { plans: 1 }, change: given(1) })).not.toBeNull();
    expect(judged({ pool: two, waiting: { plans: 2 }, change: given(1) })).toBeNull();
    // Three more tasks of at least 2 units: 6 of the 8 units.
    const three = weighted(8, [2, 3, 2], 3);
    expect(judged({ pool: three, waiting: { plans: 3 } })).not.toBeNull();
    expect(judged({ pool: three, waiting: { plans: 4 } })).toBeNull();
  });

  test('an agent that takes one more task has room for one plan_and_apply, whatever its units', () => {
    // Pods 0 and 1 have 5 of 8 units left, room for one of 3 each; pod 2 has all 8, but its agent takes one more.
    const change = (pod: Pod, number: number): void => (number === 2 ? given(2)(pod) : reserve(3)(pod));
    const pool = { max: 4, ...weighted(8, [3, 3, 3], 3) };
    expect(judged({ pods: 3, pool, change, waiting: { planAndApplies: 3 } })).not.toBeNull();
    expect(judged({ pods: 3, pool, change, waiting: { planAndApplies: 4 } })).toBeNull();
  });
});
