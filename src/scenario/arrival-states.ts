import { randomExponential } from 'd3-random';
import * as z from 'zod';
import { type ArrivalStreams, type ArrivalTimes, type ArrivalWindow, HOUR_MS, noArrivals } from './arrival-window.ts';
import { keys, positiveDuration, rate } from './fields.ts';

/** A state of the hidden Markov chain: how many come per hour, and how long it lasts on average, in ms. */
export interface RateState {
  readonly rate: number;
  readonly for: number;
}

/** A single state would be a plain Poisson process. */
export const mmppSchema = keys({
  states: z
    .array(
      keys({
        rate: rate.describe('Arrivals per unit of time.'),
        for: positiveDuration.describe('How long the state lasts on average.'),
      }),
    )
    .min(2)
    .describe('In the order in which they follow one another.'),
});

/**
 * Markov-modulated Poisson arrivals: exponential gaps at the rate of the present state, drawn anew when the state changes, which no
 * memoryless process notices. The first state begins at `from`. Changes of state have a stream of their own.
 */
export function modulatedArrivals(
  states: readonly RateState[],
  { from, until }: ArrivalWindow,
  streams: ArrivalStreams,
): ArrivalTimes {
  // Without it the states would change to the end of the run for nothing.
  if (states.every((state) => state.rate === 0)) return noArrivals;
  const gap = randomExponential.source(streams('arrivals'))(1);
  const sojourn = randomExponential.source(streams('states'))(1);
  let index = 0;
  let state = states[0]!;
  let exact = from;
  let changes = from + sojourn() * state.for;
  return () => {
    while (exact < until) {
      const next = state.rate === 0 ? Number.POSITIVE_INFINITY : exact + (gap() * HOUR_MS) / state.rate;
      if (next < changes) {
        exact = next;
        return exact < until ? Math.floor(exact) : Number.POSITIVE_INFINITY;
      }
      exact = changes;
      index = (index + 1) % states.length;
      state = states[index]!;
      changes += sojourn() * state.for;
    }
    return Number.POSITIVE_INFINITY;
  };
}
