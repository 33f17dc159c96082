import type { TaskSubmitted } from '../engine/event.ts';
import type { PhaseBegan } from '../engine/fact.ts';
import type { PodId, PoolId, TaskId, WorkspaceId } from '../engine/ids.ts';
import type { SlotChanged, TaskMoved } from '../engine/note.ts';
import { PagedTable } from '../engine/paged-table.ts';
import { type FinalState, type InitialTask, isFinal } from '../engine/task.ts';
import type { PodBook } from './pod-book.ts';
import type { PoolCounts } from './pool-counts.ts';
import { isBlocked, isInSystem, TaskAccount } from './task-account.ts';

/** Told the moments of tasks that measures are made of. The account is valid during the call only. */
export interface TaskReader {
  /** Its author submitted it (tasks that existed before the run are told at subscription). */
  taskArrived(account: TaskAccount): void;
  /** Its plan phase began for the first time. */
  planBegan(account: TaskAccount, at: number): void;
  /** Its apply phase began for the first time. */
  applyBegan(account: TaskAccount, at: number): void;
  /** From `inSystemSince` to `at` it waited unblocked for a slot or ran; now it does neither. */
  systemLeft(account: TaskAccount, at: number): void;
  /** It reached a final state: `account.state` is still the one before. */
  taskEnded(account: TaskAccount, state: FinalState, cause: string | null, at: number): void;
}

/**
 * The accounts of all tasks that have not ended, and the counts of tasks by state. States are the platform's word (notes); when a
 * task was submitted and when a phase began are the world's truth (facts).
 */
export class TaskBook {
  readonly #pools: readonly PoolCounts[];
  readonly #pods: PodBook;
  readonly #accounts = new PagedTable<TaskAccount>();
  readonly #readers: TaskReader[] = [];
  /** The task asked for last, and its account. */
  #latestId = -1;
  #latest: TaskAccount | undefined;
  /** Final states of the tasks that expectations name; of all others nothing is kept. */
  readonly #ends = new Map<TaskId, FinalState | null>();
  /** Running tasks of the workspaces that expectations name. */
  readonly #runningIn = new Map<WorkspaceId, number>();

  constructor(
    pools: readonly PoolCounts[],
    pods: PodBook,
    watched: { tasks: readonly TaskId[]; workspaces: readonly WorkspaceId[] },
  ) {
    this.#pools = pools;
    this.#pods = pods;
    for (const task of watched.tasks) this.#ends.set(task, null);
    for (const workspace of watched.workspaces) this.#runningIn.set(workspace, 0);
  }

  /** What existed before the run counts as submitted at its beginning. */
  begin(initial: readonly InitialTask[]): void {
    for (const task of initial) {
      this.arrived(task.task, task.pool, 0);
      const account = this.find(task.task) as TaskAccount;
      describe(account, task.workspace, task.type);
      const isApply = task.phase === 'apply';
      account.planBegan = isApply || task.state === 'running' || task.state === 'apply_pending';
      account.applyBegan = isApply && task.state === 'running';
      if (isApply) account.confirmedAt = 0;
      account.unblockedAt = 0;
      account.counts.handedIn++;
      account.inSystemSince = 0;
      this.#enter(account, task.state, false, 0);
      if (task.pod !== null && task.state !== 'waiting' && task.state !== 'pending') {
        const use = task.state === 'running' ? 'running' : 'reserved';
        this.#hold(account, use, task.pod, account.units);
        if (use === 'running') this.#pods.used(task.pod);
      }
    }
  }

  subscribe(reader: TaskReader): void {
    this.#readers.push(reader);
    this.#accounts.forEach((account) => {
      reader.taskArrived(account);
    });
  }

  /** Tasks that have not ended, in order of id. */
  forEachActive(visit: (account: TaskAccount) => void): void {
    this.#accounts.forEach(visit);
  }

  arrived(task: TaskId, pool: PoolId, at: number): void {
    if (this.find(task) !== undefined) return;
    const counts = this.#pools[pool] as PoolCounts;
    const account = new TaskAccount(task, counts, at);
    counts.submitted++;
    counts.version++;
    this.#accounts.set(task, account);
    this.#latestId = task;
    this.#latest = account;
    const readers = this.#readers;
    for (let i = 0; i < readers.length; i++) (readers[i] as TaskReader).taskArrived(account);
  }

  handedIn(event: TaskSubmitted): void {
    this.arrived(event.task, event.pool, event.submittedAt);
    const account = this.find(event.task);
    if (account === undefined) return;
    describe(account, event.workspace, event.type);
    account.counts.handedIn++;
  }

  confirmed(task: TaskId, at: number): void {
    const account = this.find(task);
    if (account === undefined || account.state !== 'apply_pending' || account.confirmedAt >= 0) return;
    account.confirmedAt = at;
  }

  moved(note: TaskMoved): void {
    const account = this.find(note.task);
    if (account === undefined) return;
    const { at, to } = note;
    if (isFinal(to)) {
      this.#end(account, to, note.cause, at);
      return;
    }
    const before = account.state;
    if (before !== null && to === before) return;
    // A task that comes back from a send that failed keeps its age.
    if (to === 'pending' && (before === null || before !== 'running')) account.unblockedAt = at;
    this.#restate(account, to, to === 'pending' && account.locked, at);
  }

  lockChanged(task: TaskId, locked: boolean, at: number): void {
    const account = this.find(task);
    if (account === undefined || account.locked === locked) return;
    if (!locked) account.unblockedAt = at;
    this.#restate(account, account.state, locked, at);
  }

  began(fact: PhaseBegan): void {
    this.#pods.used(fact.pod);
    const account = this.find(fact.task);
    if (account === undefined) return;
    const { at } = fact;
    const readers = this.#readers;
    if (fact.phase === 'plan') {
      if (account.planBegan) return;
      for (let i = 0; i < readers.length; i++) (readers[i] as TaskReader).planBegan(account, at);
      account.planBegan = true;
      return;
    }
    if (account.applyBegan) return;
    for (let i = 0; i < readers.length; i++) (readers[i] as TaskReader).applyBegan(account, at);
    account.applyBegan = true;
  }

  /**
   * The slot's former use is read from the task's own account and not from the note: a restart makes the engine forget its slots and
   * build them anew, which must not count them twice.
   */
  slotChanged(note: SlotChanged): void {
    const account = this.find(note.task);
    if (account === undefined) return;
    if (note.to === account.heldUse && note.pod === account.heldPod) return;
    if (note.to === 'idle' && note.pod !== account.heldPod) return;
    this.#hold(account, note.to, note.pod, note.units);
  }

  /** `none` before the platform knows it. */
  status(task: TaskId): string {
    return this.find(task)?.state ?? this.#ends.get(task) ?? 'none';
  }

  /** The pod of the slot that it holds, if there is one. */
  podOf(task: TaskId): PodId | null {
    const account = this.find(task);
    if (account === undefined || account.heldUse === 'idle' || !this.#pods.has(account.heldPod)) return null;
    return account.heldPod as PodId;
  }

  /** Undefined before its submission and after its end. */
  find(task: TaskId): TaskAccount | undefined {
    // Records of one task come in runs.
    if (task === this.#latestId) return this.#latest;
    this.#latestId = task;
    this.#latest = this.#accounts.get(task);
    return this.#latest;
  }

  runningIn(workspace: WorkspaceId): number {
    return this.#runningIn.get(workspace) ?? 0;
  }

  #hold(account: TaskAccount, use: SlotChanged['to'], pod: number, units: number): void {
    this.#pods.slotsChanged(account.heldPod, account.heldUse, -account.heldUnits);
    account.heldUse = use;
    account.heldPod = use === 'idle' ? -1 : pod;
    account.heldUnits = use === 'idle' ? 0 : units;
    this.#pods.slotsChanged(account.heldPod, use, account.heldUnits);
  }

  #end(account: TaskAccount, state: FinalState, cause: string | null, at: number): void {
    const { task, counts } = account;
    const readers = this.#readers;
    if (isInSystem(account))
      for (let i = 0; i < readers.length; i++) (readers[i] as TaskReader).systemLeft(account, at);
    for (let i = 0; i < readers.length; i++) (readers[i] as TaskReader).taskEnded(account, state, cause, at);
    // Normally the slot is free by now.
    if (account.heldUse !== 'idle') this.#hold(account, 'idle', -1, 0);
    this.#leave(account);
    counts.finished++;
    if (state === 'failed') counts.failed++;
    this.#accounts.delete(task);
    this.#latest = undefined;
    this.#latestId = -1;
    if (this.#ends.has(task)) this.#ends.set(task, state);
  }

  #restate(account: TaskAccount, state: TaskAccount['state'], locked: boolean, at: number): void {
    const wasIn = isInSystem(account);
    const isIn = state === 'running' || (state === 'pending' && !locked);
    if (wasIn && !isIn) for (const reader of this.#readers) reader.systemLeft(account, at);
    this.#leave(account);
    this.#enter(account, state, locked, at);
    if (!wasIn && isIn) account.inSystemSince = at;
  }

  #leave(account: TaskAccount): void {
    this.#count(account, -1);
    account.counts.queue.leave(account);
  }

  #enter(account: TaskAccount, state: TaskAccount['state'], locked: boolean, at: number): void {
    const wasBlocked = isBlocked(account);
    account.state = state;
    account.locked = locked;
    this.#count(account, 1);
    if (state === 'pending' && !locked) account.counts.queue.join(account);
    const blocked = isBlocked(account);
    if (blocked === wasBlocked) return;
    account.blockedMs = account.blockedUntil(at);
    account.blockedSince = blocked ? at : -1;
  }

  #count(account: TaskAccount, sign: 1 | -1): void {
    const { counts, state } = account;
    counts.version++;
    if (state === null) return;
    switch (state) {
      case 'pending':
        counts.pending += sign;
        if (account.locked) return;
        counts.unblocked += sign;
        counts.unblockedUnits += sign * account.units;
        counts.applies += sign * account.applies;
        return;
      case 'running':
        counts.running += sign;
        counts.runningUnits += sign * account.units;
        counts.applies += sign * account.applies;
        if (this.#runningIn.size > 0) this.#countRunningIn(account.workspace, sign);
        return;
      case 'waiting':
        counts.waiting += sign;
        return;
      case 'apply_pending':
        counts.applyPending += sign;
        return;
    }
  }

  #countRunningIn(workspace: WorkspaceId, sign: 1 | -1): void {
    const running = this.#runningIn.get(workspace);
    if (running !== undefined) this.#runningIn.set(workspace, running + sign);
  }
}

function describe(account: TaskAccount, workspace: WorkspaceId, type: TaskAccount['type']): void {
  account.workspace = workspace;
  account.type = type;
  account.units = account.counts.weights[type];
  account.applies = type === 'plan_and_apply' ? 1 : 0;
}
