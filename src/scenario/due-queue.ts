/** Who is due when: a binary heap by time, of equal times by number. */
export class DueQueue {
  readonly #at: number[] = [];
  readonly #who: number[] = [];

  /** `Infinity` when nobody is due. */
  get nextAt(): number {
    return this.#at[0] ?? Number.POSITIVE_INFINITY;
  }

  push(at: number, who: number): void {
    let place = this.#at.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(at, who, parent)) break;
      this.#at[place] = this.#at[parent]!;
      this.#who[place] = this.#who[parent]!;
      place = parent;
    }
    this.#at[place] = at;
    this.#who[place] = who;
  }

  /** Only while somebody is due. */
  pop(): number {
    const first = this.#who[0]!;
    const at = this.#at.pop()!;
    const who = this.#who.pop()!;
    const { length } = this.#at;
    if (length === 0) return first;
    let place = 0;
    for (let child = 1; child < length; child = 2 * place + 1) {
      if (child + 1 < length && this.#isBefore(this.#at[child + 1]!, this.#who[child + 1]!, child)) child += 1;
      if (this.#isBefore(at, who, child)) break;
      this.#at[place] = this.#at[child]!;
      this.#who[place] = this.#who[child]!;
      place = child;
    }
    this.#at[place] = at;
    this.#who[place] = who;
    return first;
  }

  #isBefore(at: number, who: number, place: number): boolean {
    return at < this.#at[place]! || (at === this.#at[place]! && who < this.#who[place]!);
  }
}
