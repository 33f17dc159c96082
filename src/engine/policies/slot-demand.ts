import type { Queried, Signals } from '../signals.ts';
import { type Demand, waitingTasks } from './demand.ts';

/**
 * Tasks that hold a slot or want one: running, waiting for a person in a reserved slot, and waiting for a slot. What the offered load is
 * to a queue of one kind of server. An apply whose reservation is gone wants none until a person confirms it, which may be never: a
 * pod made for it would stay idle, go, and be made again. Null = the query failed.
 */
export function slotDemand(signals: Signals, demand: Demand = 'runnable'): Queried<number> {
  const waiting = waitingTasks(signals, demand);
  return waiting === null ? null : signals.tasks.running + signals.tasks.reserved + waiting;
}
