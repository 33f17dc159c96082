import { randomExponential } from 'd3-random';
import type * as z from 'zod';
import { ARRIVALS, type ArrivalsKind } from './arrival-catalogue.ts';
import { closedSchema } from './arrival-closed.ts';
import { cronArrivals } from './arrival-cron.ts';
import { stagedArrivals, stagesSchema } from './arrival-stages.ts';
import { mmppSchema, modulatedArrivals } from './arrival-states.ts';
import { weeklyArrivals, weeklySchema } from './arrival-weekly.ts';
import { type ArrivalStreams, type ArrivalTimes, type ArrivalWindow, HOUR_MS, noArrivals } from './arrival-window.ts';
import { cronSchema } from './cron.ts';
import { duration, keys, oneKeyOf, positiveCount, positiveDuration, rate } from './fields.ts';
import type { Random } from './stream.ts';
import { described } from './written.ts';

/** When the tasks of a workload entry come. */
export const arrivalsSchema = oneKeyOf(
  described(
    {
      poisson: rate,
      every: positiveDuration,
      burst: keys({
        at: duration.describe('When the first comes.'),
        count: positiveCount.max(1_000_000).describe('How many come.'),
        over: duration.default(0).describe('The time over which they are spread; all at once unless given.'),
      }),
      stages: stagesSchema,
      cron: cronSchema,
      mmpp: mmppSchema,
      weekly: weeklySchema,
      closed: closedSchema,
    } satisfies Record<ArrivalsKind, z.ZodType>,
    ARRIVALS,
  ),
  'kind of arrivals',
);

export type Arrivals = z.output<typeof arrivalsSchema>;
/** All but closed users, whose times depend on the pool. */
export type OpenArrivals = Exclude<Arrivals, { readonly kind: 'closed' }>;

export function arrivalTimes(arrivals: OpenArrivals, window: ArrivalWindow, streams: ArrivalStreams): ArrivalTimes {
  switch (arrivals.kind) {
    case 'poisson':
      return poisson(HOUR_MS / arrivals.value, window, streams('arrivals'));
    case 'every':
      return every(arrivals.value, window);
    case 'burst':
      return burst(arrivals.value, window.until);
    case 'stages':
      return stagedArrivals(arrivals.value, window, streams('arrivals'));
    case 'cron':
      return window.clock === null ? noArrivals : cronArrivals(arrivals.value, window.clock, window);
    case 'mmpp':
      return modulatedArrivals(arrivals.value.states, window, streams);
    case 'weekly':
      return window.clock === null
        ? noArrivals
        : weeklyArrivals(arrivals.value, window.clock, window, streams('arrivals'));
  }
}

/** Independent exponential gaps; kept exact and floored, so that rounding does not change the rate. */
function poisson(meanGapMs: number, { from, until }: ArrivalWindow, random: Random): ArrivalTimes {
  const gap = randomExponential.source(random)(1 / meanGapMs);
  let exact = from;
  return () => {
    exact += gap();
    return exact < until ? Math.floor(exact) : Number.POSITIVE_INFINITY;
  };
}

function every(periodMs: number, { from, until, startAt }: ArrivalWindow): ArrivalTimes {
  let next = (startAt ?? from + periodMs) - periodMs;
  return () => {
    next += periodMs;
    return next < until ? next : Number.POSITIVE_INFINITY;
  };
}

/** Evenly spread: the i-th of n comes at `at + ⌊i × over ÷ n⌋`. */
function burst(value: { at: number; count: number; over: number }, until: number): ArrivalTimes {
  let index = -1;
  return () => {
    index += 1;
    const at = value.at + Math.floor((index * value.over) / value.count);
    return index < value.count && at < until ? at : Number.POSITIVE_INFINITY;
  };
}
