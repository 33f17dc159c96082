import type { Task } from './task-store.ts';

/**
 * A doubly linked list through the tasks themselves. Every active task stands in exactly one list at a time (its state's),
 * so one pair of links serves all, and leaving is O(1) wherever the task stands.
 */
export class TaskList {
  first: Task | null = null;
  #last: Task | null = null;
  size = 0;

  /** Adds at the end. For lists in order of time of entry: deadlines with a constant delay fall due in that order. */
  append(task: Task): void {
    this.#insertAfter(this.#last, task);
  }

  /**
   * Adds by (unblockedAt, order). Nearly always at the end, since that is the present; only a task that comes back from a
   * failed send or claim goes further up.
   */
  insertByAge(task: Task): void {
    let before = this.#last;
    while (before !== null && isOlder(task, before)) before = before.previous;
    this.#insertAfter(before, task);
  }

  remove(task: Task): void {
    const { previous, next } = task;
    if (previous === null) this.first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    task.previous = null;
    task.next = null;
    task.list = null;
    this.size -= 1;
  }

  *[Symbol.iterator](): Iterator<Task> {
    let task = this.first;
    while (task !== null) {
      const { next } = task;
      yield task;
      task = next;
    }
  }

  #insertAfter(before: Task | null, task: Task): void {
    const next = before === null ? this.first : before.next;
    task.previous = before;
    task.next = next;
    task.list = this;
    if (before === null) this.first = task;
    else before.next = task;
    if (next === null) this.#last = task;
    else next.previous = task;
    this.size += 1;
  }
}

/** The order among waiting tasks: earliest unblocked first, then in order of submission. */
export const isOlder = (a: Task, b: Task): boolean =>
  a.unblockedAt < b.unblockedAt || (a.unblockedAt === b.unblockedAt && a.order < b.order);
