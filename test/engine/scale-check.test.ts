import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const decisions = (engine: EngineByHand): readonly unknown[] =>
  engine.noted('scale.decided').map(({ at, trigger, from, to }) => [at, trigger, from, to]);

describe('the immediate scale check', () => {
  test('makes a pod at the instant a task finds none ready, and does not shift the tick', () => {
    const engine = new EngineByHand({ dispatch: { monitorMs: 3_600_000 } });
    engine.submit(3_000, 0);
    engine.until(10_000);
    expect(decisions(engine)).toEqual([
      [3_000, 'scale-check', 0, 1],
      [10_000, 'tick', 1, 1],
    ]);
  });

  test('is asked for by the monitor, too, while no pod is ready', () => {
    const engine = new EngineByHand();
    engine.submit(3_000, 0);
    engine.until(10_000);
    expect(decisions(engine).at(-1)).toEqual([10_000, 'scale-check', 1, 1]);
  });

  test('is one for all requests of an instant, and another in the next', () => {
    const engine = new EngineByHand();
    engine.submit(3_000, 0);
    engine.submit(3_000, 1);
    engine.submit(3_001, 2);
    engine.until(3_001);
    expect(decisions(engine).map((decision) => (decision as readonly unknown[])[0])).toEqual([3_000, 3_001]);
  });

  test('brings the pool to min before it asks the policy', () => {
    const engine = new EngineByHand({ min: 2, policy: 'slot-utilization' });
    engine.gone(1_000, 0);
    engine.gone(1_000, 1);
    engine.submit(3_000, 0);
    engine.until(3_000);
    expect(
      engine
        .noted('scale.decided')
        .slice(1)
        .map(({ at, reason, from, to }) => [at, reason.rule, from, to]),
    ).toEqual([
      [3_000, 'ensure-min', 0, 2],
      [3_000, 'work-waits', 2, 2],
    ]);
  });

  test('is not asked for when the pool does not want it', () => {
    const engine = new EngineByHand({ dispatch: { scaleUpOnNoAgent: false } });
    engine.submit(3_000, 0);
    engine.until(9_999);
    expect(decisions(engine)).toEqual([]);
  });

  test('is not asked for when ready pods are only full', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' } });
    engine.submit(1_000, 0);
    engine.submit(3_000, 1);
    engine.until(9_999);
    expect(decisions(engine)).toEqual([]);
  });

  test('does not happen in a freeze', () => {
    const engine = new EngineByHand({ freeze: [{ from: 0, to: 60_000 }] });
    engine.submit(3_000, 0);
    engine.until(9_999);
    expect(decisions(engine)).toEqual([]);
  });
});

describe('the tick', () => {
  test('comes first one period after the start, decides on the list, and never overlaps', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.until(29_999);
    expect(decisions(engine)).toEqual([
      [0, 'start', 0, 1],
      [10_000, 'tick', 1, 1],
      [20_000, 'tick', 1, 1],
    ]);
    expect(engine.asked('pods.list').map(({ at }) => at)).toEqual([0, 10_000, 20_000]);
  });

  test('decides on the last table when the list fails, and says that it is stale', () => {
    const engine = engineWith(1);
    engine.listsFail = true;
    engine.until(10_000);
    expect(engine.noted('scale.decided').at(-1)?.reason.figures.stale).toBe(1);
    engine.listsFail = false;
    engine.until(20_000);
    expect(engine.noted('scale.decided').at(-1)?.reason.figures.stale).toBeUndefined();
  });

  test('waits for its list: one that is under way is not asked for again', () => {
    const engine = engineWith(1);
    const before = engine.asked('pods.list').length;
    engine.engine.handle({
      kind: 'timer.due',
      at: 10_000,
      timer: { id: 900, epoch: 0, job: { kind: 'tick', pool: poolId(0) } },
    });
    engine.engine.handle({
      kind: 'timer.due',
      at: 20_000,
      timer: { id: 901, epoch: 0, job: { kind: 'tick', pool: poolId(0) } },
    });
    expect(engine.asked('pods.list')).toHaveLength(before + 1);
  });

  test('gives freed slots away before it decides', () => {
    // The reservation expires at this tick; the plan that waited gets its slot, so that nothing waits when the policy looks.
    const engine = engineWith(1, {
      max: 2,
      agent: { rule: 'single' },
      policy: 'blind-step',
      dispatch: { reservationExpiryMs: 5_000 },
    });
    engine.reserve(1_000, 0);
    engine.submit(7_000, 1);
    engine.until(10_000);
    expect(engine.place(1)).toBe('0/0');
    expect(engine.asked('pod.create')).toEqual([]);
  });
});

describe('guards', () => {
  const limits = (engine: EngineByHand): unknown => engine.noted('scale.decided').at(-1);

  test('bring a wish above max down to max, and say so', () => {
    const engine = new EngineByHand({ max: 2, autoscaler: { policy: wishing(5) } });
    engine.until(10_000);
    expect(limits(engine)).toMatchObject({ from: 0, to: 2, reason: { limitedBy: 'max' } });
    expect(engine.asked('pod.create')).toHaveLength(2);
  });

  test('skip a shrink while any agent runs a task (protectRunning), and no growth', () => {
    let wish = 1;
    const engine = engineWith(3, { min: 0, max: 4, autoscaler: { policy: wishing(() => wish), protectRunning: true } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.until(10_000);
    expect(limits(engine)).toMatchObject({ from: 3, to: 3, reason: { limitedBy: 'protect-running' } });
    wish = 4;
    engine.until(20_000);
    expect(limits(engine)).toMatchObject({ from: 3, to: 4, reason: { limitedBy: null } });
    wish = 1;
    engine.finish(25_000, 0);
    engine.until(30_000);
    expect(limits(engine)).toMatchObject({ from: 4, to: 1 });
  });

  test('wait for pods whose agents are still expected (waitForConnecting), for five minutes', () => {
    const pool = {
      max: 4,
      policy: 'blind-step',
      autoscaler: { waitForConnecting: true, unhealthyRestart: false },
    } as const;
    const engine = new EngineByHand(pool);
    engine.submit(1_000, 0);
    engine.until(10_000);
    expect(limits(engine)).toMatchObject({ from: 1, to: 1, reason: { limitedBy: 'wait-for-connecting' } });
    // The pod of 1 s is overdue at 301 s.
    engine.until(300_999);
    expect(engine.asked('pod.create')).toHaveLength(1);
    engine.until(310_000);
    expect(engine.asked('pod.create').length).toBeGreaterThan(1);
  });

  test('let a pool grow whose pods are all connected and full (waitForConnecting)', () => {
    const engine = engineWith(1, {
      max: 2,
      agent: { rule: 'single' },
      policy: 'blind-step',
      autoscaler: { waitForConnecting: true },
    });
    engine.submit(1_000, 0);
    engine.submit(2_000, 1);
    engine.until(10_000);
    expect(limits(engine)).toMatchObject({ from: 1, to: 2, reason: { limitedBy: null } });
  });

  test('let an empty pool grow (waitForConnecting)', () => {
    const engine = new EngineByHand({ policy: 'blind-step', autoscaler: { waitForConnecting: true } });
    engine.submit(1_000, 0);
    engine.until(1_000);
    expect(engine.asked('pod.create')).toHaveLength(1);
  });
});

describe('the utilization noted with a scale-up', () => {
  test('is (running + reserved) ÷ slots of online agents', () => {
    const engine = engineWith(2, { min: 0, max: 3, autoscaler: { policy: wishing(3) } });
    engine.reserve(1_000, 0);
    engine.submit(1_000, 1);
    engine.submit(1_000, 2);
    engine.until(10_000);
    expect(engine.noted('scale.decided').at(-1)?.onlineUtilization).toBe(3 / 8);
  });

  test('is null without an online agent', () => {
    const engine = engineWith(1, { max: 2, autoscaler: { policy: wishing(2) } });
    engine.tell({ kind: 'agent.silent', at: 5_000, pod: podId(0), lastBeatAt: 0 });
    engine.until(10_000);
    expect(engine.noted('scale.decided').at(-1)?.onlineUtilization).toBeNull();
  });
});
