import { describe, expect, test } from 'vitest';
import type { DeleteCause } from '../../src/engine/command.ts';
import { podId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { VictimRule } from '../../src/engine/pool-config.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };

/** Task 0 runs on pod 0, in slot 1, by the books and in truth. */
function atWork(victims: VictimRule = 'idle-only', laws = PROMISED): { engine: EngineByHand; bench: LawBench } {
  const engine = engineWith(2, { autoscaler: { victims } });
  const bench = new LawBench(engine, laws);
  for (const pod of [0, 1]) bench.podReady(0, pod);
  engine.submit(1_000, 0);
  bench.began(1_000, 0, 'plan', { slot: 1 });
  return { engine, bench };
}

/** Task 0 waits for its person in its slot of pod 0. */
function reserved(): { engine: EngineByHand; bench: LawBench } {
  const engine = engineWith(2);
  const bench = new LawBench(engine);
  for (const pod of [0, 1]) bench.podReady(0, pod);
  engine.reserve(1_000, 0);
  return { engine, bench };
}

function removed({ bench }: { bench: LawBench }, cause: DeleteCause = 'scale-down', pod = 0): string | null {
  bench.watch.command({ kind: 'pod.delete', at: 2_000, pod: podId(pod), cause });
  return bench.said('busy-survives');
}

describe('busy-survives', () => {
  test('breaks where a pod is removed whose agent works', () => {
    expect(removed(atWork())).toBe('2000: pod-000000 was removed by scale-down although its agent worked');
    expect(removed(atWork(), 'freeze')).toBe('2000: pod-000000 was removed by freeze although its agent worked');
  });

  test('breaks where a slot is reserved on it, be the apply confirmed or not', () => {
    const words = '2000: pod-000000 was removed by scale-down although a slot was reserved on it';
    expect(removed(reserved())).toBe(words);
    const confirmed = reserved();
    confirmed.engine.confirm(1_500, 0);
    // It waits in its slot for its next try.
    confirmed.engine.sendFails(1_600, 0);
    expect(removed(confirmed)).toBe(words);
  });

  test('holds for the pod beside it, and for one that nobody has seen', () => {
    expect(removed(atWork(), 'scale-down', 1)).toBeNull();
    expect(removed(reserved(), 'scale-down', 1)).toBeNull();
    expect(removed(atWork(), 'scale-down', 7)).toBeNull();
  });

  test('protects from a scale-down by the pool and its freeze, from nothing else', () => {
    expect(removed(atWork(), 'reaper')).toBeNull();
    expect(removed(atWork(), 'unhealthy')).toBeNull();
  });

  test('excuses a scale-down where victims are unordered, no freeze, and nothing where all laws are demanded', () => {
    expect(removed(atWork('unordered'))).toBeNull();
    expect(removed(atWork('unordered'), 'freeze')).not.toBeNull();
    expect(removed(atWork('unordered', ALL))).not.toBeNull();
  });

  test('holds for work that the store has given up, or has placed elsewhere', () => {
    const given = atWork();
    Object.assign(given.engine.task(0) ?? {}, { state: 'pending' });
    expect(removed(given)).toBeNull();
    const moved = atWork();
    Object.assign(moved.engine.task(0) ?? {}, { pod: podId(1) });
    expect(removed(moved)).toBeNull();
  });

  test('holds for an apply whose reservation is over', () => {
    const expired = reserved();
    Object.assign(expired.engine.task(0) ?? {}, { hold: 'idle' });
    expect(removed(expired)).toBeNull();
  });
});
