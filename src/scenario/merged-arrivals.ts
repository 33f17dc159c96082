/** The earliest of several sequences of times; of equal times the first sequence. Few sequences: a scan beats a heap. */
export class MergedArrivals {
  /** `Infinity` when none has anything to come. */
  at = Number.POSITIVE_INFINITY;
  entry = 0;
  readonly #nextAt: Float64Array;

  constructor(nextAt: readonly number[]) {
    this.#nextAt = Float64Array.from(nextAt);
    this.#findEarliest();
  }

  /** The next time of a sequence is now this. */
  set(entry: number, at: number): void {
    this.#nextAt[entry] = at;
    this.#findEarliest();
  }

  #findEarliest(): void {
    const nextAt = this.#nextAt;
    let earliest = Number.POSITIVE_INFINITY;
    let entry = 0;
    for (let i = 0; i < nextAt.length; i++) {
      const at = nextAt[i]!;
      if (at < earliest) {
        earliest = at;
        entry = i;
      }
    }
    this.at = earliest;
    this.entry = entry;
  }
}
