import type { Core, PoolState } from './core.ts';
import { returnClaim } from './dispatcher.ts';
import type { PodId } from './ids.ts';
import { isConnected, isHeard, type Pod } from './pod-table.ts';
import { releaseHold } from './slots.ts';
import { finish, returnToWait } from './task-life.ts';
import type { Task } from './task-store.ts';
import { finishStopped, releaseReservation, tasksOf } from './work.ts';

/** When an agent that nobody hears is given up, and what becomes of the work of one that is lost. */

/** An agent that is silent for `lostAfter` is given up with its work; until then the work may come back. */
export function watchLost(core: Core, pool: PoolState, pod: Pod): void {
  if (pod.running + pod.reserved === 0) return;
  core.setTimer({ kind: 'lost-check', pool: pool.id, pod: pod.id }, lostAt(pool, pod));
}

export function checkLost(core: Core, pool: PoolState, id: PodId): void {
  const pod = pool.pods.get(id);
  if (pod === undefined) return;
  if (isHeard(pod) || core.now < lostAt(pool, pod)) return;
  for (const task of tasksOf(core, pod)) {
    // Nobody but this agent could do it, so it would wait as long as the pod stands.
    if (task.hold === 'reserved' && task.confirmed) releaseReservation(core, pool, task);
    if (task.hold !== 'running') continue;
    // An agent that nobody hears may hear and be at it: it must not go on beside whoever comes next.
    if (isConnected(pod)) core.tellToStop(task);
    loseTask(core, task);
  }
}

/**
 * When a silent agent is given up. While the server was down nobody could be heard, so its return counts as a heartbeat: agents
 * that reconnect after it go on, however long it took.
 */
const lostAt = (pool: PoolState, pod: Pod): number =>
  Math.max(pod.lastBeatAt, pool.startedAt) + pool.config.dispatch.lostAfterMs;

/** Everything a pod that is gone or dead held: running work is lost, reservations and claims are given up. */
export function losePodWork(core: Core, pool: PoolState, pod: Pod): void {
  for (const task of tasksOf(core, pod)) {
    if (task.hold === 'running') loseTask(core, task);
    else if (task.hold === 'claimed') returnClaim(core, pool, task);
    else releaseReservation(core, pool, task);
  }
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

const PLAN_RETRIES_MAX = 3;

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
