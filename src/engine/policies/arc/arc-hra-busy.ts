import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter } from '../demand.ts';
import { UNAVAILABLE } from '../platform-reasons.ts';
import { jobs } from './arc-hra-queue.ts';
import {
  initialRunnerAutoscaler,
  RUNNER_AUTOSCALER_PARAMETERS,
  type RunnerAutoscalerMemory,
  type RunnerAutoscalerParameters,
  replicasOf,
  runnerDecision,
  type Suggestion,
  unchanged,
} from './runner-autoscaler.ts';

export interface ArcHraBusyParameters extends RunnerAutoscalerParameters {
  readonly demand: Demand;
  readonly scaleUpThreshold: number;
  readonly scaleDownThreshold: number;
  readonly scaleUpFactor: number;
  readonly scaleDownFactor: number;
  readonly scaleUpAdjustment: number;
  readonly scaleDownAdjustment: number;
  readonly thenCountJobs: boolean;
}

/**
 * f = busy pods / replicas. f ≥ scaleUpThreshold: + scaleUpAdjustment, or ⌈replicas · scaleUpFactor⌉ · f < scaleDownThreshold:
 * − scaleDownAdjustment, or replicas · scaleDownFactor toward zero · else (and with 0/0, which is not a number) as it is.
 * Then reservations, min, max and the delay of `runnerDecision`. A failed list of pods leaves the replicas as they are.
 *
 * Source: actions/actions-runner-controller @ 2ee6b3b8, controllers/actions.summerwind.net/autoscaling.go, PercentageRunnersBusy.
 * Ours: a pod is busy when a task runs in any of its slots. Runners that could not be unregistered and are terminating are not
 * counted, since victims here are chosen idle.
 * Behaves badly from 0, which it never leaves; in bursts, by 30 % a minute (1 → 45 in eleven); and with webhooks, whose
 * reservations are added to pods that are busy with the same tasks.
 */
export const arcHraBusy: Policy<ArcHraBusyParameters, RunnerAutoscalerMemory> = {
  name: 'arc-hra-busy',
  summary: "GitHub's older runner autoscaler by busy share: 30 % more from 80 % busy, 30 % fewer below 30 %.",
  parameters: [
    {
      name: 'scaleUpThreshold',
      kind: 'ratio',
      default: 0.8,
      summary: 'Share of busy pods from which the pool grows.',
    },
    { name: 'scaleDownThreshold', kind: 'ratio', default: 0.3, summary: 'Share of busy pods below which it shrinks.' },
    { name: 'scaleUpFactor', kind: 'number', default: 1.3, min: 1, summary: 'Growth, rounded up.' },
    { name: 'scaleDownFactor', kind: 'ratio', default: 0.7, summary: 'Shrinking, rounded down.' },
    { name: 'scaleUpAdjustment', kind: 'count', default: 0, summary: 'Above 0: pods to add, instead of the factor.' },
    {
      name: 'scaleDownAdjustment',
      kind: 'count',
      default: 0,
      summary: 'Above 0: pods to remove, instead of the factor.',
    },
    {
      name: 'thenCountJobs',
      kind: 'boolean',
      default: false,
      summary: 'A second metric, as of `arc-hra-queue`, where this one asks for none.',
    },
    demandParameter('raw'),
    ...RUNNER_AUTOSCALER_PARAMETERS,
  ],
  nativePeriodMs: 60_000,
  origin: {
    source: 'actions/actions-runner-controller @ 2ee6b3b8, controllers/actions.summerwind.net/autoscaling.go',
    actuation: 'busy-aware',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: initialRunnerAutoscaler,
  decide(signals, memory, parameters) {
    if (signals.podsStale) {
      const reason = { rule: 'pods-unknown', text: 'the list of pods failed' };
      return { decision: unchanged(signals, memory, reason), memory };
    }
    const byShare = busyShare(signals, replicasOf(signals, memory), parameters);
    const isNext = parameters.thenCountJobs && (byShare.replicas as number) <= 0;
    const suggestion = isNext ? jobs(signals, parameters.demand) : byShare;
    if (suggestion === null) {
      return { decision: unchanged(signals, memory, { rule: 'unavailable', text: UNAVAILABLE }), memory };
    }
    return { decision: runnerDecision(signals, memory, suggestion, parameters), memory };
  },
};

function busyShare(signals: Signals, before: number, parameters: ArcHraBusyParameters): Suggestion {
  const busy = signals.pods.withRunningTask;
  const share = busy / before;
  const figures = { busy, share: Number.isFinite(share) ? share : null };
  const seen = `${busy} of ${before} pods are busy`;
  if (share >= parameters.scaleUpThreshold) {
    const { scaleUpAdjustment: step, scaleUpFactor: factor } = parameters;
    return {
      replicas: step > 0 ? before + step : Math.ceil(before * factor),
      rule: 'busy',
      text: `${seen}: more`,
      figures,
    };
  }
  if (share < parameters.scaleDownThreshold) {
    const { scaleDownAdjustment: step, scaleDownFactor: factor } = parameters;
    return {
      replicas: step > 0 ? before - step : Math.trunc(before * factor),
      rule: 'idle',
      text: `${seen}: fewer`,
      figures,
    };
  }
  return { replicas: before, rule: 'in-between', text: `${seen}: as many`, figures };
}
