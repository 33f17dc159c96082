import type { ParameterDescription } from '../../policy.ts';
import type { Signals } from '../../signals.ts';

/** What `accurate` and `eager` take for a Job that has not started. */
export interface PendingJobParameters {
  readonly pendingPodConditions: 'none' | 'ready';
}

export const PENDING_POD_CONDITIONS: ParameterDescription = {
  name: 'pendingPodConditions',
  kind: 'choice',
  default: 'none',
  choices: ['none', 'ready'],
  summary: 'A Job is pending until its pod runs (none), or until its agent is connected (ready).',
};

/**
 * KEDA @ 8b4f083ca, scale_jobs.go `getPendingJobCount`: no pod of the Job is running, or, with `pendingPodConditions`, none has all of
 * the listed conditions. The one that matters for agents is `Ready`, here: the agent is connected.
 */
export function pendingJobs({ pods }: Signals, { pendingPodConditions }: PendingJobParameters): number {
  const unstarted = pods.requested + pods.pending;
  return pendingPodConditions === 'ready' ? unstarted + Math.max(0, pods.running - pods.connected) : unstarted;
}
