import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { type PoolChanges, poolConfig } from '../support/pools.ts';
import { engineWithWaiting, type Waiting } from '../support/waiting-work.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };

/** The policy cannot read the store from 1.5 s on, and can again from 1.6 s. */
const pending = { kind: 'store.queryFailing', at: 1_500, query: 'pending', mode: 'error' } as const;
const restored = { kind: 'store.queryRestored', at: 1_600, query: 'pending' } as const;

describe('counts-work', () => {
  /** Two pods, whose agents work on tasks 0 and 1 in their slots of number 1. */
  function atWork(changes: PoolChanges = {}): { engine: EngineByHand; bench: LawBench } {
    const engine = engineWith(2, { min: 0, max: 3, ...changes });
    const bench = new LawBench(engine, ALL, { neighbours: [poolConfig()] });
    for (const pod of [0, 1]) {
      bench.podReady(0, pod);
      engine.submit(1_000, pod);
      bench.began(1_000, pod, 'plan', { pod, slot: 1 });
    }
    return { engine, bench };
  }
  const said = (bench: LawBench): string | null => bench.said('counts-work');

  test('breaks with one pod fewer than agents at work, and holds with as many', () => {
    const { bench } = atWork();
    bench.decided(2_000, 3, 2);
    expect(said(bench)).toBeNull();
    bench.decided(3_000, 2, 1);
    expect(said(bench)).toBe('3000: 2 → 1 pods (test) although 2 work');
    // No plan_and_apply waits: that there are too few is this law's to say.
    expect(bench.said('counts-applies')).toBeNull();
  });

  test('asks for no more than max', () => {
    const { bench } = atWork({ max: 1 });
    bench.decided(2_000, 2, 1);
    expect(said(bench)).toBeNull();
  });

  test.each([
    [4_999, 'breaks'],
    [5_000, 'holds'],
    [7_999, 'holds'],
    [8_000, 'breaks'],
  ])('in a freeze window from 5 s to 8 s, at %i ms: %s', (at, outcome) => {
    const { bench } = atWork({ freeze: [{ from: 5_000, to: 8_000 }] });
    bench.decided(at, 2, 0);
    expect(said(bench) === null ? 'holds' : 'breaks').toBe(outcome);
  });

  test('counts neither a pod that ends, nor one whose task the store has given up, nor the pods of other pools', () => {
    const { bench } = atWork();
    bench.fact({ kind: 'pod.phase', at: 1_500, pod: podId(0), phase: 'terminating' });
    bench.fact({ kind: 'pod.up', at: 1_500, pod: podId(2), pool: poolId(0) });
    bench.began(1_500, 99, 'plan', { pod: 2 });
    bench.fact({ kind: 'pod.up', at: 1_500, pod: podId(3), pool: poolId(1) });
    // In the engine's books, of whatever pool its pod is.
    bench.began(1_500, 1, 'plan', { pod: 3 });
    bench.decided(2_000, 2, 1);
    expect(said(bench)).toBeNull();
    bench.decided(2_000, 1, 0);
    expect(said(bench)).toBe('2000: 1 → 0 pods (test) although 1 work');
  });
});

describe('counts-applies', () => {
  const judged = (waiting: Waiting, from: number, to: number, changes: PoolChanges = {}): string | null => {
    const bench = new LawBench(engineWithWaiting(1, waiting, changes), ALL);
    bench.decided(2_000, from, to);
    return bench.said('counts-applies');
  };

  test('breaks with one pod fewer than the plan_and_apply tasks need, confirmed ones too', () => {
    expect(judged({ planAndApplies: 2, applies: 1 }, 1, 2)).toBe(
      '2000: 1 → 2 pods (test) although 0 work and 3 plan_and_apply tasks wait',
    );
    expect(judged({ planAndApplies: 2, applies: 1 }, 1, 3)).toBeNull();
  });

  test('adds the agents that work on other things', () => {
    const engine = engineWith(1, { min: 0, max: 3 });
    const bench = new LawBench(engine, ALL);
    bench.podReady(0, 0);
    engine.submit(1_000, 0);
    bench.began(1_000, 0, 'plan');
    engine.disconnect(1_500, 0);
    engine.submit(1_600, 1, 'plan_and_apply');
    bench.decided(2_000, 1, 1);
    expect(bench.said('counts-applies')).toBe(
      '2000: 1 → 1 pods (test) although 1 work and 1 plan_and_apply tasks wait',
    );
  });

  test('asks for no more than max, nothing of a cold start, and nothing where several fit on a pod', () => {
    expect(judged({ planAndApplies: 5 }, 2, 3)).toBeNull();
    expect(judged({ planAndApplies: 2 }, 0, 1)).toBeNull();
    expect(judged({ planAndApplies: 2 }, 1, 1, { agent: { rule: 'weighted' } })).toBeNull();
    expect(judged({ plans: 9 }, 1, 0)).toBeNull();
  });

  test('is not asked while the policy cannot read the store, and again after that', () => {
    const bench = new LawBench(engineWithWaiting(1, { planAndApplies: 2 }), ALL);
    bench.event(pending);
    bench.decided(1_550, 1, 1);
    expect(bench.said('counts-applies')).toBeNull();
    bench.event(restored);
    bench.decided(2_000, 1, 1);
    expect(bench.said('counts-applies')).not.toBeNull();
  });
});

describe('patience', () => {
  const judge = (engine: EngineByHand, at = 2_000, [from, to]: readonly [number, number] = [1, 2]): string | null => {
    const bench = new LawBench(engine, ALL);
    bench.decided(at, from, to);
    return bench.said('patience');
  };

  // One pod of four slots is to connect; a plan_and_apply tolerates no second one on its pod.
  test.each<[string, Waiting]>([
    ['one plan', { plans: 1 }],
    ['as much as there are slots', { plans: 2, driftChecks: 2 }],
    ['one plan_and_apply', { planAndApplies: 1 }],
    ['one apply', { applies: 1 }],
    ['a plan_and_apply and a plan', { planAndApplies: 1, plans: 1 }],
  ])('breaks while %s waits', (_, waiting) => {
    expect(judge(engineWithWaiting(1, waiting))).toBe(
      '2000: 1 → 2 pods (test) although 1 agents are still to connect, with room for all that waits',
    );
  });

  test.each<[string, Waiting]>([
    ['nothing', {}],
    ['one task more than there are slots', { plans: 3, driftChecks: 2 }],
    ['a plan_and_apply and as many plans as there are slots', { planAndApplies: 1, plans: 4 }],
    ['more of plan_and_apply than pods, of which one is confirmed', { planAndApplies: 2, applies: 1 }],
    ['a plan beside a claimed one', { plans: 1, claimed: 1 }],
    ['a plan beside one in back-off', { plans: 1, backoff: 1 }],
    ['a plan beside one of each', { plans: 1, claimed: 1, backoff: 1 }],
  ])('holds while %s waits', (_, waiting) => {
    expect(judge(engineWithWaiting(1, waiting))).toBeNull();
  });

  test('takes only the idle slots of the pods for room', () => {
    const engine = (waiting: Waiting): EngineByHand => {
      const made = engineWithWaiting(1, waiting);
      made.pod(0).reserved = 1;
      made.pod(0).uses[0] = 'reserved';
      return made;
    };
    expect(judge(engine({ plans: 3 }))).not.toBeNull();
    expect(judge(engine({ plans: 4 }))).toBeNull();
    const withApply = engine({ planAndApplies: 1 });
    withApply.pod(0).applies = 1;
    expect(judge(withApply)).toBeNull();
  });

  test('counts every pod that is to connect', () => {
    expect(judge(engineWithWaiting(2, { plans: 8 }), 2_000, [2, 3])).toContain('although 2 agents');
    expect(judge(engineWithWaiting(2, { plans: 9 }), 2_000, [2, 3])).toBeNull();
    expect(judge(engineWithWaiting(2, { planAndApplies: 2 }), 2_000, [2, 3])).toContain('although 2 agents');
  });

  test('waits for no pod beyond its claim deadline of five minutes, nor for one that is closed for new work', () => {
    expect(judge(engineWithWaiting(1, { plans: 1 }), 299_999)).not.toBeNull();
    expect(judge(engineWithWaiting(1, { plans: 1 }), 300_000)).toBeNull();
    const cordoned = engineWithWaiting(1, { plans: 1 });
    cordoned.pod(0).cordoned = true;
    expect(judge(cordoned)).toBeNull();
  });

  test('asks nothing of a decision that makes no pod, or none beyond min', () => {
    expect(judge(engineWithWaiting(1, { plans: 1 }), 2_000, [2, 2])).toBeNull();
    expect(judge(engineWithWaiting(1, { plans: 1 }, { min: 2 }), 2_000, [1, 2])).toBeNull();
    expect(judge(engineWithWaiting(1, { plans: 1 }, { min: 2 }), 2_000, [2, 3])).not.toBeNull();
  });

  test('leaves alone pools whose tasks weigh, or whose agents take but so many', () => {
    expect(judge(engineWithWaiting(1, { plans: 1 }, { agent: { rule: 'weighted' } }))).toBeNull();
    expect(judge(engineWithWaiting(1, { plans: 1 }, { agent: { maxTasks: 9 } }))).toBeNull();
  });
});

describe('min', () => {
  test('breaks below it and holds at it', () => {
    const bench = new LawBench(engineWithWaiting(2, {}, { min: 2 }), ALL);
    bench.decided(2_000, 3, 2);
    expect(bench.said('min')).toBeNull();
    bench.decided(3_000, 2, 1);
    expect(bench.said('min')).toBe('3000: 2 → 1 pods (test) although min is 2');
  });

  test('is not asked for in a freeze window', () => {
    const bench = new LawBench(engineWithWaiting(2, {}, { min: 2, freeze: [{ from: 0, to: 5_000 }] }), ALL);
    bench.decided(4_999, 2, 1);
    expect(bench.said('min')).toBeNull();
    bench.decided(5_000, 2, 1);
    expect(bench.said('min')).not.toBeNull();
  });
});

describe('keeps-capacity', () => {
  const judged = (waiting: Waiting, from: number, to: number): string | null => {
    const bench = new LawBench(engineWithWaiting(2, waiting, { max: 2 }), ALL);
    bench.decided(2_000, from, to);
    return bench.said('keeps-capacity');
  };

  test('breaks where a pod goes while a task waits for a slot, be the pool as large as it may', () => {
    expect(judged({ plans: 1 }, 2, 1)).toBe('2000: 2 → 1 pods (test) while 1 unblocked tasks wait for a slot');
  });

  test('holds where none goes, where nothing waits, and where the pool was above max', () => {
    expect(judged({ plans: 1 }, 2, 2)).toBeNull();
    expect(judged({}, 2, 1)).toBeNull();
    expect(judged({ plans: 1 }, 3, 2)).toBeNull();
  });

  test('is not asked while the policy cannot read the store', () => {
    const bench = new LawBench(engineWithWaiting(2, { plans: 1 }), ALL);
    bench.event(pending);
    bench.decided(1_550, 2, 1);
    expect(bench.said('keeps-capacity')).toBeNull();
    bench.event(restored);
    bench.decided(2_000, 2, 1);
    expect(bench.said('keeps-capacity')).not.toBeNull();
  });
});
