import { type DecisionAgreement, decisionAgreement } from '../measure/decision-agreement.ts';
import { type SampleDistance, sampleDistance } from '../measure/kolmogorov-smirnov.ts';
import { mean } from '../measure/statistics.ts';
import { rowsOf } from '../measure/task-table.ts';
import { measuredEnd } from '../scenario/compiled.ts';
import { METRIC_NAMES, METRICS, type MetricDescription, type MetricName } from '../scenario/metric-catalogue.ts';
import type { FinishedRun } from './run-outcome.ts';

/** The measures that verify judges by. */
export const JUDGED: readonly MetricName[] = ['wait.p95', 'utilization.mean'];

/** How far the simulation of a scenario is from the same scenario on a cluster. Plain data. */
export interface Verification {
  readonly file: string;
  readonly scenario: string;
  readonly variant: string;
  readonly seed: string;
  readonly replications: number;
  /** Where the real runs were made, in words. */
  readonly world: string;
  readonly timeScale: number;
  /** Allowed difference ÷ real value, 0–1. */
  readonly tolerance: number;
  /** Differences of times up to this are below what a harness on a real clock can tell: 50 ms of wall time. Scenario ms. */
  readonly resolutionMs: number;
  /** What of the scenario was changed for the simulation by calibration; empty = nothing. */
  readonly calibrated: boolean;
  readonly measures: readonly MeasureAgreement[];
  readonly samples: readonly SampleAgreement[];
  /** Of the first replication. */
  readonly decisions: DecisionAgreement;
  readonly isWithin: boolean;
}

export interface MeasureAgreement {
  readonly name: MetricName;
  readonly unit: MetricDescription['unit'];
  /** Means over the replications; null = the measure has no value there. */
  readonly simulated: number | null;
  readonly real: number | null;
  /** Simulated − real. */
  readonly difference: number | null;
  /** Difference ÷ real. */
  readonly relative: number | null;
  /** Null unless the verdict depends on it. */
  readonly isWithin: boolean | null;
  /** Why the two need not be alike; null = they should be. */
  readonly caveat: string | null;
}

export interface SampleAgreement extends SampleDistance {
  readonly name: string;
  readonly means: readonly [simulated: number | null, real: number | null];
}

/** Compares replications of both worlds; they were run with `charts`, `tasks` and `delays`. */
export function verify(
  subject: Omit<Verification, 'measures' | 'samples' | 'decisions' | 'isWithin' | 'replications'>,
  simulated: readonly FinishedRun[],
  real: readonly FinishedRun[],
): Verification {
  const measures = METRIC_NAMES.map((name) => agreementOf(name, simulated, real, subject)).filter(
    ({ simulated: one, real: other }) => one !== null || other !== null,
  );
  const judged = measures.filter(({ isWithin }) => isWithin !== null);
  return {
    ...subject,
    replications: real.length,
    measures,
    samples: SAMPLES.map(({ name, of }) => {
      const [first, second] = [simulated.flatMap(of), real.flatMap(of)];
      return { name, ...sampleDistance(first, second), means: [mean(first), mean(second)] };
    }),
    decisions: decisionAgreement(simulated[0]?.charts?.decisions ?? [], real[0]?.charts?.decisions ?? []),
    isWithin: judged.every(({ isWithin }) => isWithin),
  };
}

function agreementOf(
  name: MetricName,
  simulatedRuns: readonly FinishedRun[],
  realRuns: readonly FinishedRun[],
  { tolerance, resolutionMs }: Pick<Verification, 'tolerance' | 'resolutionMs'>,
): MeasureAgreement {
  const { unit } = METRICS[name];
  const [simulated, real] = [meanOf(name, simulatedRuns), meanOf(name, realRuns)];
  const difference = simulated === null || real === null ? null : simulated - real;
  const relative =
    difference === null ? null : difference === 0 ? 0 : real === 0 ? null : difference / (real as number);
  const isClose =
    simulated === real ||
    (relative !== null && Math.abs(relative) <= tolerance) ||
    (unit === 'ms' && difference !== null && Math.abs(difference) <= resolutionMs);
  const isWithin = JUDGED.includes(name) ? isClose : null;
  return { name, unit, simulated, real, difference, relative, isWithin, caveat: CAVEATS[name] ?? null };
}

/** Over the replications in which it has a value. */
const meanOf = (name: MetricName, runs: readonly FinishedRun[]): number | null =>
  mean(runs.map(({ metrics }) => metrics.overall[name]).filter((value) => value !== null));

const SAMPLES: readonly { readonly name: string; readonly of: (run: FinishedRun) => readonly number[] }[] = [
  { name: 'waits', of: waitsOf },
  {
    name: 'pods: creation to running',
    of: ({ delays }) =>
      (delays?.pods ?? []).flatMap(({ askedAt, runningAt }) => (runningAt === null ? [] : [runningAt - askedAt])),
  },
  {
    name: 'pods: running to connected',
    of: ({ delays }) =>
      (delays?.pods ?? []).flatMap(({ runningAt, connectedAt }) =>
        runningAt === null || connectedAt === null ? [] : [Math.max(0, connectedAt - runningAt)],
      ),
  },
];

/** Of tasks that were submitted in the measured time and began. */
function waitsOf({ tasks, brief }: FinishedRun): readonly number[] {
  if (tasks === null) return [];
  const until = measuredEnd(brief);
  return tasks.blocks
    .flatMap((block) => rowsOf(tasks, block))
    .filter((row) => row.startedAt !== null && row.submittedAt >= brief.warmupMs && row.submittedAt < until)
    .map(({ waitMs }) => waitMs);
}

const NODES = 'nodes are modelled in the simulation; a cluster has its own';
const CAVEATS: Readonly<Partial<Record<MetricName, string>>> = {
  'nodes.mean': NODES,
  'nodes.max': NODES,
  'nodes.hours': NODES,
  'nodes.cost': NODES,
  'pods.unschedulableHours': NODES,
  'dispatch.failures': 'counts attempts, and every wake-up of a real clock may be one more',
  'dispatch.blindSends': 'depends on the order of messages within milliseconds',
  'little.error': 'is near 0 in both; its ratio says nothing',
  'elasticity.jitter': 'counts single turns of the scale',
};
