import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Calendar } from '../../src/sim/calendar.ts';

describe('the calendar', () => {
  test('gives entries by instant, then rank, then first come first served', () => {
    const calendar = new Calendar();
    const entries = [
      [20, 0, 1],
      [10, 5, 2],
      [10, 3, 3],
      [10, 5, 4],
      [10, 3, 5],
    ] as const;
    for (const [at, rank, subject] of entries) calendar.schedule(at, rank, 0, subject, 0);
    const taken: number[] = [];
    while (calendar.next()) taken.push(calendar.subject);
    expect(taken).toEqual([3, 5, 2, 4, 1]);
  });

  test('is empty at infinity', () => {
    const calendar = new Calendar();
    expect([calendar.nextAt, calendar.size, calendar.next()]).toEqual([Number.POSITIVE_INFINITY, 0, false]);
    calendar.schedule(7, 0, 3, 4, 5);
    expect(calendar.nextAt).toBe(7);
    calendar.next();
    expect([calendar.at, calendar.kind, calendar.subject, calendar.detail]).toEqual([7, 3, 4, 5]);
    expect(calendar.nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  test('agrees with a sorted array, however entries come and go', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ at: fc.integer({ min: 0, max: 20 }), rank: fc.integer({ min: 0, max: 31 }) }),
      },
      { weight: 2, arbitrary: fc.constant('take' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1_200, size: 'max' }), (steps) => {
        const calendar = new Calendar();
        const model: { at: number; rank: number; sequence: number }[] = [];
        let sequence = 0;
        const take = (): void => {
          model.sort((a, b) => a.at - b.at || a.rank - b.rank || a.sequence - b.sequence);
          const first = model.shift();
          expect(calendar.next()).toBe(first !== undefined);
          if (first === undefined) return;
          expect([calendar.at, calendar.kind, calendar.subject, calendar.detail]).toEqual([
            first.at,
            first.sequence % 256,
            first.sequence,
            -first.sequence,
          ]);
        };
        for (const next of steps) {
          if (next === 'take') take();
          else {
            calendar.schedule(next.at, next.rank, sequence % 256, sequence, -sequence);
            model.push({ ...next, sequence });
            sequence += 1;
          }
          expect(calendar.size).toBe(model.length);
        }
        while (model.length > 0) take();
        expect(calendar.next()).toBe(false);
      }),
      { seed: 713, numRuns: 60 },
    );
  });
});
