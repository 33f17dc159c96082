import type { ParameterDescription } from '../policy.ts';
import type { Queried, Signals } from '../signals.ts';
import { type Demand, waitingTasks } from './demand.ts';

/** Whether a queue's metric hides what it has given out or still shows it. */
export type QueueMetric = 'queued' | 'queued+running';

/** The parameter `queueMetric`, for formulas that meet both sorts of queues; `usual` is the one that they fit. */
export const queueMetricParameter = (usual: QueueMetric): ParameterDescription => ({
  name: 'queueMetric',
  kind: 'choice',
  default: usual,
  choices: ['queued', 'queued+running'],
  summary: 'What the metric counts: the queue alone, or also the tasks that run.',
});

/** What the metric shows, in tasks; null = the query failed. */
export function queueLength(
  signals: Signals,
  { demand, queueMetric }: { readonly demand: Demand; readonly queueMetric: QueueMetric },
): Queried<number> {
  const queued = waitingTasks(signals, demand);
  return queued !== null && queueMetric === 'queued+running' ? queued + signals.tasks.running : queued;
}
