import type { Candidate } from './candidate.ts';
import type { Field } from './field.ts';
import { haltonPoint } from './halton.ts';
import type { SearchSpace, Setting } from './search-space.ts';

/** Chooses which settings to try next. Without chance: the same field, the same settings. */
export class Sampler {
  readonly #field: Field;
  readonly #space: SearchSpace;
  #drawn = 0;

  constructor(field: Field) {
    this.#field = field;
    this.#space = field.plan.space;
  }

  /** Up to `count` new settings, spread evenly; all of a space that has no more, and its corners where they are few. */
  explore(count: number): readonly Candidate[] {
    const entered: Candidate[] = [];
    const enter = (setting: Setting): void => {
      const candidate = entered.length < count ? this.#field.enter(setting) : null;
      if (candidate !== null) entered.push(candidate);
    };
    if (this.#space.size <= count + this.#field.candidates.length) {
      for (const setting of this.#space.grid()) enter(setting);
      return entered;
    }
    if (this.#drawn === 0) for (const corner of this.#corners(count)) enter(this.#space.settingAt(corner));
    for (let attempt = 0; entered.length < count && attempt < ATTEMPTS * count; attempt++)
      enter(this.#space.settingAt(this.#next()));
    return entered;
  }

  /**
   * Up to `count` new settings around the front: half between its neighbours, where they lie farthest apart, half near each of its settings,
   * within `radius` of every range. Where nothing new is near, the rest is explored.
   */
  refine(front: readonly Candidate[], count: number, radius: number): readonly Candidate[] {
    const parents = front.map(({ setting }) => this.#space.pointOf(setting!)!);
    const gaps = this.#gaps(front).map((index) => [parents[index]!, parents[index + 1]!] as const);
    const entered: Candidate[] = [];
    for (let attempt = 0; parents.length > 0 && entered.length < count && attempt < ATTEMPTS * count; attempt++) {
      const turn = Math.floor(attempt / 2);
      const gap = attempt % 2 === 0 ? gaps[turn % Math.max(1, gaps.length)] : undefined;
      const point = gap === undefined ? this.#near(parents[turn % parents.length]!, radius) : this.#between(...gap);
      const candidate = this.#field.enter(this.#space.settingAt(point));
      if (candidate !== null) entered.push(candidate);
    }
    return entered.length < count ? [...entered, ...this.explore(count - entered.length)] : entered;
  }

  #next(): readonly number[] {
    return haltonPoint(++this.#drawn, this.#space.ranges.length);
  }

  /** None where they would take more than a quarter of what is tried. */
  #corners(count: number): readonly (readonly number[])[] {
    const dimensions = this.#space.ranges.length;
    if (2 ** dimensions > count / 4) return [];
    return Array.from({ length: 2 ** dimensions }, (_, corner) =>
      Array.from({ length: dimensions }, (_, dimension) => Math.floor(corner / 2 ** dimension) % 2),
    );
  }

  /** Between which neighbours of the front, the farthest apart in wait and cost first. */
  #gaps(front: readonly Candidate[]): readonly number[] {
    const { wait, cost } = this.#field;
    const places = front.map((candidate) => [candidate.mean(wait) ?? 0, candidate.mean(cost) ?? 0] as const);
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [width, height] = [last[0] - first[0] || 1, first[1] - last[1] || 1];
    return places
      .slice(1)
      .map(([x, y], index) => {
        const [previousX, previousY] = places[index]!;
        return { index, length: (x - previousX) / width + (previousY - y) / height };
      })
      .sort((a, b) => b.length - a.length || a.index - b.index)
      .map(({ index }) => index);
  }

  /** Of words one or the other. */
  #between(one: readonly number[], other: readonly number[]): readonly number[] {
    const shares = this.#next();
    return this.#space.ranges.map((range, index) => {
      const share = range.kind === 'listed' && !range.isOrdered ? Math.round(shares[index]!) : shares[index]!;
      return one[index]! + (other[index]! - one[index]!) * share;
    });
  }

  /** At least as far as the next value of a list. Words change in one of four cases. */
  #near(point: readonly number[], radius: number): readonly number[] {
    const shares = this.#next();
    return this.#space.ranges.map((range, index) => {
      const share = shares[index]!;
      if (range.kind === 'listed' && !range.isOrdered) return share < 0.25 ? share * 4 : point[index]!;
      const reach = range.kind === 'listed' ? Math.max(radius, 1 / range.values.length) : radius;
      return Math.min(1, Math.max(0, point[index]! + (2 * share - 1) * reach));
    });
  }
}

/** Draws for each setting that is wanted: most may be known already. */
const ATTEMPTS = 30;
