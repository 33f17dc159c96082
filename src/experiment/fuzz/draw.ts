import type { Random } from '../../scenario/stream.ts';

/** What a fuzzed document is drawn with. One stream: what is drawn later depends on what was drawn before. */
export class Draw {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)] as T;
  }

  /** A duration as a scenario writes it, in whole seconds, so that things fall into one instant. */
  seconds(min: number, max: number): string {
    return `${this.int(min, max)}s`;
  }

  /** So many of `make`. */
  list<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** Those of `parts` that the dice keep, each by itself. */
  some<T extends Record<string, unknown>>(probability: number, parts: { [K in keyof T]: () => T[K] }): Partial<T> {
    const kept: Partial<T> = {};
    for (const key of Object.keys(parts) as (keyof T)[]) if (this.chance(probability)) kept[key] = parts[key]();
    return kept;
  }
}
