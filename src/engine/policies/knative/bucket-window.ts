/**
 * The mean of a sampled quantity over the last so many seconds, one bucket a second.
 *
 * The divisor is the number of valid buckets, not the length of the window: a history younger than the window is divided by its
 * own age, and seconds at the end of which nothing is known are left out, while gaps inside it count as 0. After a whole window
 * without a sample the history begins anew. Means are rounded to six decimals.
 *
 * Source: knative/serving @ 98e5ef90aa, pkg/autoscaler/aggregation/bucketing.go.
 */
export class BucketWindow {
  readonly #values: number[];
  #total = 0;
  /** Seconds of the first and the last sample of the present history; -1 before there is one. */
  #first = -1;
  #last = -1;

  constructor(seconds: number) {
    this.#values = new Array<number>(seconds).fill(0);
  }

  /** The sample of a second. A later one of the same second replaces it, one of an earlier second is dropped. */
  record(second: number, value: number): void {
    const size = this.#values.length;
    if (second < this.#last) return;
    if (this.#first < 0 || second - this.#last >= size) {
      this.#values.fill(0);
      this.#total = 0;
      this.#first = second;
    } else {
      for (let at = this.#last + 1; at < second; at += 1) this.#put(at, 0);
    }
    this.#put(second, value);
    this.#last = second;
  }

  /** Nothing was sampled in a window's length. */
  isEmpty(second: number): boolean {
    return this.#first < 0 || second - this.#last > this.#values.length;
  }

  mean(second: number): number {
    const size = this.#values.length;
    const silence = second - this.#last;
    if (this.#first < 0 || silence >= size) return 0;
    let total = this.#total;
    for (let at = this.#last + 1; at <= second; at += 1) total -= this.#values[at % size] as number;
    const valid = Math.min(this.#last - this.#first + 1, size - silence);
    return Math.round((total / valid) * 1e6) / 1e6;
  }

  #put(second: number, value: number): void {
    const at = second % this.#values.length;
    this.#total += value - (this.#values[at] as number);
    this.#values[at] = value;
  }
}
