import { expect, test } from 'vitest';
import { readSignals } from '../../src/engine/read-signals.ts';
import type { Signals } from '../../src/engine/signals.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const seen = (engine: EngineByHand): Signals => readSignals(engine.engine.books as never, engine.pool);

const decisions = (engine: EngineByHand): readonly unknown[] =>
  engine.noted('scale.decided').map(({ at, trigger }) => [at, trigger]);

/** Only ticks and reactions decide. */
const listening = (reactWithinMs: number | null): EngineByHand =>
  new EngineByHand({
    autoscaler: { policy: wishing(0), reactWithinMs },
    dispatch: { scaleUpOnNoAgent: false },
  });

test('a policy that listens decides once for all that happened to tasks within its time', () => {
  const engine = listening(1_000);
  engine.submit(2_000, 0);
  engine.submit(2_500, 1);
  engine.submit(3_500, 2);
  engine.until(9_000);
  expect(decisions(engine)).toEqual([
    [3_000, 'task-event'],
    [4_500, 'task-event'],
  ]);
});

test('a reaction at once comes at the instant of the event', () => {
  const engine = listening(0);
  engine.submit(2_000, 0);
  engine.until(2_000);
  expect(decisions(engine)).toEqual([[2_000, 'task-event']]);
});

test('a policy that does not listen waits for the tick', () => {
  const engine = listening(null);
  engine.submit(2_000, 0);
  engine.until(10_000);
  expect(decisions(engine)).toEqual([[10_000, 'tick']]);
});

test('the start and the end of a task are heard, too', () => {
  const engine = engineWith(1, { max: 1, autoscaler: { policy: wishing(1), reactWithinMs: 0 } });
  engine.submit(2_000, 0);
  engine.accept(2_000, 0);
  engine.finish(5_000, 0);
  engine.until(5_000);
  expect(
    engine
      .noted('scale.decided')
      .filter(({ trigger }) => trigger === 'task-event')
      .map(({ at }) => at),
  ).toEqual([2_000, 5_000]);
});

test('the totals count arrivals, starts, ends and the time in slots, which a reservation belongs to', () => {
  const engine = engineWith(1, { max: 1, agent: { slots: 2 } });
  engine.submit(2_000, 0);
  engine.accept(2_000, 0);
  engine.finish(5_000, 0);
  engine.submit(6_000, 1);
  engine.accept(6_000, 1);
  expect(seen(engine).totals).toEqual({
    arrivals: 2,
    starts: 2,
    completions: 1,
    admitted: { plan: 2, plan_and_apply: 0, drift_check: 0 },
    slotStays: 1,
    slotTimeMs: 3_000,
  });
  const [pod] = seen(engine).listPods();
  expect(pod).toMatchObject({ index: 0, idleMs: null });
  engine.finish(7_000, 1);
  engine.until(10_000);
  // The tick looks at it.
  expect(seen(engine).listPods()[0]?.idleMs).toBe(3_000);
});
