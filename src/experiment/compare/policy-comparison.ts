import type { LawName } from '../../engine/laws/law-catalogue.ts';
import type { ChartData } from '../../measure/chart-data.ts';
import type { PairedDifference } from '../../measure/paired-difference.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import type { ScenarioBrief } from '../brief.ts';
import type { IntervalKind } from './plan-comparison.ts';

/** One variant of a scenario under several policies: what tables, pages and `--json` are made of. Plain data. */
export interface PolicyComparison {
  readonly file: string;
  readonly scenario: string;
  readonly about: string;
  readonly variant: string;
  readonly seed: string;
  /** Replications of which every policy was run. */
  readonly replications: number;
  /** Null unless somebody stopped it: what is here is of `runs`, and some policies may have fewer than others, or none. */
  readonly interrupted: Interrupted | null;
  /** Null unless a precision decided how many there are. */
  readonly precision: {
    readonly wanted: number;
    readonly of: 'differences' | 'means';
    readonly reached: boolean;
  } | null;
  readonly confidence: number;
  readonly interval: IntervalKind;
  readonly baseline: string;
  readonly wait: MetricName;
  readonly cost: MetricName;
  /** Wait and cost first. */
  readonly measures: readonly MetricName[];
  /** Differences that Holm's adjustment took together. */
  readonly tests: number;
  /** In the order asked for. */
  readonly policies: readonly PolicyResult[];
}

export interface Interrupted {
  /** Runs that ended, of all policies. */
  readonly runs: number;
  /** Null where a precision was to decide how many there are. */
  readonly planned: number | null;
}

export interface PolicyResult {
  readonly label: string;
  readonly isBaseline: boolean;
  readonly isOwn: boolean;
  /** As it ran; null where no run finished. */
  readonly brief: ScenarioBrief | null;
  /** Finished runs. */
  readonly runs: number;
  /** Runs that could not go on, by a mistake of the program or of the user's policy, with the first one's words. */
  readonly crashed: { readonly runs: number; readonly message: string } | null;
  readonly measures: Readonly<Partial<Record<MetricName, MeasuredDifference>>>;
  /** 1 = least wait; those of equal rank tie. Null without a value. */
  readonly rank: number | null;
  /** No other policy has both less wait and no more cost, or less cost and no more wait, on average. */
  readonly isOnFront: boolean;
  /** Means of what the policy decided, and what came of it. */
  readonly decisions: Readonly<Record<DecisionMeasure, number | null>>;
  /** Waits known only as at least so long, of all runs: where there are any, the figures of waits are lower bounds. */
  readonly censored: number;
  /** Those of `measures` that are lower bounds, with the number of values, of all runs, that are known only as at least so much. */
  readonly cutOff: Readonly<Partial<Record<MetricName, number>>>;
  readonly breaches: readonly BrokenLaw[];
  /** What no policy can do without that lets no task wait longer; null where nobody worked it out. */
  readonly bound: PolicyBound | null;
  /** Of the first replication; null unless they were asked for. */
  readonly charts: ChartData | null;
}

/** Means over the replications (docs/clairvoyant-bound.md). */
export interface PolicyBound {
  readonly podHours: number;
  /** Pod-hours of the policy ÷ those of the bound. */
  readonly ratio: number;
  /** Half the width of its Student t interval; null for a single run. */
  readonly ratioHalfWidth: number | null;
  /** The ratio of each run, in order of replications. */
  readonly ratios: readonly number[];
  /** In the unit of the comparison's cost; null where pod-hours do not say it. */
  readonly cost: number | null;
}

export interface MeasuredDifference {
  readonly mean: number | null;
  /** Half the width of the mean's Student t interval. */
  readonly halfWidth: number | null;
  /** Replications that have a value. */
  readonly values: number;
  /** To the baseline; null for the baseline itself and with fewer than two pairs. */
  readonly difference: JudgedDifference | null;
}

export interface JudgedDifference extends PairedDifference {
  /** After Holm's adjustment over all differences of the table. */
  readonly pAdjusted: number;
  readonly isSignificant: boolean;
}

export interface BrokenLaw {
  readonly law: LawName;
  /** Runs in which it broke. */
  readonly runs: number;
  readonly first: { readonly replication: number; readonly at: number; readonly text: string };
}

export const DECISION_MEASURES = [
  'scale.ups',
  'scale.downs',
  'scale.directionChanges',
  'pods.mean',
  'scale.atMax',
  'scale.coldStarts',
  'tasks.killed',
] as const satisfies readonly MetricName[];
export type DecisionMeasure = (typeof DECISION_MEASURES)[number];
