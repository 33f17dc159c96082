import * as z from 'zod';
import { absent, byShape, keys, positiveCount, text } from './fields.ts';
import * as messages from './messages.ts';
import { metricNamed, metricNameJson } from './metric-name.ts';
import type { Scope } from './scope.ts';
import type { TreePath } from './tree.ts';

/** How often a variant is run: `min` and `max` are equal unless a precision decides between them. */
export interface Replications {
  readonly min: number;
  readonly max: number;
  readonly goal: WrittenGoal | null;
}

/** Replications are added until the means are known this well. */
export interface WrittenGoal {
  /** Largest relative error of a mean, above 0 and at most 1. */
  readonly precision: number;
  /** Of each interval by itself, below 1. */
  readonly confidence: number;
  /** Measures that are watched; null = those that expectations name, the mean wait and the utilization. */
  readonly metrics: readonly string[] | null;
}

const metric = text.meta({ whole: metricNameJson });
const metrics = byShape({ scalar: metric, list: z.array(metric).min(1) }, 'the name of a metric, or a list of them');

/**
 * The first ten are always run: on fewer the deviation is known too badly to stop by it (Law, *Simulation Modeling and Analysis*, 5th
 * ed., section 9.4.1, advises at least ten).
 */
const goalSchema = keys({
  precision: z.number().gt(0).max(1).describe('Largest relative error of a mean: 0.05 is five per cent.'),
  confidence: z.number().min(0.5).max(0.999).default(0.95).describe('Of each interval by itself.'),
  min: z.int().min(2).max(10_000).default(10).describe('So many runs at least.'),
  max: z.int().min(2).max(10_000).default(100).describe('So many runs at most.'),
  metrics: absent(metrics).describe(
    'Measures that are watched; unless given those that metric expectations name, `wait.mean` and `utilization.mean`.',
  ),
});

export const replicationsSchema = byShape(
  { scalar: positiveCount.max(100_000), map: goalSchema },
  'a number, or { precision: 0.05, confidence: 0.95, min: 10, max: 100, metrics: [wait.mean] }',
);

type Written = z.output<typeof replicationsSchema>;

export const replicationsOf = (written: Written): Replications =>
  typeof written === 'number' ? { min: written, max: written, goal: null } : withGoal(written);

/** As if the author had written this precision and nothing else. */
export const replicationsTo = (precision: number) => withGoal(goalSchema.parse({ precision }));

const withGoal = ({ precision, confidence, min, max, metrics }: z.output<typeof goalSchema>) => ({
  min,
  max,
  goal: { precision, confidence, metrics: listOf(metrics) },
});

export function checkReplications(written: Written, path: TreePath, scope: Scope): void {
  if (typeof written === 'number') return;
  const { min, max } = written;
  if (min > max) {
    const isGiven = scope.review.has([...path, 'max']);
    scope.review.report([...path, isGiven ? 'max' : 'min'], messages.minAboveMax(min, max));
  }
  if (typeof written.metrics === 'string') metricNamed(written.metrics, [...path, 'metrics'], scope);
  else
    for (const [index, metric] of written.metrics?.entries() ?? [])
      metricNamed(metric, [...path, 'metrics', index], scope);
}

const listOf = (written: string | readonly string[] | null): readonly string[] | null =>
  typeof written === 'string' ? [written] : written;
