import type { Queried, Signals } from '../signals.ts';
import { type Demand, waitingTasks } from './demand.ts';

/**
 * Tasks that hold a slot or want one: running, waiting for a person in a reserved slot, and waiting for a slot. What the offered load is
 * to a queue of one kind of server. Null = the query failed.
 */
export function slotDemand(signals: Signals, demand: Demand = 'runnable'): Queried<number> {
  const waiting = waitingTasks(signals, demand);
  return waiting === null ? null : signals.tasks.running + signals.tasks.applyPending + waiting;
}
