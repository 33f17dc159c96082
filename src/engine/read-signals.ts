import type { Core, PoolState } from './core.ts';
import type { StoreQuery } from './event.ts';
import { isFrozen } from './freeze.ts';
import { usableUnits } from './max-tasks.ts';
import { counts, isConnected, isDead, isIdle, isOnline, isSpent, type Pod } from './pod-table.ts';
import type {
  AgentSignals,
  CapacitySignals,
  PodSignals,
  PodView,
  Queried,
  RunningTask,
  Signals,
  SlotSignals,
  UnblockedTask,
} from './signals.ts';
import { legalSlot } from './slot-rules.ts';
import type { TaskType } from './task.ts';
import type { TaskList } from './task-list.ts';
import type { PoolQueues } from './task-store.ts';

/** What a policy sees of a pool at this event. Counts now; lists only if it asks. */
export function readSignals(core: Core, pool: PoolState, podsStale = false): Signals {
  const queues = core.queues(pool);
  const pods = pool.pods.pods.filter((pod) => counts(pod, pool.config));
  const byType = unblockedByType(queues);
  const unblocked = query(core, 'unblocked', queues.unblocked);
  return {
    now: core.now,
    min: pool.config.min,
    max: pool.config.max,
    frozen: isFrozen(core, pool),
    slotsPerPod: pool.config.agent.slots,
    agent: agentSignals(pool),
    pods: podSignals(pods, pool),
    slots: slotSignals(pods, pool),
    connectedSlots: slotSignals(pods.filter(isConnected), pool),
    tasks: {
      pending: query(core, 'pending', queues.unblocked + queues.blocked),
      unblocked,
      unblockedByType: unblocked === null ? null : unblocked === 0 ? NONE_BY_TYPE : byType,
      claimedByType: countByType(queues.claimed),
      waiting: queues.waiting,
      running: queues.running.size + queues.sent.size,
      runningByType: countByType(queues.running, queues.sent),
      applyPending: queues.unconfirmed.size + queues.confirmed.size,
    },
    capacity: capacity(core, pool),
    oldestUnblockedAgeMs: oldestAgeMs(queues, core.now),
    idleSince: pool.idleSince,
    podsStale,
    lastScaleUpAt: pool.lastScaleUpAt,
    lastScaleDownAt: pool.lastScaleDownAt,
    arrivals: { within: (windowMs) => pool.arrivals.within(windowMs, core.now) },
    completions: { within: (windowMs) => pool.completions.within(windowMs, core.now) },
    totals: { ...pool.totals, admitted: { ...pool.totals.admitted } },
    unblockedTasks: () => listUnblocked(queues),
    runningTasks: () => listRunning(queues),
    listPods: () => pods.map((pod) => podView(pod, pool, core.now)),
  };
}

/** Online agent capacity: used = running + apply_pending on agents with a fresh heartbeat. Capacity units under `weighted`. */
function capacity(core: Core, pool: PoolState): Queried<CapacitySignals> {
  const mode = core.failing.get('capacity');
  if (mode === 'error') return null;
  if (mode === 'zero') return { agentsOnline: 0, total: 0, used: 0, available: 0 };
  const online = pool.pods.pods.filter((pod) => isOnline(pod) && counts(pod, pool.config));
  const total = online.reduce((sum, pod) => sum + usableUnits(pod, pool), 0);
  const used = online.reduce((sum, pod) => sum + pod.running + pod.reserved, 0);
  return { agentsOnline: online.length, total, used, available: Math.max(0, total - used) };
}

function query(core: Core, name: StoreQuery, value: number): Queried<number> {
  const mode = core.failing.get(name);
  if (mode === undefined) return value;
  return mode === 'error' ? null : 0;
}

const NONE_BY_TYPE: Readonly<Record<TaskType, number>> = { plan: 0, plan_and_apply: 0, drift_check: 0 };

function unblockedByType(queues: PoolQueues): Record<TaskType, number> {
  const counted = {
    plan: queues.plans.size,
    plan_and_apply: queues.planAndApplies.size + queues.applies.size,
    drift_check: queues.driftChecks.size,
  };
  for (const task of queues.claimed) counted[task.type] += 1;
  for (const task of queues.backoff) counted[task.type] += 1;
  return counted;
}

function agentSignals({ config }: PoolState): AgentSignals {
  const { slots, rule, weights, maxTasks } = config.agent;
  return { slots, rule, weights, maxTasks: Number.isFinite(maxTasks) ? maxTasks : null };
}

function countByType(...lists: readonly TaskList[]): Record<TaskType, number> {
  const counted = { plan: 0, plan_and_apply: 0, drift_check: 0 };
  for (const list of lists) for (const task of list) counted[task.type] += 1;
  return counted;
}

function podSignals(pods: readonly Pod[], pool: PoolState): PodSignals {
  const count = (holds: (pod: Pod) => boolean): number => pods.filter(holds).length;
  return {
    count: pods.length,
    requested: count((pod) => pod.phase === 'requested'),
    pending: count((pod) => pod.phase === 'pending'),
    running: count((pod) => pod.phase === 'running'),
    connected: count(isConnected),
    connectedIdle: count((pod) => isConnected(pod) && isIdle(pod) && !isSpent(pod, pool.config)),
    withRunningTask: count((pod) => pod.running > 0),
    withReservation: count((pod) => pod.reserved > 0),
    terminating: pool.pods.pods.filter((pod) => pod.terminating).length,
    dead: pool.pods.pods.filter((pod) => isDead(pod) && !pod.terminating).length,
    failed: pool.pods.pods.filter((pod) => pod.phase === 'failed' && !pod.terminating).length,
  };
}

/** Slots that no task may come to any more, as on a spent pod, are none. */
function slotSignals(pods: readonly Pod[], pool: PoolState): SlotSignals {
  let total = 0;
  let used = 0;
  let reserved = 0;
  for (const pod of pods) {
    total += usableUnits(pod, pool);
    used += pod.running + pod.claimed;
    reserved += pod.reserved;
  }
  return { total, used, reserved, idle: total - used - reserved };
}

function oldestAgeMs(queues: PoolQueues, now: number): number {
  let oldest = now;
  for (const list of [queues.applies, queues.planAndApplies, queues.plans, queues.driftChecks]) {
    if (list.first !== null) oldest = Math.min(oldest, list.first.unblockedAt);
  }
  for (const list of [queues.claimed, queues.backoff])
    for (const task of list) oldest = Math.min(oldest, task.unblockedAt);
  return now - oldest;
}

function listUnblocked(queues: PoolQueues): readonly UnblockedTask[] {
  const { applies, planAndApplies, plans, driftChecks, claimed, backoff } = queues;
  return [...applies, ...planAndApplies, ...plans, ...driftChecks, ...claimed, ...backoff]
    .map((task) => ({ task: task.id, workspace: task.workspace.id, type: task.type, unblockedAt: task.unblockedAt }))
    .sort((a, b) => a.unblockedAt - b.unblockedAt || a.task - b.task);
}

function listRunning(queues: PoolQueues): readonly RunningTask[] {
  return [...queues.running, ...queues.sent]
    .map((task) => ({
      task: task.id,
      workspace: task.workspace.id,
      type: task.type,
      pod: task.pod,
      startedAt: task.since,
    }))
    .sort((a, b) => a.startedAt - b.startedAt || a.task - b.task);
}

function podView(pod: Pod, pool: PoolState, now: number): PodView {
  return {
    pod: pod.id,
    index: pod.index,
    phase: pod.phase,
    connected: isConnected(pod),
    ageMs: now - pod.createdAt,
    idleMs: isConnected(pod) && isIdle(pod) ? now - Math.max(pod.freedAt, pod.connectedAt) : null,
    slots: slotSignals([pod], pool),
    takesApply: !pod.cordoned && legalSlot(pod, 'plan_and_apply', pool.config) >= 0,
  };
}
