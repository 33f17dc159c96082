import type { Core } from './core.ts';
import { releaseHold } from './slots.ts';
import type { FinalState } from './task.ts';
import type { Task } from './task-store.ts';
import { NO_ATTEMPT } from './task-store.ts';

/** Moves between the states of `task.ts`. Everything that moves a task goes through here, so that notes and queues agree. */

/** A new or newly unblocked task: `pending`, or `waiting` behind its workspace's active plan_and_apply. */
export function admit(core: Core, task: Task): void {
  const { workspace } = task;
  if (task.type === 'plan_and_apply' && workspace.active !== null) {
    core.store.moveTo(workspace.waiting, task, core.now);
    core.noteMoved(task, null, 'waiting', null);
    return;
  }
  if (task.type === 'plan_and_apply') workspace.active = task;
  const { admitted } = core.pool(task.pool).totals;
  if (task.type === 'plan') admitted.plan += 1;
  else if (task.type === 'plan_and_apply') admitted.plan_and_apply += 1;
  else admitted.drift_check += 1;
  task.state = 'pending';
  task.unblockedAt = core.now;
  core.noteMoved(task, null, 'pending', null);
  queue(core, task);
}

/** Stands a pending task in its queue; a lock of its workspace keeps it out. */
export function queue(core: Core, task: Task): void {
  core.store.enqueue(task);
  if (task.workspace.locks > 0) {
    core.note({ kind: 'workspace.blocked', at: core.now, task: task.id, blocked: true });
    return;
  }
  core.pool(task.pool).dispatchDue = true;
  core.fresh.push(task);
}

/** Sent: from now on its slot runs it. The attempt is recorded before the send, since the agent asks for its data at once. */
export function start(core: Core, task: Task): void {
  const from = task.state;
  task.state = 'running';
  task.accepted = false;
  task.notBefore = 0;
  task.lastFailure = null;
  core.store.moveTo(core.store.queuesOf(task).sent, task, core.now);
  core.noteMoved(task, from, 'running', null);
  const pool = core.pool(task.pool);
  pool.totals.starts += 1;
  pool.taskMoved = true;
}

/** The plan is there and a person must confirm it. */
export function awaitConfirmation(core: Core, task: Task): void {
  task.state = 'apply_pending';
  task.phase = 'apply';
  task.planPod = task.pod;
  task.attempt = NO_ATTEMPT;
  task.sendTries = 0;
  core.store.moveTo(core.store.queuesOf(task).unconfirmed, task, core.now);
  core.noteMoved(task, 'running', 'apply_pending', null);
}

/** Back to where it waited before it was sent: `pending`, or `apply_pending` in its reserved slot. */
export function returnToWait(core: Core, task: Task, cause: string): void {
  const from = task.state;
  task.attempt = NO_ATTEMPT;
  task.accepted = false;
  if (task.hold === 'reserved') {
    task.state = 'apply_pending';
    core.store.moveTo(core.store.queuesOf(task).confirmed, task, core.now);
    core.noteMoved(task, from, 'apply_pending', cause);
    return;
  }
  task.state = 'pending';
  if (from !== 'pending') core.noteMoved(task, from, 'pending', cause);
  queue(core, task);
}

/** The end of a task: its slot is free, its workspace's next plan_and_apply is unblocked. */
export function finish(core: Core, task: Task, state: FinalState, cause: string | null): void {
  const from = task.state;
  const pool = core.pool(task.pool);
  releaseHold(core, pool, task);
  core.noteMoved(task, from, state, cause);
  core.store.remove(task);
  pool.completions.add(core.now);
  pool.totals.completions += 1;
  pool.taskMoved = true;
  if (task.workspace.active !== task) return;
  task.workspace.active = null;
  unblockNext(core, task);
}

function unblockNext(core: Core, done: Task): void {
  const next = done.workspace.waiting.first;
  if (next === null) return;
  done.workspace.active = next;
  next.state = 'pending';
  next.unblockedAt = core.now;
  core.store.leaveList(next);
  core.noteMoved(next, 'waiting', 'pending', null);
  queue(core, next);
}
