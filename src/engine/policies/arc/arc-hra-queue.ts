import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { UNAVAILABLE } from '../platform-reasons.ts';
import {
  initialRunnerAutoscaler,
  RUNNER_AUTOSCALER_PARAMETERS,
  type RunnerAutoscalerMemory,
  type RunnerAutoscalerParameters,
  runnerDecision,
  type Suggestion,
  unchanged,
} from './runner-autoscaler.ts';

export interface ArcHraQueueParameters extends RunnerAutoscalerParameters {
  readonly demand: Demand;
  readonly countJobs: boolean;
}

/**
 * suggestion = queued + in-progress tasks, ⌈ / N⌉ pods; then reservations, min, max and the delay of `runnerDecision`.
 * A failed query leaves the replicas as they are.
 *
 * Source: actions/actions-runner-controller @ 2ee6b3b8, controllers/actions.summerwind.net/autoscaling.go,
 * TotalNumberOfQueuedAndInProgressWorkflowRuns. Ours: no labels and no scheduled overrides of min.
 * Behaves badly after a peak, which stays for ten minutes and then goes in one step; with webhooks alone (`countJobs: false`) when
 * reservations expire before the tasks that they were made for end, or their ends take away others'.
 */
export const arcHraQueue: Policy<ArcHraQueueParameters, RunnerAutoscalerMemory> = {
  name: 'arc-hra-queue',
  summary: "GitHub's older runner autoscaler by jobs: one pod per queued or running task, kept for ten minutes.",
  parameters: [
    demandParameter('raw'),
    { name: 'countJobs', kind: 'boolean', default: true, summary: 'Off: no metric, webhooks alone.' },
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
    const suggestion = parameters.countJobs ? jobs(signals, parameters.demand) : NO_METRIC;
    if (suggestion === null) {
      return { decision: unchanged(signals, memory, { rule: 'unavailable', text: UNAVAILABLE }), memory };
    }
    return { decision: runnerDecision(signals, memory, suggestion, parameters), memory };
  },
};

const NO_METRIC: Suggestion = { replicas: null, rule: 'webhook', text: 'no metric: min', figures: {} };

/** Also the second metric of `arc-hra-busy`. */
export function jobs(signals: Signals, demand: Demand): Suggestion | null {
  const queued = waitingTasks(signals, demand);
  if (queued === null) return null;
  const { running } = signals.tasks;
  const replicas = Math.ceil((queued + running) / signals.slotsPerPod);
  const text = `${queued} queued and ${running} running tasks need ${replicas} pods`;
  return { replicas, rule: 'jobs', text, figures: { queued, running } };
}
