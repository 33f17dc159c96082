import { randomExponential } from 'd3-random';
import * as z from 'zod';
import { type ArrivalTimes, type ArrivalWindow, HOUR_MS } from './arrival-window.ts';
import { duration, keys, rate } from './fields.ts';
import * as messages from './messages.ts';
import type { Random } from './stream.ts';

/** A point of the rate's polygon. `at` in ms since the run began, `rate` per hour. */
export interface Stage {
  readonly at: number;
  readonly rate: number;
}

/** Equal times are a jump from one rate to another; a third stage between them would never be seen. */
function checkOrder(stages: readonly Stage[], context: z.RefinementCtx): void {
  for (const [index, { at }] of stages.entries()) {
    const before = stages[index - 1]?.at ?? 0;
    const after = stages[index + 1]?.at;
    if (at < before)
      context.addIssue({ code: 'custom', path: [index, 'at'], params: { sentence: messages.notAscending } });
    else if (index > 0 && at === before && at === after) {
      context.addIssue({ code: 'custom', path: [index, 'at'], params: { sentence: messages.stageInJump } });
    }
  }
}

export const stagesSchema = z
  .array(keys({ at: duration.describe('When the rate is this.'), rate: rate.describe('Arrivals per unit of time.') }))
  .min(1)
  .superRefine(checkOrder);

/** A stretch over which the rate goes in a straight line; rates per ms. */
interface Ramp {
  readonly from: number;
  readonly until: number;
  readonly first: number;
  readonly last: number;
}

/** Those parts of the polygon that lie in [from, until) and bring anybody. */
function rampsOf(stages: readonly Stage[], { from, until }: ArrivalWindow): readonly Ramp[] {
  return stages
    .map((stage, index): Ramp => {
      const next = stages[index + 1] ?? { at: Number.POSITIVE_INFINITY, rate: stage.rate };
      const slope = (next.rate - stage.rate) / (next.at - stage.at);
      const rateAt = (at: number): number => (stage.rate + slope * (at - stage.at)) / HOUR_MS;
      const begins = Math.max(from, stage.at);
      const ends = Math.min(until, next.at);
      return { from: begins, until: ends, first: rateAt(begins), last: rateAt(ends) };
    })
    .filter((ramp) => ramp.from < ramp.until && Math.max(ramp.first, ramp.last) > 0);
}

/**
 * Non-homogeneous Poisson arrivals by thinning (Lewis & Shedler 1979): candidates come at the highest rate of the present ramp, and each
 * is kept with the probability that the rate at its time bears to that. A ramp starts afresh where the one before ends, which no
 * memoryless process notices; so a short peak does not make the rest of a long run expensive.
 */
export function stagedArrivals(stages: readonly Stage[], window: ArrivalWindow, random: Random): ArrivalTimes {
  const ramps = rampsOf(stages, window);
  const exponential = randomExponential.source(random)(1);
  let index = 0;
  let exact = ramps[0]?.from ?? 0;
  return () => {
    for (let ramp = ramps[index]; ramp !== undefined; ) {
      const highest = Math.max(ramp.first, ramp.last);
      exact += exponential() / highest;
      if (exact >= ramp.until) {
        ramp = ramps[++index];
        exact = ramp?.from ?? exact;
        continue;
      }
      const share = (exact - ramp.from) / (ramp.until - ramp.from);
      if (random() * highest < ramp.first + share * (ramp.last - ramp.first)) return Math.floor(exact);
    }
    return Number.POSITIVE_INFINITY;
  };
}
