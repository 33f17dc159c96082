import type { Forecast } from './forecast.ts';

export interface HoltWintersSetup {
  readonly bucketMs: number;
  /** Buckets per season. */
  readonly length: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly sigmas: number;
}

/**
 * Holt-Winters with an additive season s over mean demands y of buckets:
 *
 *     ℓ_t = α(y_t − S_{t−s}) + (1 − α)(ℓ_{t−1} + b_{t−1}) · b_t = β(ℓ_t − ℓ_{t−1}) + (1 − β)b_{t−1} · S_t = γ(y_t − ℓ_t) + (1 − γ)S_{t−s}
 *     ŷ_{t+h} = ℓ_t + h·b_t + S of that place in the season, and so many σ on top; σ² follows (y − ŷ)² by a tenth
 *
 * Begun with two seasons: ℓ = mean of the first, b = (mean of the second − mean of the first) / s, S = y − ℓ in the first; then the second is
 * gone through. Source: Holt 1957, Winters 1960. The bucket that runs is foretold from those before it (h = 1).
 */
export class HoltWinters implements Forecast {
  readonly #setup: HoltWintersSetup;
  /** The first two seasons, until there is a model. */
  #early: number[] = [];
  #firstBucket = -1;
  #model: { level: number; trend: number; variance: number; readonly seasonal: number[] } | null = null;
  /** Of the bucket that runs. */
  #bucket = -1;
  #sum = 0;
  #at = -1;
  #demand = 0;

  constructor(setup: HoltWintersSetup) {
    this.#setup = setup;
  }

  observe(at: number, demand: number): void {
    const { bucketMs } = this.#setup;
    if (this.#at < 0) {
      // The first bucket that is seen whole.
      this.#firstBucket = Math.ceil(at / bucketMs);
      this.#bucket = Math.floor(at / bucketMs);
    } else {
      for (let from = this.#at; from < at; ) {
        const end = (this.#bucket + 1) * bucketMs;
        const until = Math.min(at, end);
        this.#sum += this.#demand * (until - from);
        if (until === end) this.#close();
        from = until;
      }
    }
    this.#at = at;
    this.#demand = demand;
  }

  expected(from: number, to: number): number | null {
    const model = this.#model;
    if (model === null) return null;
    const { bucketMs, length, sigmas } = this.#setup;
    let largest = 0;
    for (let bucket = Math.floor(from / bucketMs); bucket * bucketMs <= to; bucket += 1) {
      const ahead = bucket - this.#bucket + 1;
      const value = model.level + ahead * model.trend + (model.seasonal[bucket % length] as number);
      largest = Math.max(largest, value + sigmas * Math.sqrt(model.variance));
    }
    return largest;
  }

  #close(): void {
    const value = this.#sum / this.#setup.bucketMs;
    if (this.#bucket >= this.#firstBucket) this.#learn(this.#bucket, value);
    this.#bucket += 1;
    this.#sum = 0;
  }

  #learn(bucket: number, value: number): void {
    if (this.#model !== null) {
      this.#follow(bucket, value);
      return;
    }
    const { length } = this.#setup;
    this.#early.push(value);
    if (this.#early.length < 2 * length) return;
    const [first, second] = [this.#early.slice(0, length), this.#early.slice(length)];
    const level = mean(first);
    const seasonal: number[] = Array.from({ length }, () => 0);
    first.forEach((each, index) => {
      seasonal[(this.#firstBucket + index) % length] = each - level;
    });
    this.#model = { level, trend: (mean(second) - level) / length, variance: 0, seasonal };
    this.#early = [];
    second.forEach((each, index) => {
      this.#follow(this.#firstBucket + length + index, each);
    });
  }

  #follow(bucket: number, value: number): void {
    const model = this.#model;
    if (model === null) return;
    const { alpha, beta, gamma, length } = this.#setup;
    const place = bucket % length;
    const season = model.seasonal[place] as number;
    const before = model.level + model.trend;
    const error = value - (before + season);
    const level = alpha * (value - season) + (1 - alpha) * before;
    model.trend = beta * (level - model.level) + (1 - beta) * model.trend;
    model.level = level;
    model.seasonal[place] = gamma * (value - level) + (1 - gamma) * season;
    model.variance += ERROR_GAIN * (error * error - model.variance);
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const ERROR_GAIN = 0.1;
