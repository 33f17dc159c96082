import { replicatedMeasure } from './replicated-measures.ts';
import type { PrecisionGoal } from './replication-plan.ts';
import type { FinishedRun, RunOutcome } from './run-outcome.ts';

/** How well the watched measures are known after some replications. Plain data. */
export interface PrecisionReached {
  readonly goal: PrecisionGoal;
  /** Of every measure. */
  readonly reached: boolean;
  readonly measures: readonly MeasurePrecision[];
}

export interface MeasurePrecision {
  readonly name: string;
  /** Null when no replication has a value: then there is nothing to know, and nobody waits for it. */
  readonly mean: number | null;
  /** Half the width of the mean's Student t interval at the goal's confidence; null with fewer than two values. */
  readonly halfWidth: number | null;
  /** With the goal's confidence the mean is off by at most this share of the true one; null where there is no such bound. */
  readonly relativeError: number | null;
  readonly reached: boolean;
}

/**
 * Whether the replications suffice: the sequential procedure of Law, *Simulation Modeling and Analysis*, 5th ed., section 9.4.1. To be
 * asked after each replication in order. A run that broke ends it, for no figure of the variant can be trusted any more.
 */
export function isEnough(goal: PrecisionGoal, outcomes: readonly RunOutcome[]): boolean {
  const runs = outcomes.filter((outcome) => outcome.kind === 'finished');
  return runs.length < outcomes.length || precisionOf(runs, goal).reached;
}

export function precisionOf(runs: readonly FinishedRun[], goal: PrecisionGoal): PrecisionReached {
  const measures = goal.metrics.map((name): MeasurePrecision => {
    const { mean, halfWidth, values } = replicatedMeasure(runs, name, goal.confidence);
    const relativeError = relativeErrorOf(mean, halfWidth);
    const isKnown = relativeError !== null && relativeError <= goal.precision;
    return { name, mean, halfWidth, relativeError, reached: values === 0 || isKnown };
  });
  return { goal, reached: measures.every(({ reached }) => reached), measures };
}

/**
 * The half-width is known relative to the estimated mean, the error is wanted relative to the true one: if half-width ÷ |mean| ≤
 * γ ÷ (1 + γ), then |mean − true| ≤ γ |true| wherever the interval covers. Solved for γ.
 */
function relativeErrorOf(mean: number | null, halfWidth: number | null): number | null {
  if (mean === null || halfWidth === null) return null;
  if (halfWidth === 0) return 0;
  const rest = Math.abs(mean) - halfWidth;
  return rest > 0 ? halfWidth / rest : null;
}
