import { z } from 'zod';
import type { RunPlan } from './compiled.ts';
import { absent, duration, keys, positiveDuration } from './fields.ts';
import { replicationsSchema } from './replications.ts';

/** How long a run is, and how often it is repeated. */
export const runSchema = keys({
  warmup: duration.default(0),
  duration: positiveDuration,
  drain: absent(keys({ timeout: positiveDuration })),
  replications: replicationsSchema.default(1),
  /** Real modes only: scenario time runs so many times faster than the wall clock. */
  timeScale: z.number().gt(0).max(1000).default(1),
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
