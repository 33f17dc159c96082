import type { TaskId } from '../ids.ts';

/** What a law must remember of every task that ever was: four bits. */
export const FLAG = { working: 1, planned: 2, applied: 4, confirmed: 8 } as const;
export type Flag = (typeof FLAG)[keyof typeof FLAG];

/** Half a byte per task, page by page: a table that grew as a whole would need thrice that while it is copied. */
export class TaskFlags {
  readonly #pages: Uint8Array[] = [];

  has(task: TaskId, flag: Flag): boolean {
    const page = this.#pages[task >> PAGE_BITS];
    return page !== undefined && (((page[(task & TASK_MASK) >> 1] as number) >> shift(task)) & flag) !== 0;
  }

  raise(task: TaskId, flag: Flag): void {
    const pages = this.#pages;
    while (task >> PAGE_BITS >= pages.length) pages.push(new Uint8Array(PAGE_TASKS / 2));
    const page = pages[task >> PAGE_BITS] as Uint8Array;
    const at = (task & TASK_MASK) >> 1;
    page[at] = (page[at] as number) | (flag << shift(task));
  }

  lower(task: TaskId, flag: Flag): void {
    const page = this.#pages[task >> PAGE_BITS];
    if (page === undefined) return;
    const at = (task & TASK_MASK) >> 1;
    page[at] = (page[at] as number) & ~(flag << shift(task));
  }
}

const PAGE_BITS = 15;
const PAGE_TASKS = 1 << PAGE_BITS;
const TASK_MASK = PAGE_TASKS - 1;

const shift = (task: TaskId): number => (task & 1) << 2;
