import type { Timer } from './event.ts';
import type { AttemptId, PodId, PoolId, TaskId } from './ids.ts';
import type { ScaleTrigger } from './note.ts';
import type { SignalData } from './signal-data.ts';
import type { Phase } from './task.ts';

/**
 * Commands are wishes in the imperative that the engine hands to its world. Nothing is awaited: every outcome, good or bad,
 * comes back later as an event. A command object is valid during the call only.
 */
export type Command =
  | { readonly kind: 'pods.list'; readonly at: number; readonly pool: PoolId }
  | PodCreate
  | PodDelete
  | TaskSend
  | TaskCancel
  | PolicyAsk
  /** The agent takes no more tasks and exits when it works on none: its pod ends as succeeded. Told again until it does. */
  | { readonly kind: 'agent.drain'; readonly at: number; readonly pod: PodId }
  | { readonly kind: 'timer.set'; readonly at: number; readonly dueAt: number; readonly timer: Timer };

export interface PodCreate {
  readonly kind: 'pod.create';
  readonly at: number;
  readonly pool: PoolId;
  readonly pod: PodId;
}

export interface PodDelete {
  readonly kind: 'pod.delete';
  readonly at: number;
  readonly pod: PodId;
  readonly cause: DeleteCause;
}

export interface TaskSend {
  readonly kind: 'task.send';
  readonly at: number;
  readonly task: TaskId;
  readonly pod: PodId;
  readonly slot: number;
  readonly phase: Phase;
  readonly attempt: AttemptId;
  /** The apply runs on another pod than its plan did: its working directory must be made again (`pods.init`). */
  readonly freshDirectory: boolean;
}

/** What was sent under this attempt is to stop, whether it has been taken up or not. */
export interface TaskCancel {
  readonly kind: 'task.cancel';
  readonly at: number;
  readonly task: TaskId;
  readonly pod: PodId;
  readonly attempt: AttemptId;
}

/** A decision is due, and a program makes it: `policy.decided` with the same `ask` is the answer. One at a time for each pool. */
export interface PolicyAsk {
  readonly kind: 'policy.ask';
  readonly at: number;
  readonly pool: PoolId;
  /** From 1, never used twice. */
  readonly ask: number;
  readonly trigger: ScaleTrigger;
  /** The server's incarnation. */
  readonly epoch: number;
  readonly signals: SignalData;
}

export type DeleteCause = 'scale-down' | 'freeze' | 'reaper' | 'unhealthy';

/** What a world must offer. Synchronous: `perform` only starts things. */
export interface World {
  perform(command: Command): void;
}
