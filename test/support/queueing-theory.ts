/**
 * Closed forms of queueing theory, for checking the simulator against mathematics. Times are in one unit of the caller's choice.
 * Sources: Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed., sections 2.3, 2.4 and 5.1.
 */

/** What a queue with `servers` equal servers is offered. */
export interface OfferedQueue {
  readonly arrivalRate: number;
  readonly meanService: number;
  readonly servers: number;
}

/** Share of time a server is busy. */
export const utilization = (queue: OfferedQueue): number => offeredLoad(queue) / queue.servers;

/** Erlang-C: the probability that an arrival of M/M/c must wait. Needs a utilization below 1. */
export function erlangC(queue: OfferedQueue): number {
  const load = offeredLoad(queue);
  // Erlang-B by its recursion, which neither overflows nor cancels as the factorials of the textbook form do.
  let blocking = 1;
  for (let servers = 1; servers <= queue.servers; servers += 1) {
    blocking = (load * blocking) / (servers + load * blocking);
  }
  return blocking / (1 - utilization(queue) * (1 - blocking));
}

/** Mean wait in queue of M/M/c. */
export function meanWaitMMc(queue: OfferedQueue): number {
  return (erlangC(queue) * queue.meanService) / (queue.servers * (1 - utilization(queue)));
}

/** Mean wait in queue of M/G/1 by Pollaczek and Khinchine; `squaredVariation` is variance ÷ mean² of the service time. */
export function meanWaitMG1(queue: { arrivalRate: number; meanService: number; squaredVariation: number }): number {
  const busy = queue.arrivalRate * queue.meanService;
  return (busy * queue.meanService * (1 + queue.squaredVariation)) / (2 * (1 - busy));
}

const offeredLoad = (queue: OfferedQueue): number => queue.arrivalRate * queue.meanService;
