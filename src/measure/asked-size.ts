import type { ScaleDecided } from '../engine/note.ts';

/**
 * The number of pods that the autoscaler of one pool asked for last. Where no pod can go, as long as all are at work, or none can be made, it
 * asks for the same at every tick: that is one change of size and not many.
 */
export class AskedSize {
  #asked: number | null = null;
  #failed = 0;

  /**
   * Whether the decision asks again for what was asked for and has not come true. `createsFailed`: pods of the pool so far that were asked
   * for and could not be made. Without one since the last decision pods that are missing have gone, and what replaces them is new.
   */
  asksAgain({ from, to }: Pick<ScaleDecided, 'from' | 'to'>, createsFailed: number): boolean {
    const isSame = to === this.#asked;
    const hasFailed = createsFailed > this.#failed;
    this.#asked = to;
    this.#failed = createsFailed;
    return isSame && (to < from || (to > from && hasFailed));
  }
}
