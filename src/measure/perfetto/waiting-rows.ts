import type { TaskId } from '../../engine/ids.ts';
import type { TraceArguments, TraceFile } from './trace-file.ts';

export type WaitKind = 'waiting' | 'blocked';

/**
 * Waits as spans, in as few rows as the most that ever waited at once: a task takes the lowest row that is free. A wait of no length is
 * left out.
 */
export class WaitingRows {
  readonly #file: TraceFile;
  readonly #pid: number;
  readonly #waits = new Map<TaskId, { readonly kind: WaitKind; readonly from: number; readonly row: number }>();
  readonly #taken: boolean[] = [];

  constructor(file: TraceFile, pid: number) {
    this.#file = file;
    this.#pid = pid;
  }

  /** Null = it waits no longer. */
  set(task: TaskId, kind: WaitKind | null, at: number, args: TraceArguments): void {
    const wait = this.#waits.get(task);
    if (wait?.kind === kind || (wait === undefined && kind === null)) return;
    if (wait !== undefined) {
      this.#taken[wait.row] = false;
      this.#waits.delete(task);
      if (at > wait.from) this.#tell(wait, at, args);
    }
    if (kind === null) return;
    const free = this.#taken.indexOf(false);
    const row = free < 0 ? this.#taken.length : free;
    this.#taken[row] = true;
    this.#waits.set(task, { kind, from: at, row });
  }

  kindOf(task: TaskId): WaitKind | null {
    return this.#waits.get(task)?.kind ?? null;
  }

  get tasks(): readonly TaskId[] {
    return [...this.#waits.keys()];
  }

  #tell(
    { kind, from, row }: { readonly kind: WaitKind; readonly from: number; readonly row: number },
    to: number,
    args: TraceArguments,
  ): void {
    // Two waits that touch in one row are told apart by their order alone; every pool has rows of its own.
    const id = `${this.#pid}-${row}`;
    this.#file.span({ pid: this.#pid, category: 'wait', id, name: kind, from, to, args });
  }
}
