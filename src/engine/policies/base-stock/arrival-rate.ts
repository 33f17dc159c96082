const BIN_MS = 30_000;
/** Ten minutes. */
const BINS = 20;
const SHORT_BINS = 2;
/** Arrivals in the long window below which none is expected. */
const FEW = 3;
const ONE_ARRIVAL_MS = 1_000;
/** Where a sum ends that comes no nearer to its level. */
const MOST = 10_000;

/** How many tasks may come within a lead time, by what came in the last minutes. Times in ms. */
export class ArrivalRate {
  readonly #counts = new Float64Array(BINS);
  #bin = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Tasks that come within a second of the last one counted are part of it. */
  add(now: number, tasks: number): void {
    if (tasks === 0 || now - this.#lastAt < ONE_ARRIVAL_MS) return;
    this.#lastAt = now;
    this.#advance(now);
    const at = this.#bin % BINS;
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  /** The least k such that no more than k come within `leadMs`, with this probability; the lesser of what two windows say. */
  quantile(now: number, leadMs: number, level: number): number {
    this.#advance(now);
    const long = this.#within(BINS);
    if (long < FEW) return 0;
    return Math.min(
      leadTimeQuantile(this.#within(SHORT_BINS), SHORT_BINS * BIN_MS, leadMs, level),
      leadTimeQuantile(long, BINS * BIN_MS, leadMs, level),
    );
  }

  #within(bins: number): number {
    let sum = 0;
    for (let back = 0; back < bins && back <= this.#bin; back += 1)
      sum += this.#counts[(this.#bin - back) % BINS] as number;
    return sum;
  }

  #advance(now: number): void {
    const bin = Math.floor(now / BIN_MS);
    for (let gone = Math.min(bin - this.#bin, BINS); gone > 0; gone -= 1) this.#counts[(bin - gone + 1) % BINS] = 0;
    this.#bin = Math.max(this.#bin, bin);
  }
}

/**
 * The least k with P(X ≤ k) ≥ `level`, X = arrivals in a lead time after `seen` in a window: Poisson arrivals whose rate has the
 * posterior Gamma(seen + ½, window) (Jeffreys' prior), so X is negative binomial with r = seen + ½ and p = window / (window + lead).
 * With little seen it is wider than a Poisson, as it should be.
 */
export function leadTimeQuantile(seen: number, windowMs: number, leadMs: number, level: number): number {
  const r = seen + 0.5;
  const p = windowMs / (windowMs + leadMs);
  let mass = p ** r;
  let sum = mass;
  let k = 0;
  while (sum < level && k < MOST) {
    mass *= ((k + r) / (k + 1)) * (1 - p);
    sum += mass;
    k += 1;
  }
  return k;
}
