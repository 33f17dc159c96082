import type { TaskId } from '../ids.ts';

/** What a law must remember of every task that ever was: four bits. */
export const FLAG = { working: 1, planned: 2, applied: 4, confirmed: 8 } as const;
export type Flag = (typeof FLAG)[keyof typeof FLAG];

/** Half a byte per task, grown by doubling. */
export class TaskFlags {
  #bytes = new Uint8Array(1024);

  has(task: TaskId, flag: Flag): boolean {
    return (((this.#bytes[task >> 1] ?? 0) >> shift(task)) & flag) !== 0;
  }

  raise(task: TaskId, flag: Flag): void {
    const at = task >> 1;
    while (at >= this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[at] = (this.#bytes[at] as number) | (flag << shift(task));
  }

  lower(task: TaskId, flag: Flag): void {
    const at = task >> 1;
    if (at < this.#bytes.length) this.#bytes[at] = (this.#bytes[at] as number) & ~(flag << shift(task));
  }
}

const shift = (task: TaskId): number => (task & 1) << 2;
