import { PENDING_POD_CONDITIONS, type PendingJobParameters, pendingJobs } from './pending-jobs.ts';
import { type ScaledJobParameters, scaledJob } from './scaledjob.ts';

export interface AccurateParameters extends ScaledJobParameters, PendingJobParameters {
  readonly atMax: 'current' | 'before-7417';
}

/**
 * s + r − p > M → effective = M − r, otherwise s − p; at most q. For a queue that hides what it has given out: each task in it wants
 * a Job, and those that have not started are on their way to one. The frame is that of `scaledJob`.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_jobs.go, `accurateScalingStrategy`. Before keda#7417 (`atMax:
 * before-7417`) the test was s + r > M, so that near the limit the Jobs that had not started were made again (keda#7329). Behaves
 * badly with a queue that shows what runs: it makes a Job for every task that already has one; and while pods run whose agent is
 * not connected yet it takes their tasks for new ones, unless `pendingPodConditions: ready`.
 */
export const kedaScaledJobAccurate = scaledJob<AccurateParameters>({
  name: 'keda-scaledjob-accurate',
  summary:
    'KEDA ScaledJob, strategy accurate: Jobs for a queue that hides what runs, less those that have not started.',
  queueMetric: 'queued',
  parameters: [
    PENDING_POD_CONDITIONS,
    {
      name: 'atMax',
      kind: 'choice',
      default: 'current',
      choices: ['current', 'before-7417'],
      summary: 'Whether Jobs that have not started are looked at near the limit, as they are since keda#7417.',
    },
  ],
  allow({ maxScale, running, pending, most, scaleTo }, { atMax }) {
    const known = atMax === 'current' ? pending : 0;
    const isFull = maxScale + running - known > most;
    return { effective: isFull ? most - running : maxScale - pending, to: scaleTo };
  },
  pendingJobs,
});
