import { randomExponential } from 'd3-random';
import type { Temporal } from 'temporal-polyfill/implementation';
import * as z from 'zod';
import { type ArrivalTimes, type ArrivalWindow, HOUR_MS } from './arrival-window.ts';
import type { Clock } from './clock.ts';
import { absent, keys, rate } from './fields.ts';
import * as messages from './messages.ts';
import type { Random } from './stream.ts';

/** How busy the hours of a week are. A missing list means that all of its hours or days are alike. */
export interface WeeklyPattern {
  /** Per hour, over a whole week. */
  readonly mean: number;
  /** From midnight on. */
  readonly hours: readonly number[] | null;
  /** From Monday on. */
  readonly days: readonly number[] | null;
}

const HOURS = 24;
const DAYS = 7;

const weights = (count: number) =>
  z
    .array(z.number().min(0).max(1_000_000))
    .superRefine((list, context) => {
      const sentence =
        list.length !== count
          ? (path: string) => messages.itemsNotCounted(path, list.length, count)
          : list.every((weight) => weight === 0)
            ? messages.noWeight
            : null;
      if (sentence !== null) context.addIssue({ code: 'custom', params: { sentence } });
    })
    .meta({ minItems: count, maxItems: count, contains: { type: 'number', exclusiveMinimum: 0 } });

export const weeklySchema = keys({
  mean: rate.describe('Mean rate of a whole week.'),
  hours: absent(weights(HOURS)).describe('Weights of the 24 hours of the day, from midnight; all alike unless given.'),
  days: absent(weights(DAYS)).describe('Weights of the 7 days of the week, from Monday; all alike unless given.'),
});

/** A time of one rate, per ms. */
interface Stretch {
  readonly until: number;
  readonly rate: number;
}

/**
 * Poisson arrivals at a rate that is constant within each hour of the week on the wall clock of the scenario's zone: the mean rate
 * times the weight of the hour times that of the day. They are exact, not thinned: the n-th comes when the integral of the rate has
 * grown by the sum of n exponential draws of mean 1. An hour that the clock skips is left out, one that comes twice counts twice.
 */
export function weeklyArrivals(
  pattern: WeeklyPattern,
  clock: Clock,
  window: Pick<ArrivalWindow, 'from' | 'until'>,
  random: Random,
): ArrivalTimes {
  const exponential = randomExponential.source(random)(1);
  const stretches = stretchesOf(pattern, clock, window);
  let stretch = stretches.next().value;
  let exact = window.from;
  return () => {
    let load = exponential();
    while (stretch !== undefined) {
      const at = exact + load / stretch.rate;
      if (at < stretch.until) {
        exact = at;
        return Math.floor(at);
      }
      load -= (stretch.until - exact) * stretch.rate;
      exact = stretch.until;
      stretch = stretches.next().value;
    }
    return Number.POSITIVE_INFINITY;
  };
}

/** False if every hour of the window has weight 0. */
export function isEverBusy(
  pattern: WeeklyPattern,
  clock: Clock,
  window: Pick<ArrivalWindow, 'from' | 'until'>,
): boolean {
  for (const { rate: perMs } of stretchesOf(pattern, clock, window)) if (perMs > 0) return true;
  return pattern.mean === 0;
}

/** From `from` to `until` without a gap. */
function* stretchesOf(
  pattern: WeeklyPattern,
  { start }: Clock,
  { from, until }: Pick<ArrivalWindow, 'from' | 'until'>,
): Generator<Stretch, undefined> {
  const perMs = ratesOf(pattern);
  let at = start.add({ milliseconds: from });
  for (let begins = from; begins < until; ) {
    const next = nextHour(at);
    const ends = Math.min(begins + next.epochMilliseconds - at.epochMilliseconds, until);
    yield { until: ends, rate: perMs[(at.dayOfWeek - 1) * HOURS + at.hour]! };
    begins = ends;
    at = next;
  }
}

/** For each hour of the week. */
function ratesOf({ mean, hours, days }: WeeklyPattern): readonly number[] {
  const ofDay = days ?? new Array<number>(DAYS).fill(1);
  const ofHour = hours ?? new Array<number>(HOURS).fill(1);
  const weightOfWeek = ofDay.flatMap((day) => ofHour.map((hour) => day * hour));
  const total = weightOfWeek.reduce((sum, weight) => sum + weight, 0);
  return weightOfWeek.map((weight) => (mean * weight * weightOfWeek.length) / (total * HOUR_MS));
}

/** When the wall clock shows the next full hour, or jumps. */
function nextHour(at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const shown = (at.minute * 60 + at.second) * 1000 + at.millisecond;
  const next = at.add({ milliseconds: HOUR_MS - shown });
  if (next.offsetNanoseconds === at.offsetNanoseconds) return next;
  return at.getTimeZoneTransition('next') ?? next;
}
