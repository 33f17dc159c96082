import type { TaskType } from './task.ts';

/** Why a pod is looked for: to work there now, or to claim a slot until its agent connects. */
export type Purpose = 'work' | 'claim';

/**
 * Where in a pool's table a search for a slot looks: one bit per position, purpose and type, so that a search passes over thirty-two
 * pods at once. A bit says *perhaps*: whoever changes a pod sets its bits, and a search that finds nothing there takes its own away.
 */
export class OpenPositions {
  /** For each 32 positions `KINDS` words, side by side: a change sets a bit in all of them. */
  #words = new Int32Array(4 * KINDS);

  /** Something changed at the position: whoever searches may look there. */
  open(position: number): void {
    const from = (position >> 5) * KINDS;
    if (from >= this.#words.length) this.#grow(from);
    const words = this.#words;
    const bit = 1 << (position & 31);
    for (let at = from; at < from + KINDS; at += 1) words[at] = (words[at] as number) | bit;
  }

  /** There is nothing for such a search, until something changes. */
  close(position: number, purpose: Purpose, type: TaskType): void {
    const at = (position >> 5) * KINDS + kindOf(purpose, type);
    this.#words[at] = (this.#words[at] as number) & ~(1 << (position & 31));
  }

  /** The first position from `from` on where such a search may look; `Infinity` if there is none. */
  next(from: number, purpose: Purpose, type: TaskType): number {
    const words = this.#words;
    let at = (from >> 5) * KINDS + kindOf(purpose, type);
    if (at >= words.length) return Number.POSITIVE_INFINITY;
    let word = (words[at] as number) & (-1 << (from & 31));
    while (word === 0) {
      at += KINDS;
      if (at >= words.length) return Number.POSITIVE_INFINITY;
      word = words[at] as number;
    }
    // Its lowest bit.
    return Math.floor(at / KINDS) * 32 + 31 - Math.clz32(word & -word);
  }

  #grow(beyond: number): void {
    const words = new Int32Array(Math.max(2 * this.#words.length, beyond + KINDS));
    words.set(this.#words);
    this.#words = words;
  }
}

const KINDS = 6;

function kindOf(purpose: Purpose, type: TaskType): number {
  const first = purpose === 'work' ? 0 : 3;
  if (type === 'plan') return first;
  return type === 'plan_and_apply' ? first + 1 : first + 2;
}
