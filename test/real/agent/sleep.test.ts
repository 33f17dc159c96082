import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attemptId, taskId } from '../../../src/engine/ids.ts';
import { sleep } from '../../../src/real/agent/work.ts';
import type { TaskMessage } from '../../../src/real/protocol.ts';

const TASK: TaskMessage = {
  type: 'task',
  task: taskId(0),
  attempt: attemptId(0),
  slot: 0,
  taskType: 'plan',
  phase: 'plan',
  workMs: 10_000,
  initMs: 0,
  hasChanges: true,
  fails: false,
};

/** What the clock has gone on while no timer of the process could go off. */
let stoodStillMs = 0;
beforeEach(() => {
  stoodStillMs = 0;
  vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.spyOn(performance, 'now').mockImplementation(() => Date.now() + stoodStillMs);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function started() {
  const ends: { readonly isGood: boolean; readonly at: number }[] = [];
  const work = sleep(TASK, (isGood) => ends.push({ isGood, at: Date.now() }));
  return { ends, work };
}

it('takes its time', () => {
  const { ends } = started();
  vi.advanceTimersByTime(9_999);
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ends).toEqual([{ isGood: true, at: 10_000 }]);
});

it('goes on where it stopped when its node has stood still', () => {
  const { ends } = started();
  vi.advanceTimersByTime(4_000);
  stoodStillMs += 60_000;
  vi.advanceTimersByTime(20_000);
  expect(ends).toHaveLength(1);
  expect(ends[0]?.at).toBeGreaterThanOrEqual(9_750);
  expect(ends[0]?.at).toBeLessThanOrEqual(10_250);
});

it('makes up for timers that are late on a busy machine', () => {
  const { ends } = started();
  for (let late = 0; late < 8; late += 1) {
    vi.advanceTimersByTime(250);
    stoodStillMs += 500;
  }
  vi.advanceTimersByTime(6_000);
  expect(ends[0]?.at).toBeLessThanOrEqual(6_250);
});

it('ends at once, and once, when it is stopped', () => {
  const { ends, work } = started();
  vi.advanceTimersByTime(4_000);
  work.stop();
  vi.advanceTimersByTime(20_000);
  expect(ends).toEqual([{ isGood: false, at: 4_000 }]);
});
