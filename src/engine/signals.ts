import type { PodPhase } from './event.ts';
import type { PodId, TaskId, WorkspaceId } from './ids.ts';
import type { SlotRule } from './pool-config.ts';
import type { TaskType } from './task.ts';

/** A figure read from the task store; null = the query failed (unavailable). */
export type Queried<T> = T | null;

/** What a policy may look at. Counts are ready; lists are built when asked for. All times in ms. */
export interface Signals {
  readonly now: number;
  readonly min: number;
  readonly max: number;
  readonly frozen: boolean;
  readonly slotsPerPod: number;
  /** Slot rule, weights and tasks per life of the pool's agents. */
  readonly agent: AgentSignals;
  readonly pods: PodSignals;
  /** Slots of all pods that are not terminating: a pod's slots exist from its creation. Of a spent pod those in use alone. */
  readonly slots: SlotSignals;
  /** The same for pods whose agent is connected. */
  readonly connectedSlots: SlotSignals;
  readonly tasks: TaskSignals;
  readonly capacity: Queried<CapacitySignals>;
  /** Age of the oldest unblocked pending task; 0 when there is none. */
  readonly oldestUnblockedAgeMs: number;
  /** Since when the pool has had no pending, running or reserved work; null while it has. */
  readonly idleSince: number | null;
  /** The list of pods failed: what is said of pods is what the engine knew before. */
  readonly podsStale: boolean;
  readonly lastScaleUpAt: number | null;
  readonly lastScaleDownAt: number | null;
  readonly arrivals: RecentCount;
  readonly completions: RecentCount;
  readonly totals: Totals;
  unblockedTasks(): readonly UnblockedTask[];
  runningTasks(): readonly RunningTask[];
  listPods(): readonly PodView[];
}

export interface AgentSignals {
  readonly slots: number;
  readonly rule: SlotRule;
  /** Units a task of each type takes; all 1 unless the rule is `weighted`. */
  readonly weights: Readonly<Record<TaskType, number>>;
  /** Null = no limit. */
  readonly maxTasks: number | null;
}

export interface PodSignals {
  /** n: requested + pending + running, not terminating. */
  readonly count: number;
  readonly requested: number;
  readonly pending: number;
  readonly running: number;
  readonly connected: number;
  readonly connectedIdle: number;
  /** Pods with at least one running slot. */
  readonly withRunningTask: number;
  /** Pods with at least one reserved slot. */
  readonly withReservation: number;
  /** Deleted and not gone yet: not in `count`. */
  readonly terminating: number;
  /** Failed or succeeded and still listed; in `count` only where the pool has no reaper. */
  readonly dead: number;
  /** Of the dead those that failed. */
  readonly failed: number;
}

export interface SlotSignals {
  readonly total: number;
  /** running + claimed */
  readonly used: number;
  readonly reserved: number;
  readonly idle: number;
}

export interface TaskSignals {
  /** A confirmed apply without a slot counts as pending. */
  readonly pending: Queried<number>;
  readonly unblocked: Queried<number>;
  readonly unblockedByType: Queried<Readonly<Record<TaskType, number>>>;
  /** Of the unblocked ones: those that have a slot on a pod whose agent is still to connect. */
  readonly claimedByType: Readonly<Record<TaskType, number>>;
  readonly waiting: number;
  readonly running: number;
  /** Counted when asked for: a copy made with `{ ...tasks }` lacks it. */
  readonly runningByType: Readonly<Record<TaskType, number>>;
  /** Without those that count as pending. */
  readonly applyPending: number;
  /** Of these the ones in a reserved slot: the others want none until a person confirms them. Counted when asked for, too. */
  readonly reserved: number;
}

/** Agents with a heartbeat younger than `onlineWithin`. Under rule `weighted` in capacity units. */
export interface CapacitySignals {
  readonly agentsOnline: number;
  readonly total: number;
  /** running + apply_pending on online agents */
  readonly used: number;
  readonly available: number;
}

/** Ever growing sums since the server started; a policy that wants a window remembers earlier ones. */
export interface Totals {
  readonly arrivals: number;
  /** Phases sent to an agent. */
  readonly starts: number;
  /** Tasks that ended, however they did. */
  readonly completions: number;
  /** Arrivals that no earlier task of their workspace held up. */
  readonly admitted: Readonly<Record<TaskType, number>>;
  /** Stays of a task in a slot that ended, claims excepted, and how long they took together, reservations included. */
  readonly slotStays: number;
  readonly slotTimeMs: number;
}

/** How many in the last `windowMs`. Windows are whole minutes, at most 60. */
export interface RecentCount {
  within(windowMs: number): number;
}

export interface UnblockedTask {
  readonly task: TaskId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  readonly unblockedAt: number;
}

export interface RunningTask {
  readonly task: TaskId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  readonly pod: PodId;
  readonly startedAt: number;
}

export interface PodView {
  readonly pod: PodId;
  /** Lowest number that no other living pod had when it was made: what placement `lowest-index` goes by. */
  readonly index: number;
  readonly phase: PodPhase | 'requested';
  readonly connected: boolean;
  readonly ageMs: number;
  /** How long its agent has been connected and without work; null while it is not, or works. */
  readonly idleMs: number | null;
  readonly slots: SlotSignals;
  /** Whether the slot rule would let a plan_and_apply in now. */
  readonly takesApply: boolean;
}
