/**
 * For how long something has stood in each pool. While a list of its pods is on its way nothing is decided there, so that time does not
 * count; nor does it end what stands.
 */
export class StandingTime {
  /** Per pool, moved on by the time of lists; -1 = nothing stands. */
  readonly #since: number[];
  /** Per pool: when its list was first seen to be on its way; -1 = none is. */
  readonly #listingSince: number[];

  constructor(pools: number) {
    this.#since = new Array<number>(pools).fill(-1);
    this.#listingSince = new Array<number>(pools).fill(-1);
  }

  end(pool: number): void {
    this.#since[pool] = -1;
    this.#listingSince[pool] = -1;
  }

  endAll(): void {
    this.#since.fill(-1);
    this.#listingSince.fill(-1);
  }

  /** What stands has been answered, and counts anew. */
  answered(pool: number, at: number): void {
    if (this.#since[pool] === -1) return;
    this.#since[pool] = at;
    if (this.#listingSince[pool] !== -1) this.#listingSince[pool] = at;
  }

  listing(pool: number, at: number): void {
    if (this.#since[pool] !== -1 && this.#listingSince[pool] === -1) this.#listingSince[pool] = at;
  }

  /** It stands at this instant, without a list on its way: for so many ms. */
  stands(pool: number, at: number): number {
    const since = this.#since[pool] as number;
    const listingSince = this.#listingSince[pool] as number;
    if (since === -1) this.#since[pool] = at;
    else if (listingSince !== -1) this.#since[pool] = since + at - listingSince;
    this.#listingSince[pool] = -1;
    return at - (this.#since[pool] as number);
  }
}
