/** Values over time, each row from its time until the next row's. */
export interface Steps<K extends string> {
  /** `exact`: every change is a row. `buckets`: too many for that; a row is the mean over its bucket of `widthMs`. */
  readonly kind: 'exact' | 'buckets';
  readonly widthMs: number;
  readonly rows: readonly StepRow<K>[];
}

export interface StepRow<K extends string> {
  readonly at: number;
  readonly values: Readonly<Record<K, number>>;
  /** Smallest and largest value within the bucket; the same as `values` in exact rows. */
  readonly low: Readonly<Record<K, number>>;
  readonly high: Readonly<Record<K, number>>;
}

/** Records columns that change together, in bounded memory: exact rows first, buckets of equal width when they become too many. */
export class StepTable<K extends string> {
  readonly #columns: readonly K[];
  readonly #rowsMax: number;
  #ats: number[] = [];
  /** Row by row. */
  #values: number[] = [];
  #buckets: Buckets | null = null;
  readonly #latest: number[];
  #latestAt = 0;

  /** Beyond `rowsMax` exact rows there are buckets, at most half as many. */
  constructor(columns: readonly K[], rowsMax = ROWS_MAX) {
    this.#columns = columns;
    this.#rowsMax = rowsMax;
    this.#latest = columns.map(() => 0);
  }

  /** From `at` on the columns have these values (copied). Changes nothing if they had them before. */
  set(at: number, values: readonly number[]): void {
    if (this.#ats.length > 0 && values.every((value, column) => value === this.#latest[column])) return;
    this.#buckets?.hold(this.#latestAt, at, this.#latest);
    for (let column = 0; column < values.length; column++) this.#latest[column] = values[column] as number;
    this.#latestAt = at;
    if (this.#buckets !== null) return;
    this.#ats.push(at);
    this.#values.push(...values);
    if (this.#ats.length > this.#rowsMax) this.#merge();
  }

  /** Up to `endedAt`, the end of the run or the present of one that goes on. */
  steps(endedAt: number): Steps<K> {
    const width = this.#columns.length;
    if (this.#buckets === null) {
      const rows = this.#ats.map((at, row) => {
        const values = this.#named(this.#values.slice(row * width, (row + 1) * width));
        return { at, values, low: values, high: values };
      });
      return { kind: 'exact', widthMs: 0, rows };
    }
    this.#buckets.hold(this.#latestAt, endedAt, this.#latest);
    this.#latestAt = endedAt;
    const rows = this.#buckets.rows().map(({ at, mean, low, high }) => ({
      at,
      values: this.#named(mean),
      low: this.#named(low),
      high: this.#named(high),
    }));
    return { kind: 'buckets', widthMs: this.#buckets.widthMs, rows };
  }

  #merge(): void {
    const width = this.#columns.length;
    const buckets = new Buckets(width, this.#rowsMax / 2);
    for (let row = 0; row + 1 < this.#ats.length; row++) {
      const values = this.#values.slice(row * width, (row + 1) * width);
      buckets.hold(this.#ats[row] as number, this.#ats[row + 1] as number, values);
    }
    this.#buckets = buckets;
    this.#ats = [this.#latestAt];
    this.#values = [];
  }

  #named(values: readonly number[]): Readonly<Record<K, number>> {
    return Object.fromEntries(this.#columns.map((name, column) => [name, values[column]])) as Record<K, number>;
  }
}

const ROWS_MAX = 2000;

interface Bucket {
  heldMs: number;
  readonly area: number[];
  readonly low: number[];
  readonly high: number[];
}

/** Buckets of equal width from time 0. When they become too many, neighbours are joined and the width doubles. */
class Buckets {
  widthMs = 1;
  readonly #columns: number;
  readonly #most: number;
  #buckets: (Bucket | undefined)[] = [];

  constructor(columns: number, most: number) {
    this.#columns = columns;
    this.#most = most;
  }

  /** The values held in [from, to); a moment of no length shows in the extremes only. */
  hold(from: number, to: number, values: readonly number[]): void {
    while (to >= this.widthMs * this.#most) this.#widen();
    let at = from;
    do {
      const index = Math.floor(at / this.widthMs);
      const until = Math.min(to, (index + 1) * this.widthMs);
      this.#add(index, until - at, values);
      at = until;
    } while (at < to);
  }

  rows(): readonly { at: number; mean: readonly number[]; low: readonly number[]; high: readonly number[] }[] {
    return this.#buckets.flatMap((bucket, index) =>
      bucket === undefined || bucket.heldMs === 0
        ? []
        : [
            {
              at: index * this.widthMs,
              mean: bucket.area.map((area) => area / bucket.heldMs),
              low: bucket.low,
              high: bucket.high,
            },
          ],
    );
  }

  #add(index: number, ms: number, values: readonly number[]): void {
    while (this.#buckets.length <= index) this.#buckets.push(undefined);
    let bucket = this.#buckets[index];
    if (bucket === undefined) {
      bucket = { heldMs: 0, area: new Array(this.#columns).fill(0), low: [...values], high: [...values] };
      this.#buckets[index] = bucket;
    }
    bucket.heldMs += ms;
    for (let column = 0; column < this.#columns; column++) {
      const value = values[column] as number;
      (bucket.area[column] as number) += value * ms;
      if (value < (bucket.low[column] as number)) bucket.low[column] = value;
      if (value > (bucket.high[column] as number)) bucket.high[column] = value;
    }
  }

  #widen(): void {
    const narrow = this.#buckets;
    this.#buckets = [];
    for (let index = 0; index < narrow.length; index += 2) {
      this.#buckets.push(joined(narrow[index], narrow[index + 1]));
    }
    this.widthMs *= 2;
  }
}

function joined(one: Bucket | undefined, other: Bucket | undefined): Bucket | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    heldMs: one.heldMs + other.heldMs,
    area: one.area.map((area, column) => area + (other.area[column] as number)),
    low: one.low.map((low, column) => Math.min(low, other.low[column] as number)),
    high: one.high.map((high, column) => Math.max(high, other.high[column] as number)),
  };
}
