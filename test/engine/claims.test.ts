import { describe, expect, test } from 'vitest';
import { workspaceId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import type { PoolChanges } from '../support/pools.ts';

const CLAIMING: PoolChanges = { min: 1, max: 2, dispatch: { assignment: 'when-connected' } };

describe('a claim', () => {
  test('is made on a pod whose agent is still to come, and sent when it comes', () => {
    const engine = new EngineByHand(CLAIMING);
    engine.submit(1_000, 0);
    expect(engine.pod(0).uses[0]).toBe('claimed');
    expect(engine.asked('task.send')).toEqual([]);
    expect(engine.state(0)).toBe('pending');
    engine.connect(23_000, 0);
    expect(engine.asked('task.send')).toMatchObject([{ at: 23_000, task: 0, pod: 0, slot: 0 }]);
    expect(engine.noted('slot.changed').map(({ from, to }) => [from, to])).toEqual([
      ['idle', 'claimed'],
      ['claimed', 'running'],
    ]);
  });

  test('is not made where a ready pod has room', () => {
    const engine = new EngineByHand({ ...CLAIMING, min: 2 });
    engine.connect(500, 1);
    engine.submit(1_000, 0);
    expect(engine.place(0)).toBe('1/0');
  });

  test('keeps the slot rule: one plan_and_apply per pod, claimed or not', () => {
    const engine = new EngineByHand({ ...CLAIMING, max: 1 });
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.submit(1_000, 1, 'plan_and_apply');
    engine.submit(1_000, 2, 'plan');
    expect(engine.pod(0).tasks.slice(0, 3)).toEqual([0, 2, -1]);
  });

  test('counts as running for the rule that a plan_and_apply owns its pod', () => {
    const engine = new EngineByHand({ ...CLAIMING, max: 1, agent: { rule: 'apply-exclusive' } });
    engine.submit(1_000, 0, 'plan');
    engine.submit(1_000, 1, 'plan_and_apply');
    engine.submit(1_000, 2, 'plan');
    expect(engine.pod(0).tasks).toEqual([0, 2, -1]);
  });

  test('counts as used, and as pending and unblocked', () => {
    const engine = new EngineByHand({ ...CLAIMING, policy: 'slot-utilization' });
    engine.submit(9_000, 0);
    engine.until(10_000);
    expect(engine.noted('scale.decided').at(-1)?.reason.figures).toMatchObject({
      slotsTotal: 4,
      slotsUsed: 1,
      slotsIdle: 3,
      unblocked: 1,
    });
  });

  test('protects its pod from scale-down like a reservation', () => {
    const engine = new EngineByHand({ ...CLAIMING, min: 0, policy: 'pending-only' });
    engine.submit(1_000, 0);
    engine.until(1_000);
    engine.tell({ kind: 'store.queryFailing', at: 2_000, query: 'pending', mode: 'zero' });
    engine.until(10_000);
    expect(engine.noted('scale.decided').at(-1)).toMatchObject({ from: 1, to: 0 });
    expect(engine.asked('pod.delete')).toEqual([]);
  });

  test('is given back after five minutes without penalty: the task stands where it stood', () => {
    const engine = new EngineByHand({ ...CLAIMING, max: 1, autoscaler: { unhealthyRestart: false } });
    engine.submit(1_000, 0);
    engine.until(300_999);
    expect(engine.pod(0).claimed).toBe(1);
    engine.until(301_000);
    expect(engine.pod(0).claimed).toBe(0);
    expect(engine.task(0)).toMatchObject({ state: 'pending', unblockedAt: 1_000, notBefore: 0, sendTries: 0 });
  });

  test('is not made on a pod that has used up its five minutes', () => {
    const engine = new EngineByHand({ ...CLAIMING, max: 1, autoscaler: { unhealthyRestart: false } });
    engine.submit(299_999, 0);
    expect(engine.pod(0).claimed).toBe(1);
    engine.submit(300_000, 1);
    expect(engine.pod(0).claimed).toBe(1);
  });

  test('is not made on a pod that is being deleted', () => {
    const engine = new EngineByHand(CLAIMING);
    Object.assign(engine.cluster.get(0) ?? {}, { terminating: true });
    engine.until(10_000);
    engine.submit(11_000, 0);
    expect(engine.pod(0)).toMatchObject({ terminating: true, claimed: 0 });
  });

  test('is given back when its pod fails, vanishes or cannot be made, and made on the next', () => {
    for (const ending of ['failed', 'gone', 'refused'] as const) {
      const engine = new EngineByHand({ ...CLAIMING, min: 2 });
      engine.submit(1_000, 0);
      if (ending === 'gone') engine.gone(2_000, 0);
      else if (ending === 'failed') {
        engine.tell({
          kind: 'pod.changed',
          at: 2_000,
          pod: 0 as never,
          phase: 'failed',
          scheduled: true,
          reason: null,
        });
      } else engine.tell({ kind: 'pod.createFailed', at: 2_000, pod: 0 as never, certain: true, reason: 'HTTP 403' });
      expect(engine.pod(1).uses[0]).toBe('claimed');
      engine.connect(3_000, 1);
      expect(engine.place(0)).toBe('1/0');
    }
  });

  test('is not sent to a pod of a workspace that was locked meanwhile', () => {
    const engine = new EngineByHand(CLAIMING);
    engine.submit(1_000, 0);
    engine.tell({ kind: 'workspace.locked', at: 2_000, workspace: workspaceId(0) });
    engine.connect(3_000, 0);
    expect(engine.asked('task.send')).toEqual([]);
  });

  test('lives on pods that were made for it in the same instant', () => {
    const engine = new EngineByHand({ ...CLAIMING, min: 0 });
    engine.submit(1_000, 0);
    engine.until(1_000);
    expect(engine.asked('pod.create')).toMatchObject([{ at: 1_000, pod: 0 }]);
    expect(engine.pod(0).claimed).toBe(1);
  });
});

describe('the time that work holds a slot', () => {
  test('begins when the agent of a claimed slot has come, not with the claim', () => {
    const engine = new EngineByHand(CLAIMING);
    engine.submit(1_000, 0);
    engine.connect(23_000, 0);
    engine.accept(23_000, 0);
    engine.finish(83_000, 0);
    expect(engine.pool.totals).toMatchObject({ slotStays: 1, slotTimeMs: 60_000 });
  });

  test('goes on from the plan through the reservation: it is one stay', () => {
    const engine = new EngineByHand(CLAIMING);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.connect(23_000, 0);
    engine.accept(23_000, 0);
    engine.planned(33_000, 0);
    engine.confirm(93_000, 0);
    engine.accept(93_000, 0);
    engine.finish(103_000, 0);
    expect(engine.pool.totals).toMatchObject({ slotStays: 1, slotTimeMs: 80_000 });
  });
});

describe('immediate assignment', () => {
  test('claims nothing', () => {
    const engine = engineWith(1);
    engine.disconnect(500, 0);
    engine.submit(1_000, 0);
    expect(engine.pod(0).claimed).toBe(0);
  });
});
