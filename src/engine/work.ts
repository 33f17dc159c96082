import type { Core, PoolState } from './core.ts';
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

/** The task, if this is its present attempt; else the answer is late. */
function presentAttempt(core: Core, id: TaskId, attempt: AttemptId): Task | null {
  const task = core.store.tasks.get(id);
  if (task !== undefined && task.attempt === attempt && task.state === 'running') return task;
  core.note({ kind: 'result.ignored', at: core.now, task: id });
  return null;
}
