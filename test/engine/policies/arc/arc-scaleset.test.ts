import { describe, expect, test } from 'vitest';
import { type ArcScalesetMemory, arcScaleset } from '../../../../src/engine/policies/arc/arc-scaleset.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

/** A listener whose first patch, of number 0, is long ago: nothing was assigned, `min` was asked for, and a poll is due. */
const listening = (min = 0, changes: Partial<ArcScalesetMemory> = {}): ArcScalesetMemory => ({
  patchSeq: 4,
  polledAt: -50_000,
  arrivals: 0,
  jobEvents: 0,
  target: min,
  patchId: 4,
  stampedId: 3,
  ...changes,
});

function decide(
  changes: SignalChanges,
  memory: ArcScalesetMemory = listening(changes.min),
  demand: 'raw' | 'runnable' = 'raw',
): Decision {
  return arcScaleset.decide(signals({ slotsPerPod: 1, ...changes }), memory, { demand, emptyPoll: 50_000 }).decision;
}
const seen = (decision: Decision): readonly [number | 'hold', string] => [
  decision.kind === 'hold' ? 'hold' : decision.pods,
  decision.reason.rule,
];
const running = (count: number) => ({ count, running: count });

describe('arc-scaleset, target', () => {
  test('wants min idle runners beside one for each assigned task, made at once', () => {
    expect(seen(decide({ min: 2, pods: running(2), tasks: { pending: 3, running: 1 } }))).toEqual([6, 'create']);
  });

  test('takes ⌈tasks / slots⌉ where a pod has several', () => {
    expect(seen(decide({ min: 1, slotsPerPod: 4, tasks: { pending: 5 } }))).toEqual([3, 'create']);
  });

  test('stays at max, and says so', () => {
    expect(decide({ max: 4, tasks: { pending: 9 } })).toMatchObject({ pods: 4, reason: { limitedBy: 'max' } });
  });

  test('lets max win where min is greater', () => {
    expect(seen(decide({ min: 5, max: 3 }))).toEqual([3, 'create']);
  });

  test('counts requested and pending runners', () => {
    const pods = { count: 3, requested: 1, pending: 1, running: 1 };
    expect(seen(decide({ pods, tasks: { pending: 3 } }))).toEqual([3, 'enough']);
  });

  test('counts failed runners as if they worked', () => {
    // Listed and counted among the pods (no reaper), or listed alone.
    expect(seen(decide({ pods: { count: 2, dead: 2, failed: 2 }, tasks: { pending: 2 } }))).toEqual([2, 'enough']);
    expect(seen(decide({ pods: { dead: 2, failed: 2 }, tasks: { pending: 3 } }))).toEqual([1, 'create']);
  });

  test('does not count runners that finished', () => {
    expect(seen(decide({ pods: { dead: 2 }, tasks: { pending: 2 } }))).toEqual([2, 'create']);
  });

  test('sees blocked tasks unless it is told not to', () => {
    const changes = { tasks: { pending: 5, unblocked: 2 } };
    expect([seen(decide(changes)), seen(decide(changes, listening(), 'runnable'))]).toEqual([
      [5, 'create'],
      [2, 'create'],
    ]);
  });
});

describe('arc-scaleset, shrinking', () => {
  const idle = { min: 1, pods: running(4) };

  test('removes idle runners at rest: no news, the same target, and that is min', () => {
    expect(seen(decide(idle))).toEqual([1, 'forced']);
  });

  test('ignores it while tasks begin or end', () => {
    expect(seen(decide({ ...idle, totals: { starts: 1 } }))).toEqual([4, 'shrink-ignored']);
    expect(seen(decide({ ...idle, totals: { completions: 1 } }))).toEqual([4, 'shrink-ignored']);
  });

  test('ignores it where the target was another before', () => {
    expect(seen(decide(idle, listening(1, { target: 3 })))).toEqual([4, 'shrink-ignored']);
  });

  test('ignores it while anything is assigned', () => {
    expect(seen(decide({ ...idle, tasks: { running: 1 } }, listening(1, { target: 2 })))).toEqual([
      4,
      'shrink-ignored',
    ]);
  });

  test('so it takes an empty poll after the last task ended', () => {
    const memory = listening(1);
    const changes = { ...idle, totals: { completions: 1 } };
    expect(seen(decide({ ...changes, now: 0 }, memory))).toEqual([4, 'shrink-ignored']);
    expect(seen(decide({ ...changes, now: 49_999 }, memory))).toEqual([4, 'shrink-ignored']);
    expect(seen(decide({ ...changes, now: 50_000 }, memory))).toEqual([1, 'forced']);
  });

  test('an arrival is news for the listener, and puts the empty poll off', () => {
    const memory = listening(1);
    decide({ ...idle, now: 0, totals: { completions: 1 } }, memory);
    decide({ ...idle, now: 30_000, tasks: { pending: 1 }, totals: { completions: 1, arrivals: 1 } }, memory);
    const later = { ...idle, totals: { completions: 1, arrivals: 1 } };
    expect(seen(decide({ ...later, now: 60_000 }, memory))).toEqual([4, 'shrink-ignored']);
    // The target of 2 becomes 1 at this poll, and was 1 before the next one.
    expect(seen(decide({ ...later, now: 80_000 }, memory))).toEqual([4, 'shrink-ignored']);
    expect(seen(decide({ ...later, now: 130_000 }, memory))).toEqual([1, 'forced']);
  });

  test('the first patch of a new listener is number 0 and forces, too', () => {
    const changes = { min: 1, pods: running(4), tasks: { running: 1 } };
    expect(seen(decide(changes, arcScaleset.initialMemory()))).toEqual([2, 'forced']);
  });

  test('the patch after number 2147483647 is number 1 and does not', () => {
    const memory = listening(1, { patchSeq: 2_147_483_647, target: 9 });
    const decision = decide({ min: 1, pods: running(4), tasks: { running: 1 } }, memory);
    expect([...seen(decision), decision.reason.figures.patchId]).toEqual([4, 'shrink-ignored', 1]);
  });
});

describe('arc-scaleset, patches', () => {
  test('a patch under which runners were made is done: lost ones come with the next', () => {
    const memory = listening();
    const changes = { tasks: { pending: 3 }, totals: { arrivals: 3 } };
    expect(seen(decide({ ...changes, now: 0 }, memory))).toEqual([3, 'create']);
    expect(seen(decide({ ...changes, now: 10_000, pods: running(2) }, memory))).toEqual([2, 'patch-done']);
    expect(seen(decide({ ...changes, now: 50_000, pods: running(2) }, memory))).toEqual([3, 'create']);
  });

  test('but it is not where none of its runners is left', () => {
    const memory = listening();
    const changes = { tasks: { pending: 3 }, totals: { arrivals: 3 } };
    decide({ ...changes, now: 0 }, memory);
    expect(seen(decide({ ...changes, now: 10_000 }, memory))).toEqual([3, 'create']);
  });
});

describe('arc-scaleset, errors', () => {
  test('a listener without an answer changes nothing and forgets nothing', () => {
    const memory = listening();
    expect(seen(decide({ pods: running(3), tasks: { pending: null } }, memory))).toEqual(['hold', 'unavailable']);
    expect(memory).toEqual(listening());
  });

  test('holds when the list of pods fails', () => {
    expect(seen(decide({ podsStale: true, tasks: { pending: 3 } }))).toEqual(['hold', 'pods-unknown']);
  });
});
