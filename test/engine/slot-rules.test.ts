import { describe, expect, test } from 'vitest';
import type { AgentConfig, SlotRule } from '../../src/engine/pool-config.ts';
import { mayResume } from '../../src/engine/slot-rules.ts';
import type { TaskType } from '../../src/engine/task.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { poolConfig } from '../support/pools.ts';

const onePod = (agent: Partial<AgentConfig>): EngineByHand => engineWith(1, { max: 1, agent });

/** Submits one task of each type at 1 s and gives where each was sent. */
function places(engine: EngineByHand, types: readonly TaskType[]): readonly string[] {
  const first = engine.engine.books.store.submitted;
  types.forEach((type, index) => {
    engine.submit(1_000, first + index, type);
    if (engine.state(first + index) === 'running') engine.accept(1_000, first + index);
  });
  return types.map((_, index) => engine.place(first + index));
}

describe('single', () => {
  test('takes any task, one at a time', () => {
    expect(places(onePod({ rule: 'single' }), ['drift_check', 'plan', 'plan_and_apply'])).toEqual([
      '0/0',
      'nowhere',
      'nowhere',
    ]);
  });

  test('takes one task even where more slots are configured', () => {
    expect(places(onePod({ rule: 'single', slots: 3 }), ['plan', 'plan'])).toEqual(['0/0', 'nowhere']);
  });

  test('is taken by a reservation', () => {
    const engine = onePod({ rule: 'single' });
    engine.reserve(500, 0);
    expect(places(engine, ['plan'])).toEqual(['nowhere']);
  });
});

describe('apply-on-slot-zero', () => {
  test('lets plans stand anywhere and a plan_and_apply only in slot 0', () => {
    expect(places(onePod({ rule: 'apply-on-slot-zero' }), ['plan_and_apply', 'plan', 'drift_check', 'plan'])).toEqual([
      '0/0',
      '0/1',
      '0/2',
      'nowhere',
    ]);
  });

  test('makes a plan_and_apply wait while a plan stands in slot 0', () => {
    expect(places(onePod({ rule: 'apply-on-slot-zero' }), ['plan', 'plan_and_apply'])).toEqual(['0/0', 'nowhere']);
  });

  test('keeps slot 0 for a reservation', () => {
    const engine = onePod({ rule: 'apply-on-slot-zero' });
    engine.reserve(500, 0);
    expect(places(engine, ['plan_and_apply', 'plan'])).toEqual(['nowhere', '0/1']);
  });
});

describe('apply-exclusive', () => {
  test('gives a running plan_and_apply the whole pod', () => {
    expect(places(onePod({ rule: 'apply-exclusive' }), ['plan_and_apply', 'plan'])).toEqual(['0/0', 'nowhere']);
  });

  test('needs a pod with nothing running', () => {
    expect(places(onePod({ rule: 'apply-exclusive' }), ['plan', 'plan_and_apply', 'plan'])).toEqual([
      '0/0',
      'nowhere',
      '0/1',
    ]);
  });

  test('lets a reservation hold its slot and block nothing else', () => {
    const engine = onePod({ rule: 'apply-exclusive' });
    engine.reserve(500, 0);
    expect(places(engine, ['plan_and_apply'])).toEqual(['0/1']);
  });

  test('starts a confirmed apply in its slot as soon as nothing else runs, and not before', () => {
    const engine = onePod({ rule: 'apply-exclusive' });
    engine.reserve(500, 0);
    expect(places(engine, ['plan', 'plan'])).toEqual(['0/1', '0/2']);
    engine.confirm(2_000, 0);
    engine.finish(3_000, 1);
    expect(engine.state(0)).toBe('apply_pending');
    engine.finish(4_000, 2);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 4_000, task: 0, slot: 0, phase: 'apply' });
  });

  test('gives the rest of the pod back when the plan phase ends', () => {
    const engine = onePod({ rule: 'apply-exclusive' });
    expect(places(engine, ['plan_and_apply', 'plan'])).toEqual(['0/0', 'nowhere']);
    engine.planned(2_000, 0);
    expect(engine.place(1)).toBe('0/1');
  });

  test('gives the rest of the pod back when sending an apply failed', () => {
    const engine = onePod({ rule: 'apply-exclusive' });
    engine.reserve(500, 0);
    engine.confirm(1_000, 0);
    engine.submit(1_000, 1);
    expect(engine.place(1)).toBe('nowhere');
    engine.sendFails(1_000, 0);
    expect(engine.place(1)).toBe('0/1');
  });
});

describe('apply-one-of-n', () => {
  test('takes one plan_and_apply and fills the rest with plans', () => {
    const types = ['plan', 'plan_and_apply', 'plan_and_apply', 'plan', 'drift_check', 'plan'] as const;
    expect(places(onePod({ rule: 'apply-one-of-n' }), types)).toEqual([
      '0/0',
      '0/1',
      'nowhere',
      '0/2',
      '0/3',
      'nowhere',
    ]);
  });

  test('counts a reservation as its one plan_and_apply', () => {
    const engine = onePod({ rule: 'apply-one-of-n' });
    engine.reserve(500, 0);
    expect(places(engine, ['plan_and_apply', 'plan'])).toEqual(['nowhere', '0/1']);
  });
});

describe('weighted', () => {
  const weighted = { rule: 'weighted', slots: 5, weights: { plan: 1, plan_and_apply: 3, drift_check: 2 } } as const;

  test('takes tasks up to the capacity, and a light one where a heavy one does not fit', () => {
    // 3 + 3 > 5; 3 + 1 + 1 = 5; then nothing.
    expect(places(onePod(weighted), ['plan_and_apply', 'plan_and_apply', 'plan', 'plan', 'plan'])).toEqual([
      '0/0',
      'nowhere',
      '0/3',
      '0/4',
      'nowhere',
    ]);
  });

  test('gives all units of a task back', () => {
    const engine = onePod(weighted);
    expect(places(engine, ['plan_and_apply', 'drift_check', 'plan_and_apply'])).toEqual(['0/0', '0/3', 'nowhere']);
    engine.finish(2_000, 0);
    expect(engine.place(2)).toBe('0/0');
    expect(engine.pool.pods.freeUnits).toBe(0);
  });

  test('notes the units that change', () => {
    const engine = onePod(weighted);
    engine.reserve(1_000, 0);
    expect(engine.noted('slot.changed').map(({ from, to, units }) => [from, to, units])).toEqual([
      ['idle', 'running', 3],
      ['running', 'reserved', 3],
    ]);
  });
});

describe('an apply may start in its reserved slot', () => {
  // It owns its pod under apply-exclusive: what runs there, and what has claimed a slot there, must end first.
  test.each([
    ['apply-exclusive', 0, 0, true],
    ['apply-exclusive', 1, 0, false],
    ['apply-exclusive', 0, 1, false],
    ['apply-exclusive', 1, 1, false],
    ['apply-one-of-n', 1, 1, true],
  ] as const)('%s, beside %i running and %i claimed slots: %s', (rule: SlotRule, running, claimed, may) => {
    const engine = onePod({ rule });
    Object.assign(engine.pod(0), { running, claimed });
    expect(mayResume(engine.pod(0), poolConfig({ agent: { rule } }))).toBe(may);
  });
});
