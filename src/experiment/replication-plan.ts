import type { Expectation } from '../scenario/expectation.ts';
import type { MetricName } from '../scenario/metric-catalogue.ts';
import { type Replications, replicationsTo } from '../scenario/replications.ts';

/** How many replications of a variant are run. Without a goal `min` = `max`. */
export interface ReplicationPlan {
  readonly min: number;
  readonly max: number;
  readonly goal: PrecisionGoal | null;
}

/** Between `min` and `max` replications are added until the mean of every measure is known this well. */
export interface PrecisionGoal {
  /** Largest relative error of a mean. */
  readonly precision: number;
  /** Of each interval by itself. */
  readonly confidence: number;
  readonly metrics: readonly string[];
}

/** What the command line says of it; null = nothing. */
export interface ReplicationChoice {
  readonly replications: number | null;
  readonly precision: number | null;
  readonly maxReplications: number | null;
}

export const fixedReplications = (count: number): ReplicationPlan => ({ min: count, max: count, goal: null });

/** The choice goes before the file. A precision chosen for a file that names none takes the language's other defaults. */
export function planReplications(
  written: Replications,
  choice: ReplicationChoice,
  expectations: readonly Expectation[],
): ReplicationPlan {
  if (choice.replications !== null) return fixedReplications(choice.replications);
  const precision = choice.precision ?? written.goal?.precision ?? null;
  if (precision === null) return fixedReplications(written.max);
  const { min, max, goal } = written.goal === null ? replicationsTo(precision) : { ...written, goal: written.goal };
  const most = choice.maxReplications ?? max;
  return {
    min: Math.min(min, most),
    max: most,
    goal: { precision, confidence: goal.confidence, metrics: goal.metrics ?? watchedMetrics(expectations) },
  };
}

/** What the file asks of measures, and the two headline figures. */
function watchedMetrics(expectations: readonly Expectation[]): readonly string[] {
  const asked = expectations.flatMap(({ form }) =>
    form.kind === 'metric' ? form.conditions.map(({ metric }) => metric) : [],
  );
  return [...new Set([...asked, ...HEADLINES])];
}

const HEADLINES: readonly MetricName[] = ['wait.mean', 'utilization.mean'];
