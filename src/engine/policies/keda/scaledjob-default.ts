import { noPending, type ScaledJobParameters, scaledJob } from './scaledjob.ts';

/**
 * effective = s − r, at most q: as many Jobs as the queue needs, less those that have not ended. Right for a queue that shows
 * what it has given out (`queueMetric: queued+running`). The frame is that of `scaledJob`.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_jobs.go, `defaultScalingStrategy`. Behaves badly with a queue that hides
 * what runs: with 5 Jobs at work and 3 tasks waiting effective is −2, and the 3 wait until the work is done (keda#1222); and where
 * the Jobs cannot be listed they count as none, so that the whole batch is made again.
 */
export const kedaScaledJobDefault = scaledJob<ScaledJobParameters>({
  name: 'keda-scaledjob-default',
  summary: 'KEDA ScaledJob, strategy default: Jobs for the queue less those that have not ended.',
  queueMetric: 'queued+running',
  parameters: [],
  allow: ({ maxScale, running, scaleTo }) => ({ effective: maxScale - running, to: scaleTo }),
  pendingJobs: noPending,
});
