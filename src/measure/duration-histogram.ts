/**
 * Counts whole numbers from 0 in buckets no wider than 1/1024 of their values: below 2048 each value has its own, above that each power
 * of two is cut into 1024 equal ones (the layout of HdrHistogram with 3 significant digits, G. Tene, hdrhistogram.org). Written here
 * because a million waits per second pass through it, and without logarithms, whose last bit may differ between engines.
 */
export class DurationHistogram {
  #counts = new Uint32Array(2 * HALF);

  add(value: number): void {
    const index = indexOf(value);
    if (index >= this.#counts.length) this.#grow(index);
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  /** The largest value of the bucket that holds the `rank`-th smallest value; ranks count from 1 and must not exceed the count. */
  valueAtRank(rank: number): number {
    let seen = 0;
    let index = -1;
    while (seen < rank) {
      index++;
      seen += this.#counts[index] as number;
    }
    return lastValueOf(index);
  }

  /** Values in buckets up to and with that of `value`. */
  countUpTo(value: number): number {
    const last = Math.min(indexOf(value), this.#counts.length - 1);
    let count = 0;
    for (let index = 0; index <= last; index++) count += this.#counts[index] as number;
    return count;
  }

  #grow(index: number): void {
    const counts = new Uint32Array((Math.floor(index / HALF) + 1) * HALF);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

/** Buckets per power of two. */
const HALF = 1024;
const HALF_BITS = 10;

function indexOf(value: number): number {
  // Bitwise operations reach 31 bits only, which are 24 days.
  if (value < BIG) return smallIndexOf(value | 0);
  return smallIndexOf(Math.floor(value / BIG_STEP)) + BIG_BITS * HALF;
}

function smallIndexOf(value: number): number {
  if (value < 2 * HALF) return value;
  const shift = 31 - Math.clz32(value) - HALF_BITS;
  return shift * HALF + (value >>> shift);
}

function lastValueOf(index: number): number {
  if (index < 2 * HALF) return index;
  const shift = Math.floor(index / HALF) - 1;
  return (index - shift * HALF + 1) * 2 ** shift - 1;
}

const BIG = 2 ** 31;
const BIG_BITS = 20;
const BIG_STEP = 2 ** BIG_BITS;
