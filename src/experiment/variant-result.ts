import { checksOf } from './checks.ts';
import type { PlannedVariant } from './plan-suite.ts';
import { type PrecisionReached, precisionOf } from './precision.ts';
import { type ReplicatedMeasure, replicatedMeasures } from './replicated-measures.ts';
import type { FinishedRun, RunOutcome } from './run-outcome.ts';
import { judge, type Verdict } from './verdict.ts';

/** A variant with what became of its replications: what reports and verdict lines are made of. Plain data. */
export interface VariantResult {
  readonly planned: PlannedVariant;
  /** In order of replication; fewer than needed when the suite was stopped. */
  readonly outcomes: readonly RunOutcome[];
  /** The finished ones among them. */
  readonly runs: readonly FinishedRun[];
  /** Means over the finished runs, with 95 % intervals; none without a finished run. */
  readonly measures: readonly ReplicatedMeasure[];
  /** Null unless a precision decides how many replications are run. */
  readonly precision: PrecisionReached | null;
  readonly verdict: Verdict;
}

export function variantResult(planned: PlannedVariant, outcomes: readonly RunOutcome[]): VariantResult {
  const { goal } = planned.replications;
  const runs = outcomes.filter((outcome) => outcome.kind === 'finished');
  return {
    planned,
    outcomes,
    runs,
    measures: replicatedMeasures(runs),
    precision: goal === null ? null : precisionOf(runs, goal),
    verdict: judge(outcomes, checksOf(runs, planned.breaks)),
  };
}
