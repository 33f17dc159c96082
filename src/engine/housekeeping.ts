import { keepHello } from './agent-hello.ts';
import { deletePod } from './autoscaler.ts';
import type { Core, PoolState } from './core.ts';
import type { ListedPod } from './event.ts';
import { isFrozen } from './freeze.ts';
import { losePodWork } from './lost-agents.ts';
import { overdueSpent, recallGiven } from './max-tasks.ts';
import { counts, isConnected, isDead, isOnline, type Pod } from './pod-table.ts';
import { releaseReservation } from './work.ts';

/** What every tick does before it decides: books against the cluster, the dead out, the sick restarted, stale reservations freed. */
export function keepHouse(core: Core, pool: PoolState): void {
  reap(core, pool);
  restartUnhealthy(core, pool);
  expireReservations(core, pool);
}

/** Brings the pod table in line with a list: unknown pods are adopted, vanished ones dropped. */
export function syncPods(core: Core, pool: PoolState, listed: readonly ListedPod[]): void {
  for (const item of listed) updatePod(core, pool, pool.pods.get(item.pod) ?? adopt(core, pool, item), item);
  // A list names a pod once, and all that it names are in the table now: as many as that, and none is missing.
  if (listed.length === pool.pods.pods.length) return;
  const seen = new Set(listed.map(({ pod }) => pod));
  for (const pod of [...pool.pods.pods]) {
    if (seen.has(pod.id)) continue;
    if (pod.uncertain && mayRetryCreate(core, pool, pod)) retryCreate(core, pool, pod);
    else if (pod.uncertain) dropPod(core, pool, pod);
    // A pod whose creation has not been answered yet is not missing.
    else if (pod.phase !== 'requested') {
      keepHello(core, pod);
      dropPod(core, pool, pod);
    }
  }
}

export function updatePod(
  core: Core,
  pool: PoolState,
  pod: Pod,
  seen: Pick<ListedPod, 'phase' | 'scheduled'> & Partial<ListedPod>,
): void {
  const wasDead = isDead(pod);
  if (pod.phase !== seen.phase || (seen.registered === true && !pod.registered)) pool.pods.changed(pod);
  if (seen.phase === 'running' && pod.phase !== 'running') {
    pod.runningAt = seen.runningAt ?? core.now;
    // After a start agents need their time to come back: what was before it does not count.
    if (!isConnected(pod)) pod.agentlessSince = Math.max(pod.runningAt, pool.startedAt);
  }
  pod.phase = seen.phase;
  pod.scheduled = seen.scheduled;
  pod.uncertain = false;
  if (seen.registered === true) pod.registered = true;
  if (seen.terminating === true) pod.terminating = true;
  if (isDead(pod) && !wasDead) losePodWork(core, pool, pod);
}

/** The pod is gone: what it held is lost or given back, and it leaves the table. */
export function dropPod(core: Core, pool: PoolState, pod: Pod): void {
  losePodWork(core, pool, pod);
  pool.pods.remove(pod);
}

function adopt(core: Core, pool: PoolState, item: ListedPod): Pod {
  const pod = pool.pods.add({ id: item.pod, pool: pool.id, createdAt: item.createdAt });
  recallGiven(core, pool, pod);
  const lastBeatAt = pool.config.dispatch.heartbeats === 'durable' ? core.knownBeats.get(item.pod) : undefined;
  if (lastBeatAt !== undefined) {
    pod.lastBeatAt = lastBeatAt;
    pod.silent = core.now - lastBeatAt >= pool.config.agent.onlineWithinMs;
    pod.agent = 'disconnected';
  }
  return pod;
}

/** Not in a freeze, in which nothing is created, nor beyond `max`, which a refused deletion may have filled meanwhile. */
function mayRetryCreate(core: Core, pool: PoolState, pod: Pod): boolean {
  if (pod.terminating || isFrozen(core, pool)) return false;
  return pool.pods.pods.filter((other) => counts(other, pool.config)).length <= pool.config.max;
}

/** Asked again under its old name: if the first request did get through, the answer is "exists", and that is good. */
function retryCreate(core: Core, pool: PoolState, pod: Pod): void {
  pod.uncertain = false;
  core.perform({ kind: 'pod.create', at: core.now, pool: pool.id, pod: pod.id });
}

/**
 * Report 713: failed and succeeded pods leave the books and the cluster, so that the next decision replaces them. So do spent ones
 * whose agents cannot be told to end.
 */
function reap(core: Core, pool: PoolState): void {
  const deaf = overdueSpent(core, pool);
  if (!pool.config.autoscaler.reaper) return;
  for (const pod of deaf) deletePod(core, pod, 'reaper');
  for (const pod of pool.pods.pods) if (isDead(pod)) deletePod(core, pod, 'reaper');
}

/**
 * A running pod without an agent for 2 min, while the pool runs no task and fewer agents are online than pods run, is deleted:
 * at once the first time, then with growing pauses, at most six times until an agent connects again.
 */
function restartUnhealthy(core: Core, pool: PoolState): void {
  const { unhealthy } = pool;
  if (!pool.config.autoscaler.unhealthyRestart || unhealthy.givenUp) return;
  const queues = core.queues(pool);
  if (queues.running.size + queues.sent.size > 0) return;
  const running = pool.pods.pods.filter((pod) => pod.phase === 'running' && !pod.terminating);
  if (running.filter(isOnline).length >= running.length) return;
  for (const pod of running) {
    if (pod.agentlessSince < 0 || core.now - pod.agentlessSince < AGENTLESS_MS_MAX) continue;
    if (core.now < unhealthy.nextAt) return;
    if (unhealthy.restarts === UNHEALTHY_RESTARTS_MAX) {
      unhealthy.givenUp = true;
      core.note({ kind: 'pod.unhealthy', at: core.now, pod: pod.id, action: 'given-up' });
      return;
    }
    unhealthy.nextAt =
      core.now + (UNHEALTHY_PAUSES_MS[Math.min(unhealthy.restarts, UNHEALTHY_PAUSES_MS.length - 1)] as number);
    unhealthy.restarts += 1;
    core.note({ kind: 'pod.unhealthy', at: core.now, pod: pod.id, action: 'restarted' });
    deletePod(core, pod, 'unhealthy');
  }
}

/** After `reservationExpiry` the slot is free for others; the task goes on waiting for its person. */
function expireReservations(core: Core, pool: PoolState): void {
  for (const task of core.queues(pool).unconfirmed) {
    if (core.now - task.since < pool.config.dispatch.reservationExpiryMs) break;
    if (task.hold === 'idle') continue;
    releaseReservation(core, pool, task);
    core.note({ kind: 'reservation.expired', at: core.now, task: task.id });
  }
}

const MINUTE_MS = 60_000;
const AGENTLESS_MS_MAX = 2 * MINUTE_MS;
const UNHEALTHY_RESTARTS_MAX = 6;
const UNHEALTHY_PAUSES_MS = [1, 2, 4, 8, 10].map((minutes) => minutes * MINUTE_MS);
