import type { Forecast } from './forecast.ts';

const HOUR_MS = 3_600_000;

/**
 * What the same hour of the seasons before needed: the quantile, by time, of the demand in them. Hours count from the start of the run.
 *
 * A transparent stand-in for the hourly forecasts of AWS predictive scaling, whose model is not public (Amazon EC2 Auto Scaling user
 * guide: two weeks of history, a forecast per hour).
 */
export class HourOfSeason implements Forecast {
  readonly #hours: number;
  readonly #seasons: number;
  readonly #quantile: number;
  /** By number of the hour since the run began: for how long (ms) there was which demand. */
  readonly #seen = new Map<number, Map<number, number>>();
  readonly #known = new Map<number, number | null>();
  #at = -1;
  #demand = 0;

  constructor(seasonMs: number, seasons: number, quantile: number) {
    this.#hours = seasonMs / HOUR_MS;
    this.#seasons = seasons;
    this.#quantile = quantile;
  }

  observe(at: number, demand: number): void {
    if (this.#at >= 0) this.#hold(this.#at, at);
    this.#at = at;
    this.#demand = demand;
  }

  expected(from: number, to: number): number | null {
    let largest: number | null = null;
    for (let hour = Math.floor(from / HOUR_MS); hour * HOUR_MS <= to; hour += 1) {
      const demand = this.#of(hour);
      if (demand !== null) largest = Math.max(largest ?? 0, demand);
    }
    return largest;
  }

  /** The demand stood from one instant to the other. */
  #hold(from: number, to: number): void {
    for (let at = from; at < to; ) {
      const hour = Math.floor(at / HOUR_MS);
      const until = Math.min(to, (hour + 1) * HOUR_MS);
      let demands = this.#seen.get(hour);
      if (demands === undefined) {
        demands = new Map();
        this.#seen.set(hour, demands);
        this.#seen.delete(hour - this.#hours * this.#seasons - 1);
        this.#known.delete(hour - 1);
      }
      demands.set(this.#demand, (demands.get(this.#demand) ?? 0) + until - at);
      at = until;
    }
  }

  /** The past of an hour to come is over: it is looked up once. */
  #of(hour: number): number | null {
    const known = this.#known.get(hour);
    if (known !== undefined) return known;
    const demand = this.#quantileOf(hour);
    this.#known.set(hour, demand);
    return demand;
  }

  #quantileOf(hour: number): number | null {
    const lasted = new Map<number, number>();
    for (let back = 1; back <= this.#seasons; back += 1) {
      for (const [demand, ms] of this.#seen.get(hour - back * this.#hours) ?? []) {
        lasted.set(demand, (lasted.get(demand) ?? 0) + ms);
      }
    }
    const ascending = [...lasted].sort(([a], [b]) => a - b);
    const share = this.#quantile * ascending.reduce((sum, [, ms]) => sum + ms, 0);
    let sum = 0;
    for (const [demand, ms] of ascending) {
      sum += ms;
      if (sum >= share) return demand;
    }
    return null;
  }
}
