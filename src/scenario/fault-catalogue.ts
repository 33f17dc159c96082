import type { FaultEffect } from './compiled.ts';

export type FaultKind = FaultEffect['kind'];

/** One entry of `poolproof faults`. */
export interface FaultDescription {
  /** `window`: lasts (`at` + `for`, or `from` + `until`; default to the end of the run). `point`: happens at once, and may repeat (`every`). */
  readonly form: 'window' | 'point';
  readonly summary: string;
  readonly parameters: readonly FaultParameter[];
  readonly example: string;
}

export interface FaultParameter {
  readonly name: string;
  readonly summary: string;
}

const pool: FaultParameter = { name: 'pool', summary: 'Only pods of this pool; all pools unless given.' };
const count: FaultParameter = { name: 'count', summary: 'At most so many pods; all unless given.' };
const rate: FaultParameter = { name: 'rate', summary: 'Probability that a call is hit; 1 unless given.' };
const select = (pick: string, many: string): readonly FaultParameter[] => [
  { name: 'pick', summary: `Which living pods: random, oldest, youngest, all, idle or busy; ${pick} unless given.` },
  { name: 'count', summary: `At most so many; ${many} unless given.` },
  { name: 'share', summary: 'This share of the pods that match, rounded up; excludes count.' },
  { name: 'pod', summary: 'One pod by its number, 1 = the first of the run; excludes pick, count and share.' },
  pool,
];

export const FAULTS: Readonly<Record<FaultKind, FaultDescription>> = {
  'slow-start': {
    form: 'window',
    summary: 'Pods created while it lasts take longer to start, as with a slow image pull.',
    parameters: [{ name: 'delay', summary: "On top of the pool's own start time." }, count, pool],
    example: '{ kind: slow-start, at: 10m, for: 5m, delay: 60s }',
  },
  'late-connect': {
    form: 'window',
    summary: 'Agents of pods created while it lasts connect later.',
    parameters: [{ name: 'delay', summary: "On top of the pool's own connect time." }, count, pool],
    example: '{ kind: late-connect, at: 10m, for: 5m, delay: { uniform: [30s, 3m] } }',
  },
  'never-connects': {
    form: 'window',
    summary: 'Agents of pods created while it lasts never connect; the pods run on.',
    parameters: [count, pool],
    example: '{ kind: never-connects, at: 0s, for: 2m, count: 1 }',
  },
  'pod-failure': {
    form: 'point',
    summary: 'Running pods end as failed; their agents die with them.',
    parameters: select('random', '1'),
    example: '{ kind: pod-failure, every: { exponential: { mean: 6h } }, pick: random }',
  },
  'pod-success': {
    form: 'point',
    summary: 'Running pods end as succeeded; their agents die with them.',
    parameters: select('random', '1'),
    example: '{ kind: pod-success, at: 20m, pick: oldest }',
  },
  'agent-lost': {
    form: 'point',
    summary: "The agent's process is gone for good, its pod stays running.",
    parameters: select('random', '1'),
    example: '{ kind: agent-lost, at: 20m, pick: busy }',
  },
  'disconnect-agents': {
    form: 'point',
    summary: 'Sockets are cut while the work goes on; each agent comes back after its own delay.',
    parameters: [
      ...select('all', 'all'),
      { name: 'reconnect', summary: 'Until an agent is back; never = it stays away.' },
    ],
    example: '{ kind: disconnect-agents, at: 40m, share: 0.5, reconnect: { uniform: [1s, 30s] } }',
  },
  'store-query': {
    form: 'window',
    summary: "One of the autoscaler's questions to the task store fails, or answers nothing.",
    parameters: [
      { name: 'query', summary: 'pending, unblocked or capacity.' },
      { name: 'mode', summary: 'error = unavailable; zero = a wrong answer of 0.' },
    ],
    example: '{ kind: store-query, at: 70m, for: 2m, query: pending, mode: error }',
  },
  'server-restart': {
    form: 'point',
    summary: 'The control server stops and starts again; what it knew only in memory is lost.',
    parameters: [
      { name: 'down', summary: 'How long it is away; 0s unless given.' },
      { name: 'reconnect', summary: 'From its return until an agent is back; { uniform: [1s, 5s] } unless given.' },
    ],
    example: '{ kind: server-restart, at: 1h, down: 20s }',
  },
  'api-error': {
    form: 'window',
    summary: 'Calls to the Kubernetes API fail.',
    parameters: [
      { name: 'on', summary: '{ verb: create | delete | list, resource: pods }.' },
      { name: 'status', summary: 'HTTP status of the answer; 500 unless given.' },
      rate,
    ],
    example: '{ kind: api-error, at: 20m, for: 5m, on: { verb: create, resource: pods }, status: 503, rate: 0.3 }',
  },
  'slot-conflict': {
    form: 'window',
    summary: 'The slot that the dispatcher picks turns out to be taken.',
    parameters: [{ name: 'rate', summary: 'Probability that a pick is hit; 1 unless given.' }, pool],
    example: '{ kind: slot-conflict, at: 5m, for: 1m }',
  },
};

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
