import type { ParameterDescription } from '../policy.ts';
import type { Queried, Signals } from '../signals.ts';

/**
 * Which waiting tasks a formula sees. `raw`: all of the queue, as the API of a queue counts it. `runnable`: only those that nothing of
 * their own workspace blocks; more pods cannot help the others.
 */
export type Demand = 'raw' | 'runnable';

/** The parameter `demand`; its default is what the original sees. */
export const demandParameter = (upstream: Demand): ParameterDescription => ({
  name: 'demand',
  kind: 'choice',
  default: upstream,
  choices: ['raw', 'runnable'],
  summary: 'Count all waiting tasks, or only those that their own workspace does not block.',
});

/** Waiting tasks; null = the query failed. */
export const waitingTasks = (signals: Signals, demand: Demand): Queried<number> =>
  demand === 'raw' ? signals.tasks.pending : signals.tasks.unblocked;
