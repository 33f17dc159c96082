import { describe, expect, test } from 'vitest';
import type { TaskType } from '../../src/engine/task.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { type PoolChanges, wishing } from '../support/pools.ts';

/** Report 604's second remedy: pods only when there are none, or when all agents are there and what waits finds no room. */
const CAREFUL = { waitForConnecting: true, ensureMin: false, unhealthyRestart: false } as const;

const careful = (changes: PoolChanges = {}, pods = 2): PoolChanges => ({
  min: 0,
  max: 4,
  ...changes,
  autoscaler: { ...CAREFUL, policy: wishing(pods) },
});

/** What the tick at 10 s makes of the wish: how many pods, and what limited it. */
function grown(engine: EngineByHand): readonly unknown[] {
  engine.until(10_000);
  const [last] = engine.noted('scale.decided').filter(({ trigger }) => trigger === 'tick');
  return [last?.from, last?.to, last?.reason.limitedBy];
}

const WAITS = 'wait-for-connecting';
const exclusive = { agent: { rule: 'apply-exclusive' } } as const;

describe('a pool that waits for its agents', () => {
  test('does not grow while one of them is still to come, though the others are full', () => {
    const engine = new EngineByHand(careful({ agent: { rule: 'single' } }, 3), { pods: [{}, {}] });
    engine.connect(0, 0);
    engine.submit(1_000, 0);
    engine.submit(2_000, 1);
    expect(grown(engine)).toEqual([2, 2, WAITS]);
  });

  test('does not grow while there is room and nothing waits', () => {
    expect(grown(engineWith(1, careful()))).toEqual([1, 1, WAITS]);
  });

  test('does not grow for a type that would find no room and of which nothing waits', () => {
    const engine = engineWith(1, careful(exclusive));
    // It owns its pod: neither a plan nor another apply could go there, and two slots are idle.
    engine.submit(1_000, 0, 'plan_and_apply');
    expect(grown(engine)).toEqual([1, 1, WAITS]);
  });

  test.each(['plan', 'plan_and_apply', 'drift_check'] as const)(
    'grows for a %s that finds no room',
    (type: TaskType) => {
      const engine = engineWith(1, careful(exclusive));
      engine.submit(1_000, 0, 'plan_and_apply');
      engine.submit(2_000, 1, type);
      expect(grown(engine)).toEqual([1, 2, null]);
    },
  );

  test('grows for a confirmed apply that lost its slot and finds no room', () => {
    const engine = engineWith(2, careful({ agent: { rule: 'apply-one-of-n' }, dispatch: { scaleUpOnNoAgent: false } }));
    engine.reserve(1_000, 0);
    engine.submit(1_000, 1, 'plan_and_apply');
    engine.gone(2_000, 0);
    engine.confirm(3_000, 0);
    // Pod 1 has three idle slots, and its one apply.
    expect(engine.place(1)).toBe('1/0');
    expect(engine.state(0)).toBe('pending');
    expect(grown(engine)).toEqual([1, 2, null]);
  });

  test('grows when no slot is left, though nothing waits yet', () => {
    const engine = engineWith(1, careful({ agent: { rule: 'single' } }));
    engine.submit(1_000, 0);
    expect(grown(engine)).toEqual([1, 2, null]);
  });

  test('does not grow for work that has room on a pod whose agent is overdue', () => {
    // By the grace period the pod is ready for five minutes, agent or not; after 1 s it is expected no longer.
    const dispatch = { readiness: 'grace-period', claimDeadlineMs: 1_000, scaleUpOnNoAgent: false } as const;
    const engine = new EngineByHand(careful({ dispatch }), { pods: [{}] });
    engine.submit(2_000, 0);
    expect(engine.state(0)).toBe('pending');
    expect(grown(engine)).toEqual([1, 1, WAITS]);
  });

  test('grows from below min whatever waits', () => {
    expect(grown(engineWith(1, careful({ min: 2 })))).toEqual([1, 2, null]);
  });

  test('grows from nothing, also where its only pod is on its way out', () => {
    const engine = engineWith(1, careful({}, 1));
    engine.pod(0).terminating = true;
    expect(grown(engine)).toEqual([0, 1, null]);
  });

  test('shrinks and stays as it is without being held up', () => {
    expect(grown(engineWith(2, careful({}, 1)))).toEqual([2, 1, null]);
    expect(grown(engineWith(2, careful({}, 2)))).toEqual([2, 2, null]);
  });
});
