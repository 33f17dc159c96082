import { DurationHistogram } from './duration-histogram.ts';

/**
 * Mean, largest and quantiles of durations in whole ms, in memory that does not grow: up to 4096 values above 0 are kept as they are;
 * beyond, they are counted in a histogram (a quantile is then at most 0.1 % above the true one). Mean, count and largest stay exact.
 *
 * A quantile is the *nearest rank*: the p-quantile of n values is the ⌈p·n⌉-th smallest, so it is a value that was observed. An
 * observation that was cut off (`addAtLeast`) takes part with what was seen of it and is counted as censored: figures with censored
 * values are lower bounds.
 */
export class Tally {
  #count = 0;
  #censored = 0;
  #sum = 0;
  #max = 0;
  /** Most waits of a healthy pool are 0: they need no room. */
  #zeros = 0;
  #values: number[] = [];
  #isSorted = true;
  #histogram: DurationHistogram | null = null;

  get count(): number {
    return this.#count;
  }

  get censored(): number {
    return this.#censored;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Null without values, as all below. */
  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  get max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  add(value: number): void {
    this.#count++;
    if (value === 0) {
      this.#zeros++;
      return;
    }
    this.#sum += value;
    if (value > this.#max) this.#max = value;
    if (this.#histogram !== null) this.#histogram.add(value);
    else this.#keep(value);
  }

  addAtLeast(value: number): void {
    this.#censored++;
    this.add(value);
  }

  /** `p` from 0 to 1. */
  quantile(p: number): number | null {
    const n = this.#count;
    if (n === 0) return null;
    // 0.07 × 100 is a little more than 7: the rank must not be 8 for that.
    const rank = Math.max(Math.ceil(p * n - RANK_SLACK), 1) - this.#zeros;
    if (rank <= 0) return 0;
    if (this.#histogram === null) return this.#sorted()[rank - 1] as number;
    return Math.min(this.#histogram.valueAtRank(rank), this.#max);
  }

  /** How many values are at most `value`; beyond 4096 values as exactly as the histogram's buckets are wide. */
  countUpTo(value: number): number {
    if (value < 0) return 0;
    const kept = this.#histogram?.countUpTo(value) ?? this.#values.filter((each) => each <= value).length;
    return this.#zeros + kept;
  }

  #keep(value: number): void {
    this.#values.push(value);
    this.#isSorted = false;
    if (this.#values.length <= EXACT_VALUES_MAX) return;
    const histogram = new DurationHistogram();
    for (const kept of this.#values) histogram.add(kept);
    this.#histogram = histogram;
    this.#values = [];
  }

  #sorted(): readonly number[] {
    if (!this.#isSorted) this.#values.sort((a, b) => a - b);
    this.#isSorted = true;
    return this.#values;
  }
}

const EXACT_VALUES_MAX = 4096;
const RANK_SLACK = 1e-9;
