import { describe, expect, test } from 'vitest';
import { attemptId } from '../../src/engine/ids.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';

/** One agent at work on task 0 since 1 s, and cut off at 10 s. */
function cutOff(type: 'plan' | 'plan_and_apply', onAgentLost: 'fail' | 'retry-plan' = 'fail'): EngineByHand {
  const engine = engineWith(1, { dispatch: { onAgentLost } });
  engine.submit(1_000, 0, type);
  engine.accept(1_000, 0);
  engine.disconnect(10_000, 0, 10_000);
  return engine;
}

describe('an agent that is lost while it works', () => {
  test('is waited for until five minutes after its last heartbeat, then its task fails', () => {
    const engine = cutOff('plan');
    engine.until(309_999);
    expect(engine.state(0)).toBe('running');
    engine.until(310_000);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 310_000, to: 'failed', cause: 'interrupted' });
  });

  test('that is silent on an open socket is waited for just as long', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.silent(150_000, 0, 30_000);
    engine.until(329_999);
    expect(engine.state(0)).toBe('running');
    engine.until(330_000);
    expect(engine.state(0)).toBe('failed');
  });

  test('is told to stop if its socket is open, since it may hear what it does not answer', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.silent(150_000, 0, 30_000);
    engine.until(330_000);
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 330_000, pod: 0, task: 0, attempt: 1 }]);
    const cut = cutOff('plan');
    cut.until(310_000);
    expect(cut.asked('task.cancel')).toEqual([]);
  });

  test('that is heard in time keeps its task', () => {
    const engine = cutOff('plan');
    engine.connect(309_999, 0, { running: [attemptId(1)] });
    engine.until(900_000);
    expect(engine.state(0)).toBe('running');
  });

  test('that comes back without the task has lost it at once', () => {
    const engine = cutOff('plan');
    engine.connect(20_000, 0);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 20_000, to: 'failed', cause: 'interrupted' });
  });

  test('takes its task with it when its pod is gone, without waiting', () => {
    const engine = cutOff('plan');
    engine.gone(11_000, 0);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 11_000, to: 'failed', cause: 'interrupted' });
  });

  test('takes its task with it when its pod has failed, without waiting', () => {
    const engine = cutOff('plan');
    engine.tell({ kind: 'pod.changed', at: 11_000, pod: 0 as never, phase: 'failed', scheduled: true, reason: null });
    expect(engine.state(0)).toBe('failed');
  });

  test('leaves a cancelled task cancelled', () => {
    const engine = cutOff('plan');
    engine.cancel(11_000, 0);
    engine.until(310_000);
    expect(engine.state(0)).toBe('cancelled');
  });
});

describe('an agent that is lost while a confirmed apply waits for it', () => {
  const reservedOn = (): EngineByHand => {
    const engine = engineWith(1, { autoscaler: { unhealthyRestart: false } });
    engine.reserve(1_000, 0);
    return engine;
  };
  const givenBackAt = (engine: EngineByHand): unknown =>
    engine.noted('task.moved').find(({ cause }) => cause === 'reservation-lost')?.at;

  test('keeps it until five minutes after its last heartbeat, then any agent may have it', () => {
    const engine = reservedOn();
    engine.disconnect(2_000, 0);
    engine.confirm(3_000, 0);
    engine.until(600_000);
    expect(givenBackAt(engine)).toBe(302_000);
    expect(engine.state(0)).toBe('pending');
    expect(engine.pod(0).reserved).toBe(0);
  });

  test('loses it at once if it was lost before the person came', () => {
    const engine = reservedOn();
    engine.disconnect(2_000, 0);
    engine.until(400_000);
    expect(engine.pod(0).reserved).toBe(1);
    engine.confirm(400_500, 0);
    engine.until(401_000);
    expect(givenBackAt(engine)).toBe(400_500);
  });

  test('loses it five minutes after a restart that it does not come back from', () => {
    const engine = reservedOn();
    engine.disconnect(2_000, 0);
    engine.confirm(3_000, 0);
    engine.restart(4_000, { 0: 2_000 });
    engine.until(600_000);
    expect(givenBackAt(engine)).toBe(304_000);
  });
});

describe('retry-plan', () => {
  test('sends a lost plan again', () => {
    const engine = cutOff('plan_and_apply', 'retry-plan');
    engine.gone(11_000, 0);
    expect(engine.state(0)).toBe('pending');
    engine.until(11_000);
    const next = engine.asked('pod.create').at(-1)?.pod as number;
    engine.until(21_000);
    engine.connect(22_000, next);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 22_000, task: 0, pod: next, phase: 'plan' });
  });

  test('gives a plan up when it is lost for the fourth time', () => {
    const engine = engineWith(1, { dispatch: { onAgentLost: 'retry-plan' } });
    engine.submit(1_000, 0);
    for (let lost = 1; lost <= 4; lost += 1) {
      engine.accept(lost * 1_000, 0);
      expect(engine.state(0)).toBe('running');
      // The agent starts anew without the task.
      engine.connect(lost * 1_000 + 500, 0);
    }
    expect(engine.state(0)).toBe('failed');
    expect(engine.asked('task.send')).toHaveLength(4);
  });

  test('never sends an apply again', () => {
    const engine = engineWith(1, { dispatch: { onAgentLost: 'retry-plan' } });
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.accept(2_000, 0);
    engine.gone(3_000, 0);
    engine.until(60_000);
    expect(engine.state(0)).toBe('failed');
    expect(engine.asked('task.send')).toHaveLength(2);
  });
});

describe('late answers', () => {
  test('of work that was given up change nothing and are noted', () => {
    const engine = cutOff('plan');
    engine.until(310_000);
    engine.tell({ kind: 'task.finished', at: 311_000, task: 0 as never, attempt: attemptId(1), outcome: 'success' });
    expect(engine.noted('result.ignored')).toMatchObject([{ at: 311_000, task: 0 }]);
    expect(engine.state(0)).toBe('failed');
  });

  test('work that was given up is stopped when its agent comes back', () => {
    const engine = cutOff('plan');
    engine.until(310_000);
    engine.connect(320_000, 0, { running: [attemptId(1)] });
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 320_000, pod: 0, attempt: 1 }]);
  });

  test('a stop that an absent agent did not hear is said again when it comes back', () => {
    const engine = cutOff('plan');
    engine.cancel(11_000, 0);
    engine.connect(20_000, 0, { running: [attemptId(1)] });
    expect(engine.asked('task.cancel').map(({ at }) => at)).toEqual([11_000, 20_000]);
  });
});

describe('sends that are not answered', () => {
  test('a plan that is not accepted for 30 s goes back, and its agent must not begin it', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.until(30_999);
    expect(engine.state(0)).toBe('running');
    engine.until(31_000);
    expect(engine.state(0)).toBe('pending');
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 31_000, task: 0, attempt: 1 }]);
    engine.tell({ kind: 'task.accepted', at: 32_000, task: 0 as never, attempt: attemptId(1) });
    expect(engine.noted('result.ignored')).toHaveLength(1);
    expect(engine.state(0)).toBe('pending');
  });

  test('an apply that is not accepted is never sent again on a guess', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0, { certain: false });
    engine.until(200_000);
    expect(engine.asked('task.send')).toHaveLength(2);
    expect(engine.state(0)).toBe('running');
  });

  test('an apply to an agent that beats on and never answers ends with its time-out, and is not sent again', () => {
    const engine = engineWith(1, { dispatch: { taskTimeoutMs: 600_000 } });
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    // The accept deadline is looked at every 30 s; the tenth minute is over at 602 s, the next look is then.
    engine.until(601_999);
    expect(engine.state(0)).toBe('running');
    engine.until(602_000);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 602_000, to: 'failed', cause: 'timeout' });
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 602_000, task: 0, pod: 0 }]);
    expect(engine.pod(0).tasks).toEqual([-1, -1, -1, -1]);
    expect(engine.asked('task.send')).toHaveLength(2);
  });

  test('an apply that a person cancelled, and whose agent never answers, ends as cancelled', () => {
    const engine = engineWith(1, { dispatch: { taskTimeoutMs: 600_000 } });
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.cancel(100_000, 0);
    engine.until(602_000);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 602_000, to: 'cancelled' });
  });

  test('an apply whose agent is away is waited for beyond its time-out: it may be at it', () => {
    const engine = engineWith(1, { dispatch: { taskTimeoutMs: 600_000, lostAfterMs: 1_200_000 } });
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.disconnect(600_000, 0);
    engine.until(1_700_000);
    expect(engine.state(0)).toBe('running');
  });

  test("an apply that the agent's hello shows never came is sent again, in its own slot", () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.disconnect(2_500, 0);
    engine.connect(3_000, 0);
    expect(engine.state(0)).toBe('apply_pending');
    engine.until(8_000);
    expect(engine.asked('task.send').map(({ at, pod, slot }) => [at, pod, slot])).toEqual([
      [1_000, 0, 0],
      [2_000, 0, 0],
      [8_000, 0, 0],
    ]);
  });

  test('a plan behind an unanswered apply goes back in its own time', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.submit(12_000, 1);
    engine.until(42_000);
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 42_000, task: 1 }]);
  });

  test('a task past its time-out is stopped in time although an earlier one has not answered', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.submit(61_000, 1);
    engine.accept(61_000, 1);
    engine.until(4_000_000);
    expect(engine.asked('task.cancel').map(({ at, task }) => [at, task])).toEqual([
      [3_601_000, 0],
      [3_661_000, 1],
    ]);
    engine.finish(4_000_000, 0, 'cancelled');
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ to: 'failed', cause: 'timeout' });
  });
});
