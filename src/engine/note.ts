import type { PodId, PoolId, TaskId } from './ids.ts';
import type { TaskState } from './task.ts';

/**
 * Notes are what the engine tells about itself beside its commands: decisions with their reasons, moves of tasks and slots.
 * They go to the journal and to observers, never to a world. A note object is valid during the call only.
 */
export type Note =
  | TaskMoved
  | SlotChanged
  | ScaleDecided
  | DispatchFailed
  | { readonly kind: 'workspace.blocked'; readonly at: number; readonly task: TaskId; readonly blocked: boolean }
  | { readonly kind: 'pod.cordoned'; readonly at: number; readonly pod: PodId; readonly cordoned: boolean }
  | {
      readonly kind: 'pod.unhealthy';
      readonly at: number;
      readonly pod: PodId;
      readonly action: 'restarted' | 'given-up';
    }
  | { readonly kind: 'reservation.expired'; readonly at: number; readonly task: TaskId }
  | { readonly kind: 'result.ignored'; readonly at: number; readonly task: TaskId }
  | { readonly kind: 'recovery.done'; readonly at: number; readonly pool: PoolId; readonly tasksInterrupted: number };

/** A task entered a state. `pending` covers a confirmed apply that holds no slot, too (it counts as pending: see `confirmed`). */
export interface TaskMoved {
  readonly kind: 'task.moved';
  readonly at: number;
  readonly task: TaskId;
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly cause: string | null;
}

export type SlotUse = 'idle' | 'claimed' | 'running' | 'reserved';

export interface SlotChanged {
  readonly kind: 'slot.changed';
  readonly at: number;
  readonly pod: PodId;
  readonly slot: number;
  readonly task: TaskId;
  /** Capacity units that change: 1, or the task's weight under rule `weighted`. */
  readonly units: number;
  readonly from: SlotUse;
  readonly to: SlotUse;
}

export interface ScaleDecided {
  readonly kind: 'scale.decided';
  readonly at: number;
  readonly pool: PoolId;
  /** `tick`, `scale-check` (immediate), `task-event` (a policy that listens), `start`, `freeze-end`. */
  readonly trigger: ScaleTrigger;
  readonly from: number;
  /** Desired pods after clamps, freeze and guards. */
  readonly to: number;
  readonly reason: Reason;
  /** (running + reserved) / total slots of online agents; null without online agents. Set on scale-ups, else null. */
  readonly onlineUtilization: number | null;
}

export interface DispatchFailed {
  readonly kind: 'dispatch.failed';
  readonly at: number;
  readonly task: TaskId;
  readonly cause: DispatchFailure;
  /** When it is tried again by timer; null where an event will do it. */
  readonly retryAt: number | null;
}

export type BetweenTicks = 'scale-check' | 'task-event' | 'freeze-end';
export type ScaleTrigger = 'tick' | 'start' | BetweenTicks;

/** Why a decision fell out as it did. `text` is a sentence in words; `figures` are what it was decided on. */
export interface Reason {
  /** Kebab-case name of the branch that decided, e.g. `capacity-full`. */
  readonly rule: string;
  readonly text: string;
  readonly figures: Readonly<Record<string, number | string | null>>;
  /** What changed the policy's wish afterwards, if anything. */
  readonly limitedBy: Limit | null;
}

export type Limit =
  | 'min'
  | 'max'
  | 'freeze'
  | 'apply-pending'
  | 'protect-running'
  | 'wait-for-connecting'
  | 'cooldown'
  | 'stabilization'
  | 'rate-limit'
  | 'tolerance'
  | 'headroom'
  | 'floor'
  | 'no-victim';

export type DispatchFailure = 'no-free-slot' | 'no-ready-pod' | 'agent-not-connected' | 'slot-conflict' | 'send-failed';
