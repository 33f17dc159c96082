import type { FaultEffect } from './compiled.ts';
import type { Mode } from './mode.ts';

export type FaultKind = FaultEffect['kind'];

/** One entry of `poolproof faults`. */
export interface FaultDescription {
  /** `window`: lasts a while. `point`: happens at once. `either`: at once, and may last. */
  readonly form: 'window' | 'point' | 'either';
  /** Where it can be made. */
  readonly modes: readonly Mode[];
  readonly summary: string;
  readonly parameters: readonly FaultParameter[];
  readonly example: string;
}

export interface FaultParameter {
  readonly name: string;
  readonly summary: string;
}

const EVERYWHERE: readonly Mode[] = ['sim', 'kind', 'cluster'];
const SIMULATED: readonly Mode[] = ['sim'];
const WITH_MACHINES: readonly Mode[] = ['sim', 'kind'];

/** How each form is triggered. */
export const TRIGGERS: Readonly<Record<FaultDescription['form'], string>> = {
  window: '`at` or `from` (with `for` or `until`); `every` with `for`; `when` with `for`',
  point: '`at`; `every`; `when`',
  either: '`at` or `from`; `every`; `when`; each with `for` or without (`from` with `until`, too)',
};

const pool: FaultParameter = { name: 'pool', summary: 'Only pods of this pool; all pools unless given.' };
const count: FaultParameter = { name: 'count', summary: 'At most so many pods; all unless given.' };
const rate: FaultParameter = { name: 'rate', summary: 'Probability that a call is hit; 1 unless given.' };
const select = (pick: string, many: string): readonly FaultParameter[] => [
  {
    name: 'pick',
    summary: `Which living pods: random, oldest, youngest, all, idle, busy, busiest (most tasks) or connected; ${pick} unless given.`,
  },
  { name: 'count', summary: `At most so many; ${many}.` },
  { name: 'share', summary: 'This share of the pods that match, rounded up; excludes count.' },
  { name: 'pod', summary: 'One pod by its number, 1 = the first of the run; excludes pick, count and share.' },
  pool,
];
const ONE_OF_THEM = '1 unless given; with pick: all, or a share, all of them';
const nodes: readonly FaultParameter[] = [
  { name: 'pick', summary: 'Which nodes: random, oldest, youngest, busiest (most pods) or all; random unless given.' },
  { name: 'count', summary: 'At most so many; 1 unless given, with pick: all every one.' },
  { name: 'node', summary: 'One node by its number, 1 = the first of the run; excludes pick and count.' },
];
const silence: readonly FaultParameter[] = [
  { name: 'notReady', summary: 'Until the cluster finds the node NotReady and gives it no new pod; 40s unless given.' },
  { name: 'tolerate', summary: 'How much longer its pods are left there; 10s unless given.' },
];

export const FAULTS: Readonly<Record<FaultKind, FaultDescription>> = {
  'slow-start': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Pods created while it lasts take longer to start, as with a slow image pull.',
    parameters: [{ name: 'delay', summary: "On top of the pool's own start time." }, count, pool],
    example: '{ kind: slow-start, at: 10m, for: 5m, delay: 60s }',
  },
  'late-connect': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Agents of pods created while it lasts connect later.',
    parameters: [{ name: 'delay', summary: "On top of the pool's own connect time." }, count, pool],
    example: '{ kind: late-connect, at: 10m, for: 5m, delay: { uniform: [30s, 3m] } }',
  },
  'never-connects': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Agents of pods created while it lasts never connect; the pods run on.',
    parameters: [count, pool],
    example: '{ kind: never-connects, at: 0s, for: 2m, count: 1 }',
  },
  'pod-failure': {
    form: 'point',
    modes: EVERYWHERE,
    summary: 'Running pods end as failed; their agents die with them.',
    parameters: select('random', ONE_OF_THEM),
    example: '{ kind: pod-failure, every: { exponential: { mean: 6h } }, pick: random }',
  },
  'pod-success': {
    form: 'point',
    modes: EVERYWHERE,
    summary: 'Running pods end as succeeded; their agents die with them.',
    parameters: select('random', ONE_OF_THEM),
    example: '{ kind: pod-success, at: 20m, pick: oldest }',
  },
  'agent-lost': {
    form: 'point',
    modes: EVERYWHERE,
    summary: "The agent's process is gone for good, its pod stays running.",
    parameters: select('random', ONE_OF_THEM),
    example: '{ kind: agent-lost, at: 20m, pick: busy }',
  },
  'disconnect-agents': {
    form: 'either',
    modes: EVERYWHERE,
    summary:
      'Sockets are cut when it begins, while the work goes on; each agent comes back after its own delay, which counts from the end of a fault that lasts.',
    parameters: [
      ...select('all', 'all unless given'),
      { name: 'reconnect', summary: 'Until an agent is back; never = it stays away.' },
    ],
    example: '{ kind: disconnect-agents, at: 40m, share: 0.5, reconnect: { uniform: [1s, 30s] } }',
  },
  'store-query': {
    form: 'window',
    modes: EVERYWHERE,
    summary: "One of the autoscaler's questions to the task store fails, or answers nothing.",
    parameters: [
      { name: 'query', summary: 'pending, unblocked or capacity.' },
      { name: 'mode', summary: 'error = unavailable; zero = a wrong answer of 0.' },
    ],
    example: '{ kind: store-query, at: 70m, for: 2m, query: pending, mode: error }',
  },
  'server-restart': {
    form: 'point',
    modes: EVERYWHERE,
    summary: 'The control server stops and starts again; what it knew only in memory is lost.',
    parameters: [
      { name: 'down', summary: 'How long it is away; 0s unless given.' },
      { name: 'reconnect', summary: 'From its return until an agent is back; { uniform: [1s, 5s] } unless given.' },
    ],
    example: '{ kind: server-restart, at: 1h, down: 20s }',
  },
  'api-error': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Calls to the Kubernetes API fail.',
    parameters: [
      { name: 'on', summary: '{ verb: create | delete | list, resource: pods }.' },
      {
        name: 'status',
        summary:
          'HTTP status of the answer; 500 unless given. Only after a create answered with 504 the platform does not know whether there is a pod.',
      },
      rate,
    ],
    example: '{ kind: api-error, at: 20m, for: 5m, on: { verb: create, resource: pods }, status: 503, rate: 0.3 }',
  },
  'slot-conflict': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'The slot that the dispatcher picks turns out to be taken.',
    parameters: [{ name: 'rate', summary: 'Probability that a pick is hit; 1 unless given.' }, pool],
    example: '{ kind: slot-conflict, at: 5m, for: 1m }',
  },
  'slow-schedule': {
    form: 'window',
    modes: SIMULATED,
    summary: 'Pods created while it lasts wait longer for their node.',
    parameters: [{ name: 'delay', summary: "On top of the pool's own schedule time." }, count, pool],
    example: '{ kind: slow-schedule, at: 10m, for: 5m, delay: 30s }',
  },
  unschedulable: {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Pods created while it lasts ask for what no node has: they are pending until somebody deletes them.',
    parameters: [count, pool],
    example: '{ kind: unschedulable, at: 10m, for: 2m, count: 1 }',
  },
  'unpullable-image': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'The image of pods created while it lasts cannot be pulled before it is over.',
    parameters: [count, pool],
    example: '{ kind: unpullable-image, at: 10m, for: 5m }',
  },
  'crash-at-start': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'The process of pods created while it lasts fails as soon as it runs.',
    parameters: [count, pool],
    example: '{ kind: crash-at-start, at: 10m, for: 2m, count: 3 }',
  },
  'stuck-terminating': {
    form: 'window',
    modes: SIMULATED,
    summary: 'Pods that would be gone stay terminating until it is over.',
    parameters: [pool],
    example: '{ kind: stuck-terminating, at: 20m, for: 10m }',
  },
  'pod-eviction': {
    form: 'point',
    modes: EVERYWHERE,
    summary: 'Somebody else deletes pods; each has its time to terminate.',
    parameters: select('random', ONE_OF_THEM),
    example: '{ kind: pod-eviction, every: { exponential: { mean: 30m } }, pick: busiest }',
  },
  'agent-restart': {
    form: 'point',
    modes: SIMULATED,
    summary: "The agent's process begins anew in its pod: its work is lost, and it registers under a new id.",
    parameters: [
      ...select('random', ONE_OF_THEM),
      { name: 'reconnect', summary: 'Until the new one is connected; never = it stays away.' },
    ],
    example: '{ kind: agent-restart, at: 20m, pick: busy, reconnect: 5s }',
  },
  'beats-lost': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Heartbeats of connected agents get lost, while everything else goes on.',
    parameters: select('all', 'all unless given'),
    example: '{ kind: beats-lost, at: 20m, for: 5m, share: 0.5 }',
  },
  zombie: {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Connected agents take up no task that comes while it lasts, and do not say so.',
    parameters: select('random', ONE_OF_THEM),
    example: '{ kind: zombie, at: 20m, for: 5m, pick: idle }',
  },
  'slow-api': {
    form: 'window',
    modes: SIMULATED,
    summary: 'Calls to the Kubernetes API take effect, and are answered, later.',
    parameters: [
      { name: 'on', summary: '{ verb: create | delete | list, resource: pods }.' },
      { name: 'delay', summary: 'From the call to its answer.' },
    ],
    example: '{ kind: slow-api, at: 20m, for: 5m, on: { verb: list, resource: pods }, delay: 15s }',
  },
  'stale-list': {
    form: 'window',
    modes: SIMULATED,
    summary: 'Lists show the pods as they were when it began.',
    parameters: [pool],
    example: '{ kind: stale-list, at: 20m, for: 30s }',
  },
  'watch-gap': {
    form: 'window',
    modes: SIMULATED,
    summary:
      'Nobody tells the platform how its pods change: an agent may connect from a pod that is not seen running. Lists still show it.',
    parameters: [pool],
    example: '{ kind: watch-gap, at: 20m, for: 1m }',
  },
  quota: {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'The namespace has a ResourceQuota: creates beyond it are refused with 403.',
    parameters: [{ name: 'pods', summary: 'So many pods of all pools, terminating ones too; 0 refuses all.' }],
    example: '{ kind: quota, at: 10m, for: 10m, pods: 4 }',
  },
  'server-pause': {
    form: 'window',
    modes: SIMULATED,
    summary: 'The control server stands still and forgets nothing; what came meanwhile is handled when it is over.',
    parameters: [],
    example: '{ kind: server-pause, at: 20m, for: 45s }',
  },
  'node-paused': {
    form: 'window',
    modes: WITH_MACHINES,
    summary:
      'Nodes stand still with all their pods. They become NotReady, their pods are to go, and do when the node is back.',
    parameters: [...nodes, ...silence],
    example: '{ kind: node-paused, at: 20m, for: 5m, pick: busiest }',
  },
  'node-lost': {
    form: 'point',
    modes: WITH_MACHINES,
    summary: 'Nodes are gone with all their pods; the cluster learns of it when it gives them up.',
    parameters: [...nodes, ...silence],
    example: '{ kind: node-lost, at: 20m, node: 1 }',
  },
  'node-drain': {
    form: 'window',
    modes: EVERYWHERE,
    summary: 'Nodes take no new pods, and the pods on them are deleted; each has its time to terminate.',
    parameters: nodes,
    example: '{ kind: node-drain, at: 20m, for: 30m }',
  },
};

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
