import { isAge, type SeriesCondition, type SeriesRef } from '../scenario/expectation.ts';
import { isMet, thresholds } from './comparison.ts';
import type { Names } from './names.ts';
import type { SeriesTracker } from './series.ts';

/** The conditions of one expectation, read from the present series, and the range of what was seen of each. */
export class ObservedConditions {
  readonly #conditions: readonly SeriesCondition[];
  readonly #series: SeriesTracker;
  readonly #names: Names;
  /** Per condition: smallest and largest figure seen, or the last word. */
  readonly #seen: (Seen | null)[];
  /** Some condition is on a series that changes while nothing happens. */
  readonly #isGrowing: boolean;

  constructor(conditions: readonly SeriesCondition[], series: SeriesTracker, names: Names) {
    this.#conditions = conditions;
    this.#series = series;
    this.#names = names;
    this.#seen = conditions.map(() => null);
    this.#isGrowing = conditions.some((condition) => isAge(condition.series));
  }

  /** The first time in [from, to], while nothing happens, at which all hold together (or not: as `wanted`); null if there is none. */
  firstWhen(wanted: boolean, from: number, to: number): number | null {
    if (this.#hold(from) === wanted) return from;
    if (!this.#isGrowing) return null;
    for (const at of this.#turningPoints(from, to)) if (this.#hold(at) === wanted) return at;
    return null;
  }

  /** The present values, in words. */
  now(at: number): string {
    return this.#conditions.map(({ series }) => this.#text(series, this.#series.read(series, at))).join(', ');
  }

  /** What was seen so far, in words. */
  range(): string {
    const parts = this.#conditions.map(({ series }, i) => {
      const seen = this.#seen[i] as Seen | null;
      if (seen === null) return this.#text(series, 'not looked at');
      return this.#text(series, seen.low === seen.high ? seen.low : `${seen.low}..${seen.high}`);
    });
    return parts.join(', ');
  }

  #hold(at: number): boolean {
    let all = true;
    for (let i = 0; i < this.#conditions.length; i++) {
      const condition = this.#conditions[i] as SeriesCondition;
      const value = this.#series.read(condition.series, at);
      this.#see(i, value);
      if (!isMet(condition.comparison, value)) all = false;
    }
    return all;
  }

  /**
   * Where in (from, to] the answer may change. All series stand still but `queue.oldest`, which grows with time and crosses each
   * threshold once: looking at each threshold, just after it, and at the end misses nothing.
   */
  #turningPoints(from: number, to: number): readonly number[] {
    if (this.#series.oldestSince(null) === null) return [];
    const points = [to];
    for (const { series, comparison } of this.#conditions) {
      if (!isAge(series)) continue;
      const since = this.#series.oldestSince(series.kind === 'pool-count' ? series.pool : null);
      if (since === null) continue;
      for (const age of thresholds(comparison)) points.push(Math.ceil(since + age), Math.floor(since + age) + 1);
    }
    return points.filter((at) => at > from && at <= to).sort((a, b) => a - b);
  }

  #see(index: number, value: number | string): void {
    const seen = this.#seen[index] as Seen | null;
    if (seen === null || typeof value === 'string' || typeof seen.low === 'string') {
      this.#seen[index] = { low: value, high: value };
      return;
    }
    if (value < seen.low) seen.low = value;
    if (value > (seen.high as number)) seen.high = value;
  }

  #text(series: SeriesRef, value: number | string): string {
    const unit = isAge(series) ? ' ms' : '';
    return `${seriesName(series, this.#names)} = ${value}${unit}`;
  }
}

interface Seen {
  low: number | string;
  high: number | string;
}

/** A series as authors name it. */
function seriesName(series: SeriesRef, names: Names): string {
  switch (series.kind) {
    case 'count':
      return series.name;
    case 'pool-count':
      return `${names.pool(series.pool)}/${series.name}`;
    case 'task-status':
      return `task.${names.task(series.task)}.status`;
    case 'task-pod':
      return `task.${names.task(series.task)}.pod`;
    case 'workspace-running':
      return `workspace.${names.workspace(series.workspace)}.running`;
    case 'pod-phase':
      return `pod.${series.pod + 1}.phase`;
  }
}
