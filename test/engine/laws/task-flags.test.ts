import { describe, expect, it } from 'vitest';
import type { TaskId } from '../../../src/engine/ids.ts';
import { FLAG, TaskFlags } from '../../../src/engine/laws/task-flags.ts';

const task = (id: number) => id as TaskId;

describe('TaskFlags', () => {
  it('knows nothing of a task before something is raised, however high its number', () => {
    const flags = new TaskFlags();
    expect([0, 1, 40_000, 10_000_000].map((id) => flags.has(task(id), FLAG.working))).toEqual(Array(4).fill(false));
  });

  it('keeps the flags of neighbours apart, in one byte and across pages', () => {
    const flags = new TaskFlags();
    for (const id of [6, 32_767, 100_000]) flags.raise(task(id), FLAG.planned);
    const neighbours = [5, 7, 32_766, 32_768, 99_999, 100_001];
    expect(neighbours.filter((id) => flags.has(task(id), FLAG.planned))).toEqual([]);
    expect([6, 32_767, 100_000].every((id) => flags.has(task(id), FLAG.planned))).toBe(true);
  });

  it('lowers one flag and leaves the others', () => {
    const flags = new TaskFlags();
    flags.raise(task(65_537), FLAG.working);
    flags.raise(task(65_537), FLAG.confirmed);
    flags.lower(task(65_537), FLAG.working);
    expect(flags.has(task(65_537), FLAG.working)).toBe(false);
    expect(flags.has(task(65_537), FLAG.confirmed)).toBe(true);
  });
});
