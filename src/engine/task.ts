import type { AttemptId, PodId, PoolId, TaskId, WorkspaceId } from './ids.ts';

export const TASK_TYPES = ['plan', 'plan_and_apply', 'drift_check'] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** A task runs in one phase (`plan`, `drift_check`) or in two (`plan_and_apply`). */
export type Phase = 'plan' | 'apply';

/** States in which a task still needs something. */
export const ACTIVE_STATES = ['waiting', 'pending', 'running', 'apply_pending'] as const;
/** States that a task never leaves. */
export const FINAL_STATES = ['success', 'applied', 'planned_and_finished', 'failed', 'cancelled'] as const;
export type ActiveState = (typeof ACTIVE_STATES)[number];
export type FinalState = (typeof FINAL_STATES)[number];
export type TaskState = ActiveState | FinalState;

export const isFinal = (state: TaskState): state is FinalState =>
  state !== 'pending' && state !== 'running' && state !== 'waiting' && state !== 'apply_pending';

/** What the platform knows of a task when it is submitted. What it will need is the world's secret. */
export interface TaskSubmission {
  readonly task: TaskId;
  readonly pool: PoolId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
}

/** A task that existed before the run began (`initial` in a scenario). Slots it holds are named by pod and slot index. */
export interface InitialTask extends TaskSubmission {
  readonly state: ActiveState;
  /** `apply` only for a `plan_and_apply` whose apply was confirmed. */
  readonly phase: Phase;
  readonly pod: PodId | null;
  readonly slot: number;
  /** The attempt that an initial running task runs under; null for others. */
  readonly attempt: AttemptId | null;
}
