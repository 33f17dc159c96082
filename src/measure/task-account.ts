import type { TaskId, WorkspaceId } from '../engine/ids.ts';
import type { SlotUse } from '../engine/note.ts';
import type { TaskState, TaskType } from '../engine/task.ts';
import type { PoolCounts } from './pool-counts.ts';

/** What is kept of a task from its submission to its end; afterwards it is dropped. Times in ms; −1 = not yet. */
export class TaskAccount {
  readonly task: TaskId;
  readonly counts: PoolCounts;
  /** When its author submitted it, whether or not the server was there to hear it. */
  readonly arrivedAt: number;
  workspace = -1 as WorkspaceId;
  type: TaskType = 'plan';
  /** Capacity units it takes. */
  units = 1;
  /** 1 for a plan_and_apply, else 0: how many of those it is. */
  applies = 0;
  /** Null while the platform does not know it. */
  state: TaskState | null = null;
  /** Kept by a lock of its workspace. */
  locked = false;
  /** Start of the present stretch in which nothing of its own workspace blocks it. */
  unblockedAt = -1;
  blockedSince = -1;
  /** Blocked time of the stretches that are over. */
  blockedMs = 0;
  /** Its plan phase began, in this run or before it. */
  planBegan = false;
  applyBegan = false;
  /** When a person confirmed it, whether or not the server was there to hear it. */
  confirmedAt = -1;
  /** Since when it has been waiting unblocked or running without a break. */
  inSystemSince = -1;
  /** The slot that the platform gave it. */
  heldUse: SlotUse = 'idle';
  heldPod = -1;
  heldUnits = 0;
  /** Neighbours in the queue. */
  isQueued = false;
  earlier: TaskAccount | null = null;
  later: TaskAccount | null = null;

  constructor(task: TaskId, counts: PoolCounts, arrivedAt: number) {
    this.task = task;
    this.counts = counts;
    this.arrivedAt = arrivedAt;
  }

  /** What its own workspace has made it wait up to `at`. */
  blockedUntil(at: number): number {
    return this.blockedSince < 0 ? this.blockedMs : this.blockedMs + (at - this.blockedSince);
  }

  /** What the pool has made it wait up to `at`, if its plan phase has not begun before. */
  waitUntil(at: number): number {
    return at - this.arrivedAt - this.blockedUntil(at);
  }
}

// Null is asked for first: a comparison of strings that meets it becomes a call of its own, and these run several times per task.

/** Waits unblocked for a slot, or runs: what Little's law calls "in the system". */
export const isInSystem = ({ state, locked }: TaskAccount): boolean =>
  state !== null && (state === 'running' || (state === 'pending' && !locked));

/** Its own workspace keeps it: an earlier task or a lock. */
export const isBlocked = ({ state, locked }: TaskAccount): boolean =>
  state !== null && (state === 'waiting' || (state === 'pending' && locked));
