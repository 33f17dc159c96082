import type { Core, PoolState } from './core.ts';
import { returnClaim } from './dispatcher.ts';
import type { TaskOutcome } from './event.ts';
import type { AttemptId, TaskId } from './ids.ts';
import { takeTaskBack } from './max-tasks.ts';
import type { Pod } from './pod-table.ts';
import { changeUse, releaseHold } from './slots.ts';
import { awaitConfirmation, finish, queue, returnToWait } from './task-life.ts';
import type { Task } from './task-store.ts';

/** What agents say about tasks. An attempt that is no longer the task's is a late answer: ignored, and counted. */

export function taskAccepted(core: Core, id: TaskId, attempt: AttemptId): void {
  const task = presentAttempt(core, id, attempt);
  if (task === null || task.accepted) return;
  task.accepted = true;
  core.store.moveTo(core.store.queuesOf(task).running, task, core.now);
}

export function taskPlanned(core: Core, id: TaskId, attempt: AttemptId, hasChanges: boolean): void {
  const task = presentAttempt(core, id, attempt);
  if (task === null) return;
  if (task.stopping !== null) return finishStopped(core, task);
  if (!hasChanges) return finish(core, task, 'planned_and_finished', null);
  const pool = core.pool(task.pool);
  const pod = pool.pods.get(task.pod);
  // After a restart the pod may not be listed again yet.
  if (pod === undefined) task.hold = 'reserved';
  else changeUse(core, pool, { pod, task, use: 'reserved' });
  awaitConfirmation(core, task);
  // Under rule apply-exclusive the rest of the pod is free again.
  pool.dispatchDue = true;
}

export function taskFinished(core: Core, id: TaskId, attempt: AttemptId, outcome: TaskOutcome): void {
  const task = presentAttempt(core, id, attempt);
  if (task === null) return;
  if (task.stopping !== null) return finishStopped(core, task);
  if (outcome !== 'success') return finish(core, task, outcome, null);
  finish(core, task, task.phase === 'apply' ? 'applied' : 'success', null);
}

export function sendFailed(
  core: Core,
  id: TaskId,
  attempt: AttemptId,
  failure: { certain: boolean; reason: string },
): void {
  const task = presentAttempt(core, id, attempt);
  // An unknown outcome waits for the agent's next hello or for proof of death: an apply is never sent again on a guess.
  if (task === null || !failure.certain) return;
  unsend(core, task, failure.reason);
}

/** The send certainly did not arrive: the slot is given back (a reservation stays) and the task tried again after a back-off. */
export function unsend(core: Core, task: Task, reason: string): void {
  const pool = core.pool(task.pool);
  const { sendBackoffMs, retryConflictMs } = pool.config.dispatch;
  const pod = pool.pods.get(task.pod);
  const keepsSlot = task.phase === 'apply' && pod !== undefined && pod.id === task.planPod;
  if (!keepsSlot) takeTaskBack(core, pool, task.pod);
  if (task.stopping !== null) return finishStopped(core, task);
  if (keepsSlot) changeUse(core, pool, { pod, task, use: 'reserved' });
  else releaseHold(core, pool, task);
  const conflict = reason === 'slot-conflict';
  const backoffMs = conflict
    ? retryConflictMs
    : (sendBackoffMs[Math.min(task.sendTries, sendBackoffMs.length - 1)] as number);
  if (!conflict) task.sendTries += 1;
  task.notBefore = core.now + backoffMs;
  const cause = conflict ? 'slot-conflict' : 'send-failed';
  returnToWait(core, task, cause);
  if (!keepsSlot) holdBack(core, task);
  // Under rule apply-exclusive the rest of the pod is free again.
  pool.dispatchDue = true;
  core.note({ kind: 'dispatch.failed', at: core.now, task: task.id, cause, retryAt: task.notBefore });
  core.setTimer({ kind: 'send-retry', pool: pool.id, task: task.id }, task.notBefore);
}

/** The back-off of a task is over. */
export function sendRetryDue(core: Core, id: TaskId): void {
  const task = core.store.tasks.get(id);
  if (task === undefined || task.notBefore > core.now) return;
  const queues = core.store.queuesOf(task);
  if (task.list === queues.backoff) queue(core, task);
  else if (task.list === queues.confirmed) {
    core.pool(task.pool).dispatchDue = true;
    core.fresh.push(task);
  }
}

function holdBack(core: Core, task: Task): void {
  const { backoff } = core.store.queuesOf(task);
  if (task.workspace.locks > 0) return;
  core.store.moveTo(backoff, task, core.now);
}

/**
 * The agent of a task is lost for good (pod gone, dead, or silent past `lostAfter`). A plan may be tried again where the pool
 * wants that; an apply always fails, since nobody knows how far it came.
 */
export function loseTask(core: Core, task: Task): void {
  const pool = core.pool(task.pool);
  if (task.stopping !== null) return finishStopped(core, task);
  const { onAgentLost } = pool.config.dispatch;
  if (onAgentLost === 'retry-plan' && task.phase === 'plan' && task.planRetries < PLAN_RETRIES_MAX) {
    task.planRetries += 1;
    releaseHold(core, pool, task);
    return returnToWait(core, task, 'agent-lost');
  }
  interruptTask(core, task);
}

/** Nobody will ever say whether it was begun. A plan may be, once more, and its agent counts as having had it; an apply may not. */
export function loseSend(core: Core, task: Task): void {
  if (task.stopping !== null || task.phase === 'apply') return interruptTask(core, task);
  releaseHold(core, core.pool(task.pool), task);
  returnToWait(core, task, 'agent-lost');
}

/** It ends here, whatever became of its work. */
export function interruptTask(core: Core, task: Task): void {
  if (task.stopping !== null) finishStopped(core, task);
  else finish(core, task, 'failed', 'interrupted');
}

/**
 * When a silent agent is given up. While the server was down nobody could be heard, so its return counts as a heartbeat: agents
 * that reconnect after it go on, however long it took.
 */
export const lostAt = (pool: PoolState, pod: Pod): number =>
  Math.max(pod.lastBeatAt, pool.startedAt) + pool.config.dispatch.lostAfterMs;

/** An agent that is silent for `lostAfter` is given up with its work; until then the work may come back. */
export function watchLost(core: Core, pool: PoolState, pod: Pod): void {
  if (pod.running + pod.reserved === 0) return;
  core.setTimer({ kind: 'lost-check', pool: pool.id, pod: pod.id }, lostAt(pool, pod));
}

/** Everything a pod that is gone or dead held: running work is lost, reservations and claims are given up. */
export function losePodWork(core: Core, pool: PoolState, pod: Pod): void {
  for (const task of tasksOf(core, pod)) {
    if (task.hold === 'running') loseTask(core, task);
    else if (task.hold === 'claimed') returnClaim(core, pool, task);
    else releaseReservation(core, pool, task);
  }
}

/** An apply loses its reserved slot. Confirmed, it is pending again and takes any slot; else it waits for the person. */
export function releaseReservation(core: Core, pool: PoolState, task: Task): void {
  releaseHold(core, pool, task);
  if (!task.confirmed) return;
  const from = task.state;
  task.state = 'pending';
  task.unblockedAt = core.now;
  core.noteMoved(task, from, 'pending', 'reservation-lost');
  queue(core, task);
}

/** The tasks in a pod's slots, each once. */
export function tasksOf(core: Core, pod: Pod): readonly Task[] {
  const found: Task[] = [];
  for (const id of pod.tasks) {
    const task = id < 0 ? undefined : core.store.tasks.get(id);
    if (task !== undefined && !found.includes(task)) found.push(task);
  }
  return found;
}

export function finishStopped(core: Core, task: Task): void {
  if (task.stopping === 'timeout') finish(core, task, 'failed', 'timeout');
  else finish(core, task, 'cancelled', null);
}

const PLAN_RETRIES_MAX = 3;

/** The task, if this is its present attempt; else the answer is late. */
function presentAttempt(core: Core, id: TaskId, attempt: AttemptId): Task | null {
  const task = core.store.tasks.get(id);
  if (task !== undefined && task.attempt === attempt && task.state === 'running') return task;
  core.note({ kind: 'result.ignored', at: core.now, task: id });
  return null;
}
