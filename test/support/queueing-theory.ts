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

/** Users who think, ask one of `servers` equal servers, wait until it is done, and think again; all times exponential. */
export interface ClosedQueue {
  readonly users: number;
  readonly meanThink: number;
  readonly meanService: number;
  readonly servers: number;
}

/**
 * M/M/c//N, the machine repairman or interactive system (ibid., section 2.7): the chance that n users are at the servers is in proportion
 * to its births over its deaths, (N − n + 1) ÷ think against min(n, c) ÷ service.
 */
export function closedMMc({ users, meanThink, meanService, servers }: ClosedQueue): {
  /** Tasks per unit of time. */
  readonly throughput: number;
  /** From submission to end. */
  readonly meanResponse: number;
  readonly utilization: number;
} {
  const chances = [1];
  for (let n = 1; n <= users; n += 1) {
    chances.push(((chances[n - 1] ?? 0) * (users - n + 1) * meanService) / (meanThink * Math.min(n, servers)));
  }
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const busy = chances.reduce((sum, chance, n) => sum + (chance / total) * Math.min(n, servers), 0);
  const present = chances.reduce((sum, chance, n) => sum + (chance / total) * n, 0);
  const throughput = busy / meanService;
  // Little's law: those present, over the rate at which they leave.
  return { throughput, meanResponse: present / throughput, utilization: busy / servers };
}

const offeredLoad = (queue: OfferedQueue): number => queue.arrivalRate * queue.meanService;
