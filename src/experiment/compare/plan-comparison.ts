import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { choosePolicy } from '../../scenario/policy-choice.ts';
import type { Problem } from '../../scenario/problem.ts';
import type { PlannedVariant, SourceFile, SuiteChoice } from '../plan-suite.ts';
import { planSuite } from '../plan-suite.ts';
import { compileJob } from '../run-job.ts';
import { policiesIn } from '../user-policies.ts';

/** How policies are compared, for all scenarios alike. */
export interface ComparisonChoice {
  /** As written: `name`, `name:parameter=value,…` or `own`, the scenario's own policy. */
  readonly policies: readonly string[];
  readonly baseline: string;
  /** Shorter is better: ranks and the Pareto front are made by it. */
  readonly wait: MetricName;
  /** The other axis of the front; null = `cost` where the scenario knows a price, else `pods.hours`. */
  readonly cost: MetricName | null;
  /** Compared beside wait and cost. */
  readonly measures: readonly MetricName[];
  /** Of each interval, 0–1. */
  readonly confidence: number;
  readonly interval: IntervalKind;
  readonly replications: number;
  /** Null = `replications` are run. */
  readonly goal: DifferenceGoal | null;
}

/** Student's t, or a bootstrap (BCa). */
export type IntervalKind = 't' | 'bootstrap';

/** Between `replications` and `max` replications are added until wait and cost of every policy are known this well. */
export interface DifferenceGoal {
  /** Half an interval's width ÷ the larger of both means (of a difference), or ÷ the mean. */
  readonly precision: number;
  readonly of: 'differences' | 'means';
  readonly max: number;
}

/** One variant of a scenario under several policies. */
export interface PlannedComparison {
  readonly base: PlannedVariant;
  readonly contenders: readonly Contender[];
  /** Its place in `contenders`. */
  readonly baseline: number;
}

export interface Contender {
  /** What tables call it. */
  readonly label: string;
  /** The policy is the scenario's own, as its author wrote it. */
  readonly isOwn: boolean;
  readonly planned: PlannedVariant;
}

/** The word for the policy that the scenario itself names. */
export const OWN = 'own';

export interface ComparisonPlan {
  readonly comparisons: readonly PlannedComparison[];
  /** Mistakes of files, and of policies as they are written. */
  readonly problems: readonly Problem[];
  readonly elsewhere: readonly string[];
  readonly names: readonly string[];
}

/** What is left out, on the command line and by programs alike. */
export const COMPARISON_DEFAULTS: Omit<ComparisonChoice, 'policies'> = {
  baseline: OWN,
  wait: 'wait.p95',
  cost: null,
  measures: ['wait.mean', 'utilization.mean'],
  confidence: 0.95,
  interval: 't',
  replications: 10,
  goal: null,
};

/** Checks files and policies, and lists what is to be compared in order of files and variants. The baseline is always among
 * them. Inside `withPolicies` they may be the user's. */
export function planComparison(
  files: readonly SourceFile[],
  suite: SuiteChoice,
  choice: Pick<ComparisonChoice, 'policies' | 'baseline'>,
): ComparisonPlan {
  const problems = [
    ...choice.policies.flatMap((written) => mistakesOf(written, '--policies')),
    ...mistakesOf(choice.baseline, '--baseline'),
  ];
  const plan = planSuite(files, { ...suite, policy: null, laws: 'count' });
  problems.push(...plan.problems);
  const { variants, elsewhere, names } = plan;
  const comparisons = problems.length > 0 ? [] : variants.map((base) => comparisonOf(base, choice));
  return { comparisons, problems, elsewhere, names };
}

function mistakesOf(written: string, option: string): readonly Problem[] {
  if (written === OWN) return [];
  const chosen = choosePolicy(written, option, policiesIn(''));
  return 'problems' in chosen ? chosen.problems : [];
}

function comparisonOf(
  base: PlannedVariant,
  choice: Pick<ComparisonChoice, 'policies' | 'baseline'>,
): PlannedComparison {
  const own = ownPolicy(base);
  const isOwn = (written: string): boolean => written === OWN || written === own;
  const names = [...new Set([...choice.policies, choice.baseline].map((written) => (isOwn(written) ? OWN : written)))];
  const contenders = names.map(
    (written): Contender => ({
      label: written === OWN ? (own ?? OWN) : written,
      isOwn: written === OWN,
      planned: written === OWN ? base : { ...base, choice: { ...base.choice, policy: written } },
    }),
  );
  return { base, contenders, baseline: names.indexOf(isOwn(choice.baseline) ? OWN : choice.baseline) };
}

/** The name of the policy that all pools of the scenario have; null where they differ. */
function ownPolicy(planned: PlannedVariant): string | null {
  const names = new Set(
    compileJob({ planned, replication: 0 }).pools.map(({ config }) => config.autoscaler.policy.policy.name),
  );
  return names.size === 1 ? ([...names][0] ?? null) : null;
}
