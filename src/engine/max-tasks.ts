import type { Core, PoolState } from './core.ts';
import type { PodId } from './ids.ts';
import { isConnected, isDead, isIdle, isSpent, type Pod, usedUnits } from './pod-table.ts';

/**
 * Ephemeral agents: a pool with `maxTasks` gives each of its pods so many tasks and no more. A task counts from the moment it gets a
 * slot; a claim that is given back and a send that certainly came to nothing do not count. An apply in the slot that its plan
 * reserved is the same task; one that lost its reservation is given anew. The count is durable, since the platform's store knows
 * which agent every task was assigned to: a restart of the server does not make an agent young again.
 */
export function giveTask(core: Core, pool: PoolState, pod: Pod): void {
  if (isUnlimited(pool)) return;
  pod.given += 1;
  core.store.given(pool.id).set(pod.id, pod.given);
}

/** To be called before the slot is freed: a spent pod that falls idle is told to end. */
export function takeTaskBack(core: Core, pool: PoolState, id: PodId): void {
  if (isUnlimited(pool)) return;
  const given = core.store.given(pool.id);
  const count = given.get(id);
  if (count === undefined) return;
  given.set(id, count - 1);
  const pod = pool.pods.get(id);
  if (pod === undefined) return;
  pod.given = count - 1;
  pool.pods.changed(pod);
}

/** Of a pod that is listed again: after a restart, or because the list before was older than the pod. */
export function recallGiven(core: Core, pool: PoolState, pod: Pod): void {
  pod.given = core.store.given(pool.id).get(pod.id) ?? 0;
}

/**
 * For certain there is no such pod any more. That a list does not have it is not certain: the list may be older than the pod, and the pod
 * would come back with room for as many tasks again.
 */
export function forgetGiven(core: Core, id: PodId): void {
  for (const pool of core.pools) if (!isUnlimited(pool)) core.store.given(pool.id).delete(id);
}

/** The end of its last task: the agent is told to exit, since it cannot know of tasks that end without it (a discarded apply). */
export function drainIfSpent(core: Core, pool: PoolState, pod: Pod): void {
  if (isUnlimited(pool) || !isOver(pool, pod) || !isConnected(pod)) return;
  core.perform({ kind: 'agent.drain', at: core.now, pod: pod.id });
}

/** Spent pods that should have ended: those that hear are told again; the others, whose agents may never come back, are returned. */
export function overdueSpent(core: Core, pool: PoolState): readonly Pod[] {
  if (isUnlimited(pool) || pool.recovery !== 'done') return [];
  const over = pool.pods.pods.filter((pod) => isOver(pool, pod));
  for (const pod of over) drainIfSpent(core, pool, pod);
  return over.filter((pod) => !isConnected(pod));
}

/** Slots of the pod that may still be used: those in use, and as many idle ones as it may be given tasks for. */
export function usableUnits(pod: Pod, pool: PoolState): number {
  const { slots, maxTasks, weights } = pool.config.agent;
  if (isUnlimited(pool)) return slots;
  const heaviest = Math.max(weights.plan, weights.plan_and_apply, weights.drift_check);
  return Math.min(slots, usedUnits(pod) + Math.max(maxTasks - pod.given, 0) * heaviest);
}

const isUnlimited = (pool: PoolState): boolean => pool.config.agent.maxTasks === Number.POSITIVE_INFINITY;

const isOver = (pool: PoolState, pod: Pod): boolean =>
  isSpent(pod, pool.config) && isIdle(pod) && !isDead(pod) && !pod.terminating;
