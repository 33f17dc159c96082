import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clairvoyantBoundMs } from '../../../src/measure/clairvoyant/bound.ts';
import type { Piece, PoolLimits } from '../../../src/measure/clairvoyant/piece.ts';
import type { Window } from '../../../src/measure/window.ts';

const LIMITS: PoolLimits = {
  slots: 1,
  oneApplyPerPod: true,
  maxTasks: Number.POSITIVE_INFINITY,
  startMs: 10,
  endMs: 5,
};
const WINDOW: Window = { from: 0, to: 1_000 };

/** Work that begins at once or up to `slack` later. */
const piece = (from: number, lengthMs: number, slack = 0, isApply = false, units = 1): Piece => ({
  earliestMs: from,
  latestMs: from + slack,
  lengthMs,
  units,
  isApply,
  isFirst: true,
});

const bound = (pieces: readonly Piece[], limits: Partial<PoolLimits> = {}, window = WINDOW): number =>
  clairvoyantBoundMs(pieces, { ...LIMITS, ...limits }, window);

describe('the clairvoyant bound', () => {
  test('of one task is its pod: start, work, end', () => {
    expect(bound([piece(100, 30)])).toBe(10 + 30 + 5);
  });

  test('knows of a start only what lies in the window', () => {
    // The pod may have been there 4 ms before the work, and 3 ms remain after it.
    expect(bound([piece(4, 993)])).toBe(4 + 993 + 3);
  });

  test('bridges a gap that is shorter than an end and a start, and pays for a new pod where it is longer', () => {
    expect(bound([piece(100, 30), piece(142, 30)])).toBe(10 + 30 + 12 + 30 + 5);
    expect(bound([piece(100, 30), piece(200, 30)])).toBe(10 + 30 + 15 + 30 + 5);
  });

  test('puts as many side by side as a pod has slots', () => {
    const four = [piece(100, 30), piece(100, 30), piece(100, 30), piece(100, 30)];
    expect(bound(four, { slots: 4 })).toBe(45);
    expect(bound(four, { slots: 3 })).toBe(2 * 45);
  });

  test('gives every plan_and_apply a pod where the rule has room for one', () => {
    const two = [piece(100, 30, 0, true), piece(100, 30, 0, true)];
    expect(bound(two, { slots: 4 })).toBe(2 * 45);
    expect(bound(two, { slots: 4, oneApplyPerPod: false })).toBe(45);
  });

  test('takes from a task that may wait what is at work in any case', () => {
    // Begun between 100 and 120 and 30 long, it works from 120 to 130; as work it is 30.
    expect(bound([piece(100, 30, 20)], { startMs: 0, endMs: 0 })).toBe(30);
    expect(bound([piece(100, 30, 20)], { startMs: 100, endMs: 50 })).toBe(100 + 10 + 50);
  });

  test('gives agents of one task a start and an end each, however short the gaps', () => {
    const three = [piece(100, 30), piece(131, 30), piece(162, 30)];
    expect(bound(three, { maxTasks: 1 })).toBe(3 * 45);
    expect(bound(three)).toBe(10 + 92 + 5);
  });

  test('lets a task of an agent of few tasks take more than one unit', () => {
    const heavy = piece(100, 30, 0, false, 3);
    const weighted = { slots: 4, oneApplyPerPod: false };
    expect(bound([heavy], { ...weighted, maxTasks: 1 })).toBe(45);
    // Two light ones fill an agent of two tasks, however many units it has left.
    const light = piece(100, 30);
    expect(bound([light, light, light], { ...weighted, maxTasks: 2 })).toBe(2 * 45);
  });

  test('of no work is nothing', () => {
    expect(bound([])).toBe(0);
  });
});

/** Pieces of at most so many units, and for each of them a start that is allowed. */
const placed = (unitsMax: number) =>
  fc
    .array(
      fc.record({
        from: fc.integer({ min: 0, max: 900 }),
        lengthMs: fc.integer({ min: 1, max: 200 }),
        slack: fc.integer({ min: 0, max: 150 }),
        delay: fc.double({ min: 0, max: 1, noNaN: true }),
        isApply: fc.boolean(),
        units: fc.integer({ min: 1, max: unitsMax }),
      }),
      { maxLength: 25 },
    )
    .map((drawn) =>
      drawn.map(({ from, lengthMs, slack, delay, isApply, units }) => ({
        piece: piece(from, lengthMs, slack, isApply, units),
        start: from + Math.round(delay * slack),
      })),
    );

interface Life {
  from: number;
  to: number;
  tasks: { from: number; to: number; isApply: boolean; units: number }[];
}

/**
 * What some policy might do: tasks in the order of their starts, each on the first pod that has room and is not too long idle, else on
 * a new one. `patience` = how long an idle pod is kept.
 */
function livesOf(
  work: readonly { piece: Piece; start: number }[],
  limits: PoolLimits,
  patience: number,
): readonly Life[] {
  const lives: Life[] = [];
  for (const { piece: each, start } of [...work].sort((a, b) => a.start - b.start)) {
    const task = { from: start, to: start + each.lengthMs, isApply: each.isApply, units: each.units };
    const hasRoom = ({ tasks, to }: Life): boolean => {
      const beside = tasks.filter((other) => other.to > start);
      return (
        tasks.length < limits.maxTasks &&
        beside.reduce((sum, { units }) => sum + units, task.units) <= limits.slots &&
        !(limits.oneApplyPerPod && task.isApply && beside.some((other) => other.isApply)) &&
        start <= to + patience
      );
    };
    const life = lives.find(hasRoom);
    if (life === undefined) lives.push({ from: start - limits.startMs, to: task.to, tasks: [task] });
    else {
      life.to = Math.max(life.to, task.to);
      life.tasks.push(task);
    }
  }
  return lives.map((life) => ({ ...life, to: life.to + limits.endMs }));
}

const limits = fc.record({
  slots: fc.integer({ min: 1, max: 4 }),
  oneApplyPerPod: fc.boolean(),
  maxTasks: fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY),
  startMs: fc.integer({ min: 0, max: 60 }),
  endMs: fc.integer({ min: 0, max: 30 }),
});

test('no placement within the limits does with less pod time in any window', () => {
  fc.assert(
    fc.property(
      limits.chain((made) => fc.tuple(fc.constant(made), placed(made.slots))),
      fc.integer({ min: 0, max: 100 }),
      fc.tuple(fc.integer({ min: -100, max: 500 }), fc.integer({ min: 1, max: 1_500 })),
      ([made, work], patience, [from, lasts]) => {
        const window = { from, to: from + lasts };
        const podTime = livesOf(work, made, patience).reduce(
          (sum, life) => sum + Math.max(0, Math.min(life.to, window.to) - Math.max(life.from, window.from)),
          0,
        );
        const least = clairvoyantBoundMs(
          work.map((each) => each.piece),
          made,
          window,
        );
        expect(least).toBeLessThanOrEqual(podTime + 1e-6);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('one-slot pods that may not wait reach it: the bound is exact', () => {
  fc.assert(
    fc.property(placed(1), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 }), (work, startMs, endMs) => {
      const made: PoolLimits = { ...LIMITS, startMs, endMs };
      const rigid = work.map(({ piece: each }) => ({
        piece: { ...each, latestMs: each.earliestMs },
        start: each.earliestMs,
      }));
      const window = { from: -1_000, to: 3_000 };
      // Keeping an idle pod as long as an end and a start would take, and taking the pod that fell idle last, is the best there is.
      const podTime = lastIdleFirst(rigid, made).reduce((sum, life) => sum + life.to - life.from, 0);
      expect(
        clairvoyantBoundMs(
          rigid.map((each) => each.piece),
          made,
          window,
        ),
      ).toBeCloseTo(podTime, 6);
    }),
    { numRuns: 500 },
  );
});

function lastIdleFirst(work: readonly { piece: Piece; start: number }[], made: PoolLimits): readonly Life[] {
  const lives: Life[] = [];
  for (const { piece: each, start } of [...work].sort((a, b) => a.start - b.start)) {
    const task = { from: start, to: start + each.lengthMs, isApply: each.isApply, units: each.units };
    const idle = lives
      .filter((life) => life.to <= start && start <= life.to + made.startMs + made.endMs)
      .sort((a, b) => b.to - a.to)[0];
    if (idle === undefined) lives.push({ from: start - made.startMs, to: task.to, tasks: [task] });
    else {
      idle.to = task.to;
      idle.tasks.push(task);
    }
  }
  return lives.map((life) => ({ ...life, to: life.to + made.endMs }));
}
