import type { ConditionReader } from '../scenario/compiled.ts';
import type { SeriesCondition } from '../scenario/expectation.ts';
import { isMet } from './comparison.ts';
import type { SeriesTracker } from './series.ts';

/** Tells the faults of a run what its series show. */
export class SeriesConditions implements ConditionReader {
  readonly #series: SeriesTracker;

  constructor(series: SeriesTracker) {
    this.#series = series;
  }

  hold(conditions: readonly SeriesCondition[]): boolean {
    return conditions.every(({ series, comparison }) => isMet(comparison, this.#series.read(series, this.#series.now)));
  }
}
