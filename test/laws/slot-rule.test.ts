import { describe, expect, test } from 'vitest';
import type { SlotUse } from '../../src/engine/note.ts';
import type { SlotRule } from '../../src/engine/pool-config.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { poolConfig } from '../support/pools.ts';

type Written = readonly ['P' | 'A', SlotUse] | null;
const P: Written = ['P', 'running'];
const A: Written = ['A', 'running'];
const R: Written = ['A', 'reserved'];

/** An engine whose pod 0 has tasks in its slots by nobody's rule: `P` a plan, `A` a plan_and_apply. Task n stands in slot n. */
function written(rule: SlotRule, slots: readonly Written[]): EngineByHand {
  const engine = engineWith(1, { max: 1, agent: { rule, slots: slots.length } });
  engine.disconnect(500, 0);
  slots.forEach((entry, slot) => {
    if (entry === null) return;
    engine.submit(1_000, slot, entry[0] === 'A' ? 'plan_and_apply' : 'plan');
    engine.pod(0).tasks[slot] = slot as never;
    engine.pod(0).uses[slot] = entry[1];
  });
  return engine;
}

function judged(engine: EngineByHand, to: SlotUse = 'running', pod = 0): string | null {
  const bench = new LawBench(engine, undefined, { neighbours: [poolConfig({ agent: { rule: 'single' } })] });
  bench.slot(1_000, pod, 0, 'idle', to);
  return bench.said('slot-rule');
}

describe('slot-rule', () => {
  test.each<[SlotRule, readonly Written[], string]>([
    ['single', [P, P], 'more than one task stands on it'],
    ['apply-on-slot-zero', [P, A, null], 'a plan_and_apply stands in slot 1'],
    ['apply-on-slot-zero', [null, P, R], 'a plan_and_apply stands in slot 2'],
    ['apply-exclusive', [A, P, null], 'a running plan_and_apply shares it'],
    ['apply-exclusive', [P, R, A], 'a running plan_and_apply shares it'],
    ['apply-one-of-n', [A, R, R, P], '3 plan_and_apply tasks stand on it'],
    ['apply-one-of-n', [null, R, P, A], '2 plan_and_apply tasks stand on it'],
    ['weighted', [A, P, P, null], 'its tasks weigh 5 of 4'],
    ['weighted', [A], 'its tasks weigh 3 of 1'],
  ])('%s breaks with %j', (rule, slots, words) => {
    expect(judged(written(rule, slots))).toBe(`1000: pod-000000: ${words}`);
  });

  test.each<[SlotRule, readonly Written[]]>([
    ['single', [null, A]],
    ['single', [P, null]],
    ['apply-on-slot-zero', [R, null, P]],
    ['apply-exclusive', [A, null, R]],
    ['apply-exclusive', [null, A, null]],
    ['apply-one-of-n', [P, null, P, R]],
    ['weighted', [P, A, null, null]],
  ])('%s holds with %j', (rule, slots) => {
    expect(judged(written(rule, slots))).toBeNull();
  });

  test('is looked at when a slot is taken, not when one is left: that makes nothing worse', () => {
    expect(judged(written('apply-one-of-n', [A, A, null, null]), 'idle')).toBeNull();
    expect(judged(written('apply-one-of-n', [A, A, null, null]), 'reserved')).not.toBeNull();
  });

  test('says nothing of a pod that the books do not have, nor of a task that has left the store', () => {
    expect(judged(written('apply-one-of-n', [A, A, null, null]), 'running', 5)).toBeNull();
    const left = written('apply-on-slot-zero', [P, P, P]);
    left.pod(0).tasks[2] = 99 as never;
    expect(judged(left)).toBeNull();
    const weighed = written('weighted', [P, P]);
    weighed.pod(0).tasks[1] = 99 as never;
    expect(judged(weighed)).toBeNull();
  });
});

test('slot-rule is looked at in a pool of one slot, where that slot bears a weight', () => {
  const bench = new LawBench(written('weighted', [A]));
  bench.slot(1_000, 0, 0, 'idle', 'running');
  expect(bench.said('slot-rule')).toBe('1000: pod-000000: its tasks weigh 3 of 1');
});
