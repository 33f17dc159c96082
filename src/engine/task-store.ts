import { type AttemptId, attemptId, type PodId, type PoolId, podId, type TaskId, type WorkspaceId } from './ids.ts';
import type { DispatchFailure, SlotUse } from './note.ts';
import { PagedTable } from './paged-table.ts';
import type { ActiveState, Phase, TaskSubmission, TaskType } from './task.ts';
import { TaskList } from './task-list.ts';

/** No pod, no attempt: typed so that a record's shape never changes. */
export const NO_POD: PodId = podId(-1);
export const NO_ATTEMPT: AttemptId = attemptId(0);

/** A task that is not finished. What the platform's database would hold, and the queue it stands in. */
export interface Task {
  readonly id: TaskId;
  readonly pool: PoolId;
  readonly workspace: Workspace;
  readonly type: TaskType;
  /** The n-th that the platform heard of, from 0. */
  readonly order: number;
  /** A confirmed apply that holds no slot is `pending` again, in phase `apply`. */
  state: ActiveState;
  phase: Phase;
  /** A person confirmed the apply. */
  confirmed: boolean;
  /** Start of the present stretch in which nothing of its own workspace blocks it; orders the queue. */
  unblockedAt: number;
  /** What it holds of a slot; `idle` = nothing. */
  hold: SlotUse;
  pod: PodId;
  slot: number;
  /** Since when it has its slot. */
  heldSince: number;
  /** Where its plan phase ran: an apply elsewhere pays the init time again. */
  planPod: PodId;
  attempt: AttemptId;
  accepted: boolean;
  /** Since when it has been sent, accepted, claimed or reserved: what its list's deadline counts from. */
  since: number;
  sendTries: number;
  planRetries: number;
  /** Not to be sent again before: send back-off. */
  notBefore: number;
  stopping: 'cancelled' | 'timeout' | null;
  lastFailure: DispatchFailure | null;
  list: TaskList | null;
  previous: Task | null;
  next: Task | null;
}

export interface Workspace {
  readonly id: WorkspaceId;
  locks: number;
  /** Its one plan_and_apply that is pending, running or apply_pending. */
  active: Task | null;
  /** Later ones, in order of submission. */
  readonly waiting: TaskList;
  /** Tasks blocked by a lock, not in a queue. */
  readonly locked: TaskList;
  /** Plans of this workspace that stand in a pool's queue: saves searches. */
  queuedPlans: number;
}

/** Lists of one pool's tasks. Every active task of the pool is in one of them or in a list of its workspace. */
export class PoolQueues {
  /** Confirmed applies that hold no slot: they go first. */
  readonly applies = new TaskList();
  readonly planAndApplies = new TaskList();
  readonly plans = new TaskList();
  readonly driftChecks = new TaskList();
  readonly claimed = new TaskList();
  /** Their last send failed: not to be tried before `notBefore`. */
  readonly backoff = new TaskList();
  /** Sent, not accepted. */
  readonly sent = new TaskList();
  readonly running = new TaskList();
  /** apply_pending and unconfirmed, with or without a reserved slot. */
  readonly unconfirmed = new TaskList();
  /** Confirmed, in their reserved slots, not sent yet. */
  readonly confirmed = new TaskList();
  waiting = 0;
  blocked = 0;

  /** Tasks that the dispatcher may try now. */
  get queued(): number {
    return this.applies.size + this.planAndApplies.size + this.plans.size + this.driftChecks.size;
  }

  /** Pending and unblocked: claimed ones and those in send back-off too. */
  get unblocked(): number {
    return this.queued + this.claimed.size + this.backoff.size;
  }

  isQueue(list: TaskList): boolean {
    return list === this.plans || list === this.planAndApplies || list === this.driftChecks || list === this.applies;
  }

  queueOf(task: Task): TaskList {
    if (task.phase === 'apply') return this.applies;
    if (task.type === 'plan') return this.plans;
    return task.type === 'plan_and_apply' ? this.planAndApplies : this.driftChecks;
  }
}

/**
 * The durable half of the platform: tasks, workspaces and the counters that a restart must not reset. Finished tasks
 * leave it, so its size follows the active work.
 */
export class TaskStore {
  readonly tasks = new PagedTable<Task>();
  readonly queues: readonly PoolQueues[];
  submitted = 0;
  finished = 0;
  nextAttempt = 1;
  nextPod: number;
  /** Per pool: a person suspended the freeze window until then. */
  readonly unfrozenUntil: number[];
  /** Per pool: how many tasks each pod was given, where its agents take but so many. */
  readonly #given: readonly Map<PodId, number>[];
  readonly #workspaces: (Workspace | undefined)[] = [];

  constructor(pools: number, firstPod: number) {
    this.queues = Array.from({ length: pools }, () => new PoolQueues());
    this.unfrozenUntil = new Array<number>(pools).fill(0);
    this.nextPod = firstPod;
    this.#given = Array.from({ length: pools }, () => new Map());
  }

  given(pool: PoolId): Map<PodId, number> {
    return this.#given[pool] as Map<PodId, number>;
  }

  workspace(id: WorkspaceId): Workspace {
    const known = this.#workspaces[id];
    if (known !== undefined) return known;
    const workspace: Workspace = {
      id,
      locks: 0,
      active: null,
      waiting: new TaskList(),
      locked: new TaskList(),
      queuedPlans: 0,
    };
    this.#workspaces[id] = workspace;
    return workspace;
  }

  queuesOf(task: Task): PoolQueues {
    return this.queues[task.pool] as PoolQueues;
  }

  /** A new record; its state is `waiting` until it is admitted. */
  add(submission: TaskSubmission, at: number): Task {
    const task: Task = {
      id: submission.task,
      pool: submission.pool,
      workspace: this.workspace(submission.workspace),
      type: submission.type,
      order: this.submitted,
      state: 'waiting',
      phase: 'plan',
      confirmed: false,
      unblockedAt: at,
      hold: 'idle',
      pod: NO_POD,
      slot: -1,
      heldSince: at,
      planPod: NO_POD,
      attempt: NO_ATTEMPT,
      accepted: false,
      since: at,
      sendTries: 0,
      planRetries: 0,
      notBefore: 0,
      stopping: null,
      lastFailure: null,
      list: null,
      previous: null,
      next: null,
    };
    this.tasks.set(task.id, task);
    this.submitted += 1;
    return task;
  }

  /** Puts an unblocked task into its pool's queue (or its workspace's, if that is locked). */
  enqueue(task: Task): void {
    this.leaveList(task);
    const queues = this.queuesOf(task);
    if (task.workspace.locks > 0) {
      task.workspace.locked.append(task);
      queues.blocked += 1;
      return;
    }
    if (task.type === 'plan') task.workspace.queuedPlans += 1;
    queues.queueOf(task).insertByAge(task);
  }

  /** Moves a task to a list in order of entry, at its end. */
  moveTo(list: TaskList, task: Task, at: number): void {
    this.leaveList(task);
    task.since = at;
    list.append(task);
    const queues = this.queuesOf(task);
    if (list === task.workspace.waiting) queues.waiting += 1;
  }

  leaveList(task: Task): void {
    const { list } = task;
    if (list === null) return;
    const queues = this.queuesOf(task);
    list.remove(task);
    if (list === queues.plans) task.workspace.queuedPlans -= 1;
    else if (list === task.workspace.waiting) queues.waiting -= 1;
    else if (list === task.workspace.locked) queues.blocked -= 1;
  }

  remove(task: Task): void {
    this.leaveList(task);
    this.tasks.delete(task.id);
    this.finished += 1;
  }
}
