import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenPositions, type Purpose } from '../../src/engine/open-positions.ts';
import { TASK_TYPES, type TaskType } from '../../src/engine/task.ts';

describe('OpenPositions', () => {
  it('knows no position before one is opened', () => {
    expect(new OpenPositions().next(0, 'work', 'plan')).toBe(Number.POSITIVE_INFINITY);
  });

  it('closes a position to one purpose and type and to no other', () => {
    const open = new OpenPositions();
    open.open(31);
    open.close(31, 'work', 'plan_and_apply');
    expect(open.next(0, 'work', 'plan_and_apply')).toBe(Number.POSITIVE_INFINITY);
    expect(open.next(0, 'work', 'plan')).toBe(31);
    expect(open.next(0, 'claim', 'plan_and_apply')).toBe(31);
  });

  it('opens a closed position to all when something changes there', () => {
    const open = new OpenPositions();
    open.open(700);
    open.close(700, 'claim', 'drift_check');
    open.open(700);
    expect(open.next(0, 'claim', 'drift_check')).toBe(700);
  });

  it('visits the same positions in order as a set of them would', () => {
    const steps = fc.array(fc.record({ position: fc.nat(400), opens: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (changes) => {
        const open = new OpenPositions();
        const expected = new Set<number>();
        for (const { position, opens } of changes) {
          if (opens) open.open(position);
          if (opens) expected.add(position);
          else if (expected.delete(position)) open.close(position, 'work', 'drift_check');
        }
        const visited: number[] = [];
        for (let at = open.next(0, 'work', 'drift_check'); at <= 400; at = open.next(at + 1, 'work', 'drift_check'))
          visited.push(at);
        expect(visited).toEqual([...expected].sort((a, b) => a - b));
      }),
    );
  });
});

describe('open positions', () => {
  const kinds = (['work', 'claim'] as const).flatMap((purpose) =>
    TASK_TYPES.map((type): readonly [Purpose, TaskType] => [purpose, type]),
  );

  it.each(kinds)('are closed for %s and %s alone', (purpose, type) => {
    const open = new OpenPositions();
    open.open(5);
    open.close(5, purpose, type);
    const left = kinds.filter(([other, otherType]) => open.next(0, other, otherType) === 5);
    expect(left).toEqual(kinds.filter(([other, otherType]) => other !== purpose || otherType !== type));
  });

  it.each(kinds)('are no more than were opened, in the next thirty-two either, for %s and %s', (purpose, type) => {
    const open = new OpenPositions();
    open.open(0);
    open.open(31);
    expect(open.next(1, purpose, type)).toBe(31);
    expect(open.next(32, purpose, type)).toBe(Number.POSITIVE_INFINITY);
  });

  it('are kept where the table grows, and closed where they are', () => {
    const open = new OpenPositions();
    for (const position of [3, 64, 127, 128, 5_000]) open.open(position);
    open.close(64, 'work', 'plan');
    const seen: number[] = [];
    for (let at = open.next(0, 'work', 'plan'); at < 10_000; at = open.next(at + 1, 'work', 'plan')) seen.push(at);
    expect(seen).toEqual([3, 127, 128, 5_000]);
    expect(new OpenPositions().next(128, 'claim', 'drift_check')).toBe(Number.POSITIVE_INFINITY);
    expect(open.next(100_000, 'work', 'plan')).toBe(Number.POSITIVE_INFINITY);
  });
});
