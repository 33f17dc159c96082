import { describe, expect, test } from 'vitest';
import { poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { isOlder, TaskList } from '../../src/engine/task-list.ts';
import { type Task, TaskStore } from '../../src/engine/task-store.ts';

/** Tasks 0, 1, 2 … in order of submission; each unblocked at its instant. */
function tasks(...unblockedAt: readonly number[]): readonly Task[] {
  const store = new TaskStore(1, 0);
  return unblockedAt.map((at, id) => {
    const where = { pool: poolId(0), workspace: workspaceId(id) };
    return store.add({ task: taskId(id), ...where, type: 'plan' }, at);
  });
}

/** Forwards by iteration and backwards by the links, so that both agree. */
function order(list: TaskList): readonly number[] {
  const forwards = [...list];
  let last = forwards.at(-1) ?? null;
  const backwards: Task[] = [];
  for (; last !== null; last = last.previous) backwards.unshift(last);
  expect(backwards).toEqual(forwards);
  expect(list.size).toBe(forwards.length);
  expect(list.first).toBe(forwards[0] ?? null);
  expect(forwards.every((task) => task.list === list)).toBe(true);
  return forwards.map(({ id }) => id);
}

const listOf = (those: readonly Task[], how: 'append' | 'insertByAge' = 'append'): TaskList => {
  const list = new TaskList();
  for (const task of those) list[how](task);
  return list;
};

describe('a list of tasks', () => {
  test('keeps the order of entry where they are appended, whatever their age', () => {
    expect(order(listOf(tasks(5, 1, 3)))).toEqual([0, 1, 2]);
  });

  test('goes by age where they are inserted by it, then by order of submission', () => {
    expect(order(listOf(tasks(20, 10, 30, 20, 5), 'insertByAge'))).toEqual([4, 1, 0, 3, 2]);
    const [first, second, third] = tasks(7, 7, 7) as [Task, Task, Task];
    expect(order(listOf([third, first, second], 'insertByAge'))).toEqual([0, 1, 2]);
  });

  test.each([
    ['first', 0, [1, 2]],
    ['middle', 1, [0, 2]],
    ['last', 2, [0, 1]],
  ])('closes behind its %s, which may enter again at the end', (_, left, rest) => {
    const all = tasks(1, 2, 3);
    const list = listOf(all);
    const task = all[left] as Task;
    list.remove(task);
    expect(order(list)).toEqual(rest);
    expect([task.list, task.previous, task.next]).toEqual([null, null, null]);
    list.append(task);
    expect(order(list)).toEqual([...rest, left]);
  });

  test('is empty again without its only one, and takes another', () => {
    const [one, other] = tasks(1, 2) as [Task, Task];
    const list = listOf([one]);
    list.remove(one);
    expect(order(list)).toEqual([]);
    list.insertByAge(other);
    expect(order(list)).toEqual([1]);
  });

  test('is walked to its end though whoever is met leaves it', () => {
    const all = tasks(1, 2, 3);
    const list = listOf(all);
    const met: number[] = [];
    for (const task of list) {
      met.push(task.id);
      list.remove(task);
    }
    expect(met).toEqual([0, 1, 2]);
    expect(order(list)).toEqual([]);
  });
});

test('older is who was unblocked first, among those of one instant who was submitted first, and nobody than himself', () => {
  const [early, late, same] = tasks(10, 20, 20) as [Task, Task, Task];
  expect([isOlder(early, late), isOlder(late, early)]).toEqual([true, false]);
  expect([isOlder(late, same), isOlder(same, late), isOlder(late, late)]).toEqual([true, false, false]);
});
