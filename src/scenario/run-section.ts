import * as z from 'zod';
import type { RunPlan } from './compiled.ts';
import { absent, duration, keys, positiveDuration } from './fields.ts';
import { replicationsSchema } from './replications.ts';

/** How long a run is, and how often it is repeated. */
export const runSchema = keys({
  warmup: duration.default(0).describe('Simulated before the measured window, and not measured.'),
  duration: positiveDuration.describe('Length of the measured window; arrivals stop at its end.'),
  drain: absent(
    keys({
      timeout: positiveDuration.describe(
        'After the window the run goes on until the work is done, at most so long; no drain unless given.',
      ),
    }),
  ).describe('What comes after the measured window; nothing unless given.'),
  replications: replicationsSchema
    .default(1)
    .describe(
      'Runs of each variant, with independent luck. With a `precision` runs are added, from `min` to `max`, until the mean of each of `metrics` is known to within that share of it at that `confidence`; unless given, `metrics` are those that metric expectations name, `wait.mean` and `utilization.mean`. Not reaching it fails nothing, but every report says so.',
    ),
  timeScale: z
    .number()
    .gt(0)
    .max(1000)
    .default(1)
    .describe('For clusters, not for the simulation: scenario time runs so many times faster than the wall clock.'),
});

export type RunSection = z.output<typeof runSchema>;

export const runPlan = (run: RunSection): RunPlan => ({
  warmupMs: run.warmup,
  durationMs: run.duration,
  drainMs: run.drain?.timeout ?? 0,
});

/** Arrivals stop here. */
export const arrivalsEnd = (run: RunSection): number => run.warmup + run.duration;
/** Nothing happens after this. */
export const runEnd = (run: RunSection): number => run.warmup + run.duration + (run.drain?.timeout ?? 0);
