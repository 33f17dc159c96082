const MINUTE_MS = 60_000;
const MINUTES = 60;

/** Counts happenings of the last hour by whole minutes, in constant space. */
export class RecentCounter {
  readonly #counts = new Uint32Array(MINUTES);
  /** Of the minute that runs; `#counts` holds the whole ones before it. */
  #present = 0;
  #minute = 0;
  #minuteEndsAt = MINUTE_MS;

  add(now: number): void {
    if (now >= this.#minuteEndsAt) this.#advance(now);
    this.#present += 1;
  }

  /** How many in the minute that runs and the whole minutes before it, `windowMs` in all. */
  within(windowMs: number, now: number): number {
    if (now >= this.#minuteEndsAt) this.#advance(now);
    const minutes = Math.min(MINUTES, Math.max(1, Math.round(windowMs / MINUTE_MS)));
    let sum = this.#present;
    for (let back = 1; back < minutes && back <= this.#minute; back += 1) {
      sum += this.#counts[(this.#minute - back) % MINUTES] as number;
    }
    return sum;
  }

  #advance(now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    this.#counts[this.#minute % MINUTES] = this.#present;
    this.#present = 0;
    const gone = Math.min(minute - this.#minute, MINUTES);
    for (let step = 1; step <= gone; step += 1) this.#counts[(this.#minute + step) % MINUTES] = 0;
    this.#minute = minute;
    this.#minuteEndsAt = (minute + 1) * MINUTE_MS;
  }
}
