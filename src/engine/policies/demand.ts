import type { ParameterDescription } from '../policy.ts';
import type { Queried, Signals } from '../signals.ts';

/**
 * Which waiting tasks a formula sees. `raw`: all pending ones. `runnable`: only those that nothing of their own workspace blocks; more
 * pods cannot help the others. `with-waiting`: also those that are not even pending yet, behind an earlier one of their workspace: a
 * queue that knows nothing of workspaces.
 */
export type Demand = 'raw' | 'runnable' | 'with-waiting';

/** The parameter `demand`; its default is what the original sees. */
export const demandParameter = (upstream: Demand): ParameterDescription => ({
  name: 'demand',
  kind: 'choice',
  default: upstream,
  choices: ['raw', 'runnable', 'with-waiting'],
  summary:
    'Count all pending tasks, only those that their own workspace does not block, or also those that wait behind another of their workspace.',
});

/** Waiting tasks; null = the query failed. */
export function waitingTasks({ tasks }: Signals, demand: Demand): Queried<number> {
  if (demand === 'runnable') return tasks.unblocked;
  if (demand === 'raw' || tasks.pending === null) return tasks.pending;
  return tasks.pending + tasks.waiting;
}
