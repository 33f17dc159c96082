import { overlapMs, type Window } from './window.ts';

/**
 * ∫ value dt over a window, of several levels that change in steps. They share one clock, since they are read together at the end
 * of an instant: `advance` to it first, then write what is true from then on into `present`.
 */
export class TimeWeighted {
  /** The values now. */
  readonly present: Float64Array;
  readonly #window: Window;
  readonly #areas: Float64Array;
  readonly #max: Float64Array;
  #since = 0;

  constructor(window: Window, levels: number) {
    this.#window = window;
    this.present = new Float64Array(levels);
    this.#areas = new Float64Array(levels);
    this.#max = new Float64Array(levels).fill(Number.NEGATIVE_INFINITY);
  }

  /** The present values held up to `at`, which never goes back. */
  advance(at: number): void {
    const heldMs = overlapMs(this.#window, this.#since, at);
    this.#since = at;
    if (heldMs === 0) return;
    const { present } = this;
    const areas = this.#areas;
    const max = this.#max;
    for (let level = 0; level < present.length; level++) {
      const value = present[level] as number;
      areas[level] = (areas[level] as number) + value * heldMs;
      if (value > (max[level] as number)) max[level] = value;
    }
  }

  /** ∫ value dt over the part of the window that has been advanced over, in value × ms. */
  area(level: number): number {
    return this.#areas[level] as number;
  }

  /** Largest value that held for any time in that part; null if it is empty. */
  max(level: number): number | null {
    const max = this.#max[level] as number;
    return max === Number.NEGATIVE_INFINITY ? null : max;
  }
}
