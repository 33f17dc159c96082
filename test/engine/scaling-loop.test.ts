import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import type { PolicyBinding } from '../../src/engine/policy.ts';
import { programPolicy } from '../../src/engine/policy-program.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const triggers = (engine: EngineByHand): readonly unknown[] =>
  engine.noted('scale.decided').map(({ at, trigger }) => [at, trigger]);

/** Decides at once when something happens to a task. */
const LISTENS = { policy: wishing(1), reactWithinMs: 0 } as const;

describe('a policy that listens', () => {
  test('is not asked in a freeze', () => {
    const engine = engineWith(1, { autoscaler: LISTENS, freeze: [{ from: 0, to: 5_000 }] });
    engine.submit(2_000, 0);
    engine.until(4_999);
    expect(triggers(engine)).toEqual([]);
    engine.until(5_000);
    expect(triggers(engine)).toEqual([[5_000, 'freeze-end']]);
  });

  test('is not asked before the pods are known', () => {
    const engine = engineWith(1, { autoscaler: LISTENS });
    engine.listsFail = true;
    engine.restart(1_000);
    engine.submit(2_000, 0);
    engine.until(9_000);
    expect(triggers(engine)).toEqual([]);
  });

  test('decides on books that are not stale', () => {
    const engine = engineWith(1, { autoscaler: LISTENS });
    engine.submit(2_000, 0);
    engine.until(2_000);
    expect(engine.noted('scale.decided').at(-1)).toMatchObject({ trigger: 'task-event', reason: { figures: {} } });
    expect(engine.noted('scale.decided').at(-1)?.reason.figures).toEqual({});
  });
});

test('ticks that were missed are not made up for: the next is on the grid again', () => {
  const engine = new EngineByHand();
  engine.until(10_000);
  const tick = engine.asked('timer.set').findLast(({ timer }) => timer.job.kind === 'tick');
  expect(tick?.dueAt).toBe(20_000);
  engine.engine.handle({ kind: 'timer.due', at: 67_000, timer: tick?.timer as never });
  expect(engine.asked('timer.set').findLast(({ timer }) => timer.job.kind === 'tick')?.dueAt).toBe(70_000);
});

test('after a boot nothing is decided until a list of the pods has come', () => {
  const engine = engineWith(1);
  engine.listsFail = true;
  engine.restart(1_000);
  engine.until(25_000);
  expect(triggers(engine)).toEqual([]);
  engine.listsFail = false;
  engine.until(41_000);
  // The list of 31 s is the first: it is taken over, and the next tick decides.
  expect(triggers(engine)).toEqual([[41_000, 'tick']]);
});

test('an agent that comes before its pod is listed is at work once the list has it', () => {
  const engine = new EngineByHand({ min: 0, max: 2, autoscaler: { policy: wishing(1) } });
  engine.cluster.set(7, {
    pod: podId(7),
    phase: 'running',
    scheduled: true,
    createdAt: 1_000,
    runningAt: 2_000,
    terminating: false,
    registered: false,
  });
  engine.connect(5_000, 7);
  expect(engine.pod(7)).toBeUndefined();
  engine.until(10_000);
  expect(engine.pod(7)).toMatchObject({ agent: 'connected', silent: false, connectedAt: 5_000 });
});

describe('where a program decides', () => {
  const program = { command: ['own'], folder: '', latencyMs: 0, timeoutMs: 1_000, giveUpAfter: 5, lists: [] } as const;
  const policy: PolicyBinding = {
    policy: programPolicy('exec:own'),
    parameters: {},
    program: { ...program, onError: 'hold' },
  };

  const reason = { rule: 'own', text: 'own', figures: {}, limitedBy: null };
  const answer = { kind: 'scale-to', pods: 1, reason } as const;

  test('its answer leaves the slots as they are', () => {
    const engine = engineWith(1, { autoscaler: { policy } });
    engine.submit(1_000, 0);
    engine.until(10_000);
    engine.tell({ kind: 'policy.decided', at: 10_000, pool: poolId(0), ask: 1, answer });
    expect(engine.pod(0)).toMatchObject({ running: 1, tasks: [0, -1, -1, -1] });
    // Of the start alone.
    expect(engine.noted('recovery.done')).toHaveLength(1);
  });

  test('the first decision, after which slots are rebuilt, is the answer and not the question', () => {
    const engine = engineWith(1, { autoscaler: { policy }, dispatch: { slotSync: 'after-first-decision' } });
    engine.reserve(1_000, 0);
    engine.restart(2_000, { 0: 1_500 });
    engine.until(12_000);
    expect(engine.asked('policy.ask')).toMatchObject([{ at: 12_000, epoch: 1 }]);
    expect(engine.pod(0).reserved).toBe(0);
    engine.tell({ kind: 'policy.decided', at: 13_000, pool: poolId(0), ask: 1, answer });
    expect(engine.pod(0).reserved).toBe(1);
  });
});
