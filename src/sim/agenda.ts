/**
 * What happens at one instant happens in this order: answers of programs, faults, completions, pod life, agents, people, arrivals, timers. One
 * table for ranks, so that nobody has to guess why a tie fell as it did. (The autoscaler's tick comes before retries, those
 * before the monitor.) The end of the run comes before them all: the horizon is half-open.
 */
export const RANK = {
  answer: 0,
  fault: 1,
  completion: 2,
  pod: 3,
  agent: 4,
  person: 5,
  arrival: 6,
  tick: 7,
  retry: 8,
  monitor: 9,
} as const;

/** Kinds of calendar entry. `subject` and `detail` per kind. */
export const ENTRY = {
  /** a task: attempt */
  accept: 0,
  /** a task: attempt */
  complete: 1,
  arrival: 2,
  /** a pod */
  podScheduled: 3,
  podRunning: 4,
  podGone: 5,
  /** a pod: incarnation of its agent */
  agentConnect: 6,
  agentRegister: 7,
  agentSilent: 8,
  /** a task: attempt of its plan */
  confirm: 9,
  /** index of the action */
  person: 10,
  unlock: 11,
  /** index of the fault */
  faultBegin: 12,
  faultEnd: 13,
  /** slot in the timer table */
  timer: 14,
  /** a pool: list outcome */
  listed: 15,
  /** index of the fault */
  serverUp: 16,
  /** a task: attempt */
  sendFailed: 17,
  /** a pod: creation outcome */
  createAnswered: 18,
  /** a pod: HTTP status */
  deleteFailed: 19,
  /** a task: attempt */
  cancelled: 20,
  /** a pod: its termination signal arrives */
  agentSignalled: 21,
  /** a pod: its agent is told to exit */
  agentDrained: 22,
  /** nothing: the cluster autoscaler looks */
  nodeScan: 23,
  /** index of the node group */
  nodeReady: 24,
  /** a pool: number of the question */
  policyDecided: 25,
  /** serial of a fault's grip on nodes */
  nodeNotReady: 26,
  nodeGivenUp: 27,
  /** a pod: its pool */
  createCalled: 28,
  /** a pod */
  deleteCalled: 29,
  /** nothing: the server catches up */
  serverHears: 30,
} as const;
