import type { Command } from '../engine/command.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { Note } from '../engine/note.ts';

/** How a field is written: ids by their names, everything else as JSON. The order of the fields here is their order in a line. */
export type FieldKind =
  | 'task'
  | 'pod'
  | 'workspace'
  | 'pool'
  | 'node'
  | 'value'
  | 'timer'
  | 'knownAgents'
  | 'listedPods'
  | 'results';

/** Every field of every kind, so that a new field cannot be forgotten: neither in the journal nor in the fingerprint. */
type FieldsOf<R extends { kind: string }> = {
  readonly [K in R['kind']]: Readonly<Record<Exclude<keyof Extract<R, { kind: K }>, 'kind' | 'at'>, FieldKind>>;
};

export const EVENT_FIELDS: FieldsOf<EngineEvent> = {
  'server.started': {},
  'server.restarted': { agents: 'knownAgents' },
  'store.queryFailing': { query: 'value', mode: 'value' },
  'store.queryRestored': { query: 'value' },
  'timer.due': { timer: 'timer' },
  'task.submitted': { task: 'task', pool: 'pool', workspace: 'workspace', type: 'value', submittedAt: 'value' },
  'apply.confirmed': { task: 'task', confirmedAt: 'value' },
  'apply.discarded': { task: 'task' },
  'task.cancelRequested': { task: 'task' },
  'workspace.locked': { workspace: 'workspace' },
  'workspace.unlocked': { workspace: 'workspace' },
  'pool.unfrozen': { pool: 'pool', until: 'value' },
  'policy.decided': { pool: 'pool', ask: 'value', answer: 'value' },
  'pods.listed': { pool: 'pool', pods: 'listedPods' },
  'pods.listFailed': { pool: 'pool', reason: 'value' },
  'pod.changed': { pod: 'pod', phase: 'value', scheduled: 'value', reason: 'value' },
  'pod.gone': { pod: 'pod' },
  'pod.createFailed': { pod: 'pod', certain: 'value', reason: 'value' },
  'pod.deleteFailed': { pod: 'pod', reason: 'value' },
  'agent.connected': { pod: 'pod', running: 'value', finished: 'results' },
  'agent.replaced': { pod: 'pod' },
  'agent.registered': { pod: 'pod' },
  'agent.disconnected': { pod: 'pod', lastBeatAt: 'value' },
  'agent.silent': { pod: 'pod', lastBeatAt: 'value' },
  'agent.heard': { pod: 'pod', lastBeatAt: 'value' },
  'task.accepted': { task: 'task', attempt: 'value' },
  'task.sendFailed': { task: 'task', attempt: 'value', certain: 'value', reason: 'value' },
  'task.planned': { task: 'task', attempt: 'value', hasChanges: 'value' },
  'task.finished': { task: 'task', attempt: 'value', outcome: 'value' },
};

export const COMMAND_FIELDS: FieldsOf<Command> = {
  'pods.list': { pool: 'pool' },
  'policy.ask': { pool: 'pool', ask: 'value', trigger: 'value', epoch: 'value', signals: 'value' },
  'pod.create': { pool: 'pool', pod: 'pod' },
  'pod.delete': { pod: 'pod', cause: 'value' },
  'task.send': {
    task: 'task',
    pod: 'pod',
    slot: 'value',
    phase: 'value',
    attempt: 'value',
    freshDirectory: 'value',
  },
  'task.cancel': { task: 'task', pod: 'pod', attempt: 'value' },
  'agent.drain': { pod: 'pod' },
  'timer.set': { dueAt: 'value', timer: 'timer' },
};

export const NOTE_FIELDS: FieldsOf<Note> = {
  'task.moved': { task: 'task', from: 'value', to: 'value', cause: 'value' },
  'slot.changed': { pod: 'pod', slot: 'value', task: 'task', units: 'value', from: 'value', to: 'value' },
  'scale.decided': {
    pool: 'pool',
    trigger: 'value',
    from: 'value',
    to: 'value',
    reason: 'value',
    onlineUtilization: 'value',
  },
  'dispatch.failed': { task: 'task', cause: 'value', retryAt: 'value' },
  'workspace.blocked': { task: 'task', blocked: 'value' },
  'pod.cordoned': { pod: 'pod', cordoned: 'value' },
  'pod.unhealthy': { pod: 'pod', action: 'value' },
  'reservation.expired': { task: 'task' },
  'result.ignored': { task: 'task' },
  'recovery.done': { pool: 'pool', tasksInterrupted: 'value' },
};

export const FACT_FIELDS: FieldsOf<Fact> = {
  'pod.up': { pod: 'pod', pool: 'pool' },
  'pod.phase': { pod: 'pod', phase: 'value' },
  'pod.down': { pod: 'pod' },
  'node.up': { node: 'node', group: 'value' },
  'node.down': { node: 'node' },
  'pod.scheduled': { pod: 'pod', node: 'node' },
  'pod.unschedulable': { pod: 'pod' },
  'agent.up': { pod: 'pod' },
  'agent.down': { pod: 'pod' },
  'phase.began': { task: 'task', attempt: 'value', phase: 'value', pod: 'pod', slot: 'value' },
  'phase.ended': { task: 'task', attempt: 'value', phase: 'value', pod: 'pod', slot: 'value', outcome: 'value' },
  'task.arrived': { task: 'task', pool: 'pool' },
  'server.down': {},
  'server.up': {},
  'server.paused': {},
  'server.resumed': {},
  'fault.began': { fault: 'value', name: 'value' },
  'fault.ended': { fault: 'value', name: 'value' },
};
