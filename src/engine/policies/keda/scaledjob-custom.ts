import { noPending, type ScaledJobParameters, scaledJob } from './scaledjob.ts';

export interface CustomParameters extends ScaledJobParameters {
  /** Jobs. */
  readonly queueLengthDeduction: number;
  /** A share of r, as KEDA's "percentage" is; -1 = not given. */
  readonly runningJobPercentage: number;
}

/**
 * effective = min(s − deduction − trunc(r · share), M), at most q. Without a share it is `keda-scaledjob-default`, deduction and all
 * ignored. The frame is that of `scaledJob`.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_jobs.go, `customScalingStrategy` (`customScalingQueueLengthDeduction`,
 * `customScalingRunningJobPercentage`, a text of which nothing can be read being "not given"). Behaves badly at the limit: M is
 * not lowered by what runs, so that with max 50, 40 Jobs at work, 100 tasks and a share of 0.5 another 30 are made, 70 in all.
 */
export const kedaScaledJobCustom = scaledJob<CustomParameters>({
  name: 'keda-scaledjob-custom',
  summary: 'KEDA ScaledJob, strategy custom: Jobs for the queue less a fixed number and a share of those at work.',
  queueMetric: 'queued+running',
  parameters: [
    {
      name: 'queueLengthDeduction',
      kind: 'count',
      default: 0,
      min: -100_000,
      max: 100_000,
      summary: 'Jobs that are not made although the queue asks for them; below 0 so many more.',
    },
    {
      name: 'runningJobPercentage',
      kind: 'number',
      default: -1,
      min: -1,
      max: 100,
      summary:
        'Share of the Jobs at work that is taken off, 1 being all; -1 = not given, then it is the strategy default.',
    },
  ],
  allow({ maxScale, running, most, scaleTo }, { queueLengthDeduction, runningJobPercentage }) {
    if (runningJobPercentage < 0) return { effective: maxScale - running, to: scaleTo };
    const left = maxScale - queueLengthDeduction - Math.trunc(running * runningJobPercentage);
    return { effective: Math.min(left, most), to: scaleTo };
  },
  pendingJobs: noPending,
});
