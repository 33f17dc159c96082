import type { Limit, Reason } from '../../note.ts';
import type { ParameterDescription, Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter } from '../demand.ts';
import { livePods } from '../live-pods.ts';
import { type QueueMetric, queueLength, queueMetricParameter } from '../queue-metric.ts';

/** What every ScaledJob has, whatever its strategy. */
export interface ScaledJobParameters {
  readonly demand: Demand;
  readonly queueMetric: QueueMetric;
  /** Tasks per Job; 0 = the slots of a pod. */
  readonly target: number;
  /** Tasks above which the trigger is active. */
  readonly activation: number;
  /** Jobs; 0 = the pool's max. */
  readonly maxReplicaCount: number;
}

/** What a strategy is asked, in Jobs: s, r, p, M and q of KEDA's `GetEffectiveMaxScale`. */
export interface Poll {
  /** s = ⌈min(queue / target, M)⌉ */
  readonly maxScale: number;
  /** r: Jobs that have not ended, without the minimum. */
  readonly running: number;
  /** p: those of them whose pod does not run yet. */
  readonly pending: number;
  /** M: the most Jobs beside the minimum. */
  readonly most: number;
  /** q = ⌈queue⌉ */
  readonly scaleTo: number;
}

/** `effective` may be negative; of the two the lesser is created. */
export interface Allowance {
  readonly effective: number;
  readonly to: number;
}

export interface ScaledJobStrategy<P> {
  readonly name: string;
  readonly summary: string;
  readonly queueMetric: QueueMetric;
  /** Beside those that every ScaledJob has. */
  readonly parameters: readonly ParameterDescription[];
  allow(poll: Poll, parameters: P): Allowance;
  /** p, of the Jobs that have not ended. */
  pendingJobs(signals: Signals, parameters: P): number;
}

/**
 * The frame of a KEDA ScaledJob: Jobs are made and never removed. Per poll, with Jobs J that have not ended:
 * MinRC = min(pool's min, max), M = max − min (or max, where min is above it); J < MinRC → make MinRC − J, and the queue is not
 * looked at in this poll; otherwise make n = min(to, max(0, effective)) of the strategy if the trigger is active, which it always
 * is where MinRC > 0. A failed query leaves the trigger inactive with a queue of 0; a failed list of the Jobs counts as none.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_jobs.go, pkg/scaling/scaledjob/metrics.go,
 * apis/keda/v1alpha1/scaledjob_types.go. A Job is a pod here: a failed pod is not started again by its Job. The first poll comes one period
 * after the start, not at once. One trigger, so no `multipleScalersCalculation`. The answer is pods + n: a pool gets lower when
 * its agents end (`agent.maxTasks: 1`), so `victims` has nothing to choose.
 */
export function scaledJob<P extends ScaledJobParameters>(strategy: ScaledJobStrategy<P>): Policy<P, null> {
  return {
    name: strategy.name,
    summary: strategy.summary,
    parameters: [...frameParameters(strategy.queueMetric), ...strategy.parameters],
    nativePeriodMs: 30_000,
    origin: { source: 'kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_jobs.go', actuation: 'one-task-pods' },
    promises: () => ({ economy: false, responsive: false }),
    initialMemory: () => null,
    decide(signals, memory, parameters) {
      const { create, reason } = poll(signals, parameters, strategy);
      return { decision: { kind: 'scale-to', pods: signals.pods.count + create, reason }, memory };
    },
  };
}

const frameParameters = (queueMetric: QueueMetric): readonly ParameterDescription[] => [
  demandParameter('raw'),
  queueMetricParameter(queueMetric),
  { name: 'target', kind: 'number', default: 0, min: 0, summary: 'Tasks per Job; 0 = the slots of a pod.' },
  {
    name: 'activation',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'The trigger is active with more tasks than this; otherwise nothing is made, unless the pool has a min.',
  },
  {
    name: 'maxReplicaCount',
    kind: 'count',
    default: 0,
    summary: "KEDA's own limit in Jobs; 0 = the pool's max. Below it, the pool shows what goes beyond.",
  },
];

/** `default`, `custom`: pods that do not run yet are not told apart. */
export const noPending = (): number => 0;

function poll<P extends ScaledJobParameters>(
  signals: Signals,
  parameters: P,
  strategy: ScaledJobStrategy<P>,
): { readonly create: number; readonly reason: Reason } {
  const max = parameters.maxReplicaCount > 0 ? parameters.maxReplicaCount : signals.max;
  const min = Math.min(signals.min, max);
  const most = signals.min > max ? max : max - signals.min;
  const jobs = signals.podsStale ? 0 : livePods(signals);
  const queue = queueLength(signals, parameters);
  const figures = { queue, jobs, pods: signals.pods.count };
  const lost = signals.podsStale ? ' (the list of Jobs failed, which counts as none)' : '';
  if (jobs < min) {
    const text = `${jobs} Jobs${lost} are fewer than the ${min} that always run: the queue is not looked at`;
    return { create: min - jobs, reason: { rule: 'min-first', text, figures, limitedBy: 'min' } };
  }
  if (queue === null && min === 0) {
    return nothing('unavailable', 'the trigger failed, so nothing is active', figures);
  }
  const length = queue ?? 0;
  if (length <= parameters.activation && min === 0) {
    return nothing('inactive', `${length} tasks do not activate the trigger`, figures);
  }
  const target = parameters.target > 0 ? parameters.target : signals.slotsPerPod;
  const pending = signals.podsStale ? 0 : strategy.pendingJobs(signals, parameters);
  const asked = {
    maxScale: Math.ceil(Math.min(length / target, most)),
    running: jobs - min,
    pending,
    most,
    scaleTo: Math.ceil(length),
  };
  const { effective, to } = strategy.allow(asked, parameters);
  const create = Math.min(to, Math.max(0, effective));
  const limitedBy: Limit | null = length / target > most ? 'max' : null;
  const beside = pending > 0 ? `, ${pending} of them not started` : '';
  const text = `${length} tasks and ${jobs} Jobs${beside}${lost}: ${create === 0 ? 'none is made' : `${create} more`}`;
  return {
    create,
    reason: {
      rule: create > 0 ? 'make-jobs' : 'enough-jobs',
      text,
      figures: { ...figures, pending, maxScale: asked.maxScale, effective, most },
      limitedBy,
    },
  };
}

const nothing = (rule: string, text: string, figures: Reason['figures']): { create: number; reason: Reason } => ({
  create: 0,
  reason: { rule, text, figures, limitedBy: null },
});
