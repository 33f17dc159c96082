import { PENDING_POD_CONDITIONS, type PendingJobParameters, pendingJobs } from './pending-jobs.ts';
import { type ScaledJobParameters, scaledJob } from './scaledjob.ts';

export type EagerParameters = ScaledJobParameters & PendingJobParameters;

/**
 * effective = min(M − r − p, s), at most M: the queue, as far as there is room. Jobs that have not started are among r, so that
 * p is taken off the room twice, and not at all off the queue. The frame is that of `scaledJob`.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_jobs.go, `eagerScalingStrategy`. Behaves badly while pods start: their tasks
 * are still in the queue, so each poll makes a Job for them again until the room is used up (keda#6416).
 */
export const kedaScaledJobEager = scaledJob<EagerParameters>({
  name: 'keda-scaledjob-eager',
  summary: 'KEDA ScaledJob, strategy eager: at each poll Jobs for the whole queue, as far as there is room.',
  queueMetric: 'queued',
  parameters: [PENDING_POD_CONDITIONS],
  allow: ({ maxScale, running, pending, most }) => ({
    effective: Math.min(most - running - pending, maxScale),
    to: most,
  }),
  pendingJobs,
});
