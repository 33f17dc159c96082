import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { TaskType } from '../../src/engine/task.ts';
import type { StreamRecord } from './records.ts';

/** The records of single steps in the life of tasks and pods, as the engine and a world write them. */

export interface TaskOf {
  readonly task: number;
  readonly pool?: number;
  readonly workspace?: number;
  readonly type?: TaskType;
}

const pool0 = poolId(0);

export const arrives = (at: number, { task, pool = 0 }: TaskOf): readonly StreamRecord[] => [
  { fact: { kind: 'task.arrived', at, task: taskId(task), pool: poolId(pool) } },
];

export const handedIn = (
  at: number,
  { task, pool = 0, workspace = 0, type = 'plan' }: TaskOf,
  submittedAt = at,
): StreamRecord => ({
  event: {
    kind: 'task.submitted',
    at,
    task: taskId(task),
    pool: poolId(pool),
    workspace: workspaceId(workspace),
    type,
    submittedAt,
  },
});

/** Submitted and pending at once. */
export const submitted = (at: number, who: TaskOf): readonly StreamRecord[] => [
  ...arrives(at, who),
  handedIn(at, who),
  moved(at, who.task, null, 'pending'),
];

type State = Extract<StreamRecord, { note: unknown }>['note'] extends infer N
  ? N extends { kind: 'task.moved'; to: infer T }
    ? T
    : never
  : never;

export const moved = (
  at: number,
  task: number,
  from: State | null,
  to: State,
  cause: string | null = null,
): StreamRecord => ({
  note: { kind: 'task.moved', at, task: taskId(task), from, to, cause },
});

type Use = 'idle' | 'claimed' | 'running' | 'reserved';

export const slot = (at: number, pod: number, task: number, from: Use, to: Use, units = 1): StreamRecord => ({
  note: { kind: 'slot.changed', at, pod: podId(pod), slot: 0, task: taskId(task), units, from, to },
});

export const began = (at: number, pod: number, task: number, phase: 'plan' | 'apply' = 'plan'): StreamRecord => ({
  fact: { kind: 'phase.began', at, task: taskId(task), attempt: attemptId(1), phase, pod: podId(pod), slot: 0 },
});

/** From pending into a slot, begun at the same instant. */
export const starts = (at: number, pod: number, task: number): readonly StreamRecord[] => [
  slot(at, pod, task, 'idle', 'running'),
  moved(at, task, 'pending', 'running'),
  began(at, pod, task),
];

/** From running to the end. */
export const ends = (at: number, pod: number, task: number, state: State = 'success'): readonly StreamRecord[] => [
  slot(at, pod, task, 'running', 'idle'),
  moved(at, task, 'running', state),
];

export const locked = (at: number, task: number, blocked: boolean): StreamRecord => ({
  note: { kind: 'workspace.blocked', at, task: taskId(task), blocked },
});

export const podUp = (at: number, pod: number, pool = 0): StreamRecord => ({
  fact: { kind: 'pod.up', at, pod: podId(pod), pool: poolId(pool) },
});

export const podPhase = (
  at: number,
  pod: number,
  phase: 'running' | 'succeeded' | 'failed' | 'terminating',
): StreamRecord => ({ fact: { kind: 'pod.phase', at, pod: podId(pod), phase } });

export const podDown = (at: number, pod: number): StreamRecord => ({ fact: { kind: 'pod.down', at, pod: podId(pod) } });

export const agentUp = (at: number, pod: number): StreamRecord => ({ fact: { kind: 'agent.up', at, pod: podId(pod) } });

export const agentDown = (at: number, pod: number): StreamRecord => ({
  fact: { kind: 'agent.down', at, pod: podId(pod) },
});

/** Up, running and connected at once. */
export const podReady = (at: number, pod: number, pool = 0): readonly StreamRecord[] => [
  podUp(at, pod, pool),
  podPhase(at, pod, 'running'),
  agentUp(at, pod),
];

export const decided = (
  at: number,
  from: number,
  to: number,
  more: { rule?: string; online?: number; pool?: number } = {},
): StreamRecord => ({
  note: {
    kind: 'scale.decided',
    at,
    pool: more.pool === undefined ? pool0 : poolId(more.pool),
    trigger: 'tick',
    from,
    to,
    reason: { rule: more.rule ?? 'by-hand', text: `from ${from} to ${to}`, figures: {}, limitedBy: null },
    onlineUtilization: more.online ?? null,
  },
});
