import type { AttemptId, PodId, PoolId, TaskId, WorkspaceId } from './ids.ts';
import type { Decision } from './policy.ts';
import type { ProgramFailure } from './policy-program.ts';
import type { TaskType } from './task.ts';

/**
 * Events are facts in the past tense that a world tells the engine, one at a time, in order of `at`
 * (whole milliseconds since the run began). An event object is valid during the call only: worlds reuse the
 * objects of the frequent kinds, so whoever wants to keep one copies it.
 */
export type EngineEvent =
  // the server
  | { readonly kind: 'server.started'; readonly at: number }
  | { readonly kind: 'server.restarted'; readonly at: number; readonly agents: readonly KnownAgent[] }
  | {
      readonly kind: 'store.queryFailing';
      readonly at: number;
      readonly query: StoreQuery;
      readonly mode: 'error' | 'zero';
    }
  | { readonly kind: 'store.queryRestored'; readonly at: number; readonly query: StoreQuery }
  | { readonly kind: 'timer.due'; readonly at: number; readonly timer: Timer }
  // tasks and people
  | TaskSubmitted
  | ApplyConfirmed
  | { readonly kind: 'apply.discarded'; readonly at: number; readonly task: TaskId }
  | { readonly kind: 'task.cancelRequested'; readonly at: number; readonly task: TaskId }
  | { readonly kind: 'workspace.locked'; readonly at: number; readonly workspace: WorkspaceId }
  | { readonly kind: 'workspace.unlocked'; readonly at: number; readonly workspace: WorkspaceId }
  | { readonly kind: 'pool.unfrozen'; readonly at: number; readonly pool: PoolId; readonly until: number }
  // the policy, where it is a program
  | PolicyDecided
  // pods
  | { readonly kind: 'pods.listed'; readonly at: number; readonly pool: PoolId; readonly pods: readonly ListedPod[] }
  | { readonly kind: 'pods.listFailed'; readonly at: number; readonly pool: PoolId; readonly reason: string }
  | {
      readonly kind: 'pod.changed';
      readonly at: number;
      readonly pod: PodId;
      readonly phase: PodPhase;
      readonly scheduled: boolean;
      readonly reason: string | null;
    }
  | { readonly kind: 'pod.gone'; readonly at: number; readonly pod: PodId }
  | {
      readonly kind: 'pod.createFailed';
      readonly at: number;
      readonly pod: PodId;
      readonly certain: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'pod.deleteFailed'; readonly at: number; readonly pod: PodId; readonly reason: string }
  // agents
  | AgentConnected
  /** The hello that follows is of another process than the one before: it knows nothing of what that one did. */
  | { readonly kind: 'agent.replaced'; readonly at: number; readonly pod: PodId }
  | { readonly kind: 'agent.registered'; readonly at: number; readonly pod: PodId }
  | { readonly kind: 'agent.disconnected'; readonly at: number; readonly pod: PodId; readonly lastBeatAt: number }
  | { readonly kind: 'agent.silent'; readonly at: number; readonly pod: PodId; readonly lastBeatAt: number }
  | { readonly kind: 'agent.heard'; readonly at: number; readonly pod: PodId; readonly lastBeatAt: number }
  // work
  | TaskAccepted
  | {
      readonly kind: 'task.sendFailed';
      readonly at: number;
      readonly task: TaskId;
      readonly attempt: AttemptId;
      readonly certain: boolean;
      readonly reason: string;
    }
  | TaskPlanned
  | TaskFinished;

export interface TaskSubmitted {
  readonly kind: 'task.submitted';
  readonly at: number;
  readonly task: TaskId;
  readonly pool: PoolId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  /** When the author submitted it; earlier than `at` if the server was down or stood still. */
  readonly submittedAt: number;
}

export interface ApplyConfirmed {
  readonly kind: 'apply.confirmed';
  readonly at: number;
  readonly task: TaskId;
  /** When the person confirmed it; earlier than `at` if the server was down or stood still. */
  readonly confirmedAt: number;
}

export interface PolicyDecided {
  readonly kind: 'policy.decided';
  readonly at: number;
  readonly pool: PoolId;
  /** Of the question that it answers; an answer to any other than the last is too late. */
  readonly ask: number;
  readonly answer: PolicyAnswer;
}

export type PolicyAnswer =
  | Decision
  /** `detail` is a sentence. */
  | { readonly kind: 'failed'; readonly failure: ProgramFailure; readonly detail: string };

export interface AgentConnected {
  readonly kind: 'agent.connected';
  readonly at: number;
  readonly pod: PodId;
  /** Attempts the agent is working on now. */
  readonly running: readonly AttemptId[];
  /** Results that were never acknowledged, oldest first. The engine takes them before anything else. */
  readonly finished: readonly UnacknowledgedResult[];
}

export interface TaskAccepted {
  readonly kind: 'task.accepted';
  readonly at: number;
  readonly task: TaskId;
  readonly attempt: AttemptId;
}

/** The plan phase of a `plan_and_apply` ended well; `hasChanges: false` = nothing to apply. */
export interface TaskPlanned {
  readonly kind: 'task.planned';
  readonly at: number;
  readonly task: TaskId;
  readonly attempt: AttemptId;
  readonly hasChanges: boolean;
}

/** The last phase ended, or any phase failed or was stopped. */
export interface TaskFinished {
  readonly kind: 'task.finished';
  readonly at: number;
  readonly task: TaskId;
  readonly attempt: AttemptId;
  readonly outcome: TaskOutcome;
}

export type TaskOutcome = 'success' | 'failed' | 'cancelled';
export type UnacknowledgedResult =
  | { readonly kind: 'planned'; readonly task: TaskId; readonly attempt: AttemptId; readonly hasChanges: boolean }
  | { readonly kind: 'finished'; readonly task: TaskId; readonly attempt: AttemptId; readonly outcome: TaskOutcome };

/** Kubernetes' words. `requested` = asked for, not yet seen; only the engine's table has it. */
export type PodPhase = 'pending' | 'running' | 'succeeded' | 'failed';

export interface ListedPod {
  readonly pod: PodId;
  readonly phase: PodPhase;
  readonly scheduled: boolean;
  readonly createdAt: number;
  readonly runningAt: number | null;
  readonly terminating: boolean;
  /** The agent id recorded on the pod, as readiness `registered` wants it. */
  readonly registered: boolean;
}

export interface KnownAgent {
  readonly pod: PodId;
  readonly lastBeatAt: number;
}

/** Which of the autoscaler's questions to the task store fails. */
export type StoreQuery = 'pending' | 'unblocked' | 'capacity';

/**
 * A wish to be woken. The world gives it back unchanged in `timer.due`. `epoch` is the server's incarnation: timers from
 * before a restart are void.
 */
export interface Timer {
  readonly id: number;
  readonly epoch: number;
  readonly job: TimerJob;
}

export type TimerJob =
  | { readonly kind: 'tick'; readonly pool: PoolId }
  | { readonly kind: 'scale-check'; readonly pool: PoolId }
  | { readonly kind: 'reaction'; readonly pool: PoolId }
  | { readonly kind: 'freeze-end'; readonly pool: PoolId }
  | { readonly kind: 'retry'; readonly pool: PoolId; readonly workspace: WorkspaceId }
  | { readonly kind: 'send-retry'; readonly pool: PoolId; readonly task: TaskId }
  | { readonly kind: 'monitor'; readonly pool: PoolId }
  | { readonly kind: 'deadline'; readonly pool: PoolId; readonly deadline: DeadlineKind }
  | { readonly kind: 'lost-check'; readonly pool: PoolId; readonly pod: PodId };

/** Deadlines with one constant delay per pool: one timer serves a whole queue of them. */
export type DeadlineKind = 'accept' | 'task-timeout' | 'claim';
