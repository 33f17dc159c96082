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
  TaskSignals,
  UnblockedTask,
} from './signals.ts';
import { legalSlot } from './slot-rules.ts';
import type { TaskType } from './task.ts';
import type { TaskList } from './task-list.ts';
import type { PoolQueues } from './task-store.ts';

/** What a policy sees of a pool at this event. Counts now; lists only if it asks. */
export function readSignals(core: Core, pool: PoolState, podsStale = false): Signals {
  const { config } = pool;
  const queues = core.queues(pool);
  const unblocked = query(core, 'unblocked', queues.unblocked);
  const { pods, slots, connectedSlots, online } = countPods(pool);
  return {
    now: core.now,
    min: config.min,
    max: config.max,
    frozen: isFrozen(core, pool),
    slotsPerPod: config.agent.slots,
    agent: agentSignals(pool),
    pods,
    slots,
    connectedSlots,
    tasks: new TasksSeen(core, queues, unblocked),
    capacity: capacity(core, online),
    oldestUnblockedAgeMs: oldestAgeMs(queues, core.now),
    idleSince: pool.idleSince,
    podsStale,
    lastScaleUpAt: pool.lastScaleUpAt,
    lastScaleDownAt: pool.lastScaleDownAt,
    arrivals: { within: (windowMs) => pool.arrivals.within(windowMs, core.now) },
    completions: { within: (windowMs) => pool.completions.within(windowMs, core.now) },
    totals: totals(pool),
    unblockedTasks: () => listUnblocked(queues),
    runningTasks: () => listRunning(queues),
    listPods: () => pool.pods.pods.filter((pod) => counts(pod, config)).map((pod) => podView(pod, pool, core.now)),
  };
}

/**
 * A class, so that what is counted only when asked for stands on the prototype: an accessor in a literal is defined anew for every
 * decision, which takes as long as the rest of it.
 */
class TasksSeen implements TaskSignals {
  readonly pending: Queried<number>;
  readonly unblocked: Queried<number>;
  readonly unblockedByType: Queried<Readonly<Record<TaskType, number>>>;
  readonly claimedByType: Readonly<Record<TaskType, number>>;
  readonly waiting: number;
  readonly running: number;
  readonly applyPending: number;
  readonly #queues: PoolQueues;

  constructor(core: Core, queues: PoolQueues, unblocked: Queried<number>) {
    this.pending = query(core, 'pending', queues.unblocked + queues.blocked);
    this.unblocked = unblocked;
    this.unblockedByType = unblocked === null ? null : unblocked === 0 ? NONE_BY_TYPE : unblockedByType(queues);
    this.claimedByType = countByType(queues.claimed);
    this.waiting = queues.waiting;
    this.running = queues.running.size + queues.sent.size;
    this.applyPending = queues.unconfirmed.size + queues.confirmed.size;
    this.#queues = queues;
  }

  /** A walk over all that runs, for the few who ask. */
  get runningByType(): Readonly<Record<TaskType, number>> {
    return countByType(this.#queues.running, this.#queues.sent);
  }

  /** A walk over all whose person has not decided. */
  get reserved(): number {
    const { unconfirmed, confirmed } = this.#queues;
    let reserved = confirmed.size;
    for (let task = unconfirmed.first; task !== null; task = task.next) if (task.hold === 'reserved') reserved += 1;
    return reserved;
  }
}

/** A copy, field by field: spread, it would take longer than everything else that is counted for a decision. */
function totals({
  totals: { arrivals, starts, completions, admitted, slotStays, slotTimeMs },
}: PoolState): Signals['totals'] {
  const { plan, plan_and_apply, drift_check } = admitted;
  return { arrivals, starts, completions, admitted: { plan, plan_and_apply, drift_check }, slotStays, slotTimeMs };
}

function capacity(core: Core, online: CapacitySignals): Queried<CapacitySignals> {
  const mode = core.failing.get('capacity');
  if (mode === 'error') return null;
  return mode === 'zero' ? { agentsOnline: 0, total: 0, used: 0, available: 0 } : online;
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
  countTypes(queues.claimed, counted);
  countTypes(queues.backoff, counted);
  return counted;
}

function agentSignals({ config }: PoolState): AgentSignals {
  const { slots, rule, weights, maxTasks } = config.agent;
  return { slots, rule, weights, maxTasks: Number.isFinite(maxTasks) ? maxTasks : null };
}

function countByType(...lists: readonly TaskList[]): Record<TaskType, number> {
  const counted = { plan: 0, plan_and_apply: 0, drift_check: 0 };
  for (const list of lists) countTypes(list, counted);
  return counted;
}

function countTypes(list: TaskList, counted: Record<TaskType, number>): void {
  for (let task = list.first; task !== null; task = task.next) counted[task.type] += 1;
}

interface PodCount {
  readonly pods: PodSignals;
  readonly slots: SlotSignals;
  readonly connectedSlots: SlotSignals;
  /** Capacity of agents with a fresh heartbeat: used = running + apply_pending. Units under `weighted`. */
  readonly online: CapacitySignals;
}

/** Everything that is counted over pods, in one walk: each decision asks for all of it, and a pool decides every few seconds. */
function countPods(pool: PoolState): PodCount {
  const { config } = pool;
  const pods = {
    count: 0,
    requested: 0,
    pending: 0,
    running: 0,
    connected: 0,
    connectedIdle: 0,
    withRunningTask: 0,
    withReservation: 0,
    terminating: 0,
    dead: 0,
    failed: 0,
  };
  const slots = { total: 0, used: 0, reserved: 0, idle: 0 };
  const connectedSlots = { total: 0, used: 0, reserved: 0, idle: 0 };
  const online = { agentsOnline: 0, total: 0, used: 0, available: 0 };
  for (const pod of pool.pods.pods) {
    if (pod.terminating) pods.terminating += 1;
    else if (isDead(pod)) pods.dead += 1;
    if (pod.phase === 'failed' && !pod.terminating) pods.failed += 1;
    if (!counts(pod, config)) continue;
    const usable = usableUnits(pod, pool);
    pods.count += 1;
    if (pod.phase === 'requested') pods.requested += 1;
    else if (pod.phase === 'pending') pods.pending += 1;
    else if (pod.phase === 'running') pods.running += 1;
    if (pod.running > 0) pods.withRunningTask += 1;
    if (pod.reserved > 0) pods.withReservation += 1;
    addSlots(slots, pod, usable);
    if (isConnected(pod)) {
      pods.connected += 1;
      if (isIdle(pod) && !isSpent(pod, config)) pods.connectedIdle += 1;
      addSlots(connectedSlots, pod, usable);
    }
    if (!isOnline(pod)) continue;
    online.agentsOnline += 1;
    online.total += usable;
    online.used += pod.running + pod.reserved;
  }
  online.available = Math.max(0, online.total - online.used);
  return { pods, slots, connectedSlots, online };
}

/** Slots that no task may come to any more, as on a spent pod, are none: `usable`. */
function addSlots(sum: Mutable<SlotSignals>, pod: Pod, usable: number): SlotSignals {
  const used = pod.running + pod.claimed;
  sum.total += usable;
  sum.used += used;
  sum.reserved += pod.reserved;
  sum.idle += usable - used - pod.reserved;
  return sum;
}

function oldestAgeMs(queues: PoolQueues, now: number): number {
  let oldest = now;
  for (const list of [queues.applies, queues.planAndApplies, queues.plans, queues.driftChecks]) {
    if (list.first !== null) oldest = Math.min(oldest, list.first.unblockedAt);
  }
  for (const list of [queues.claimed, queues.backoff])
    for (let task = list.first; task !== null; task = task.next) oldest = Math.min(oldest, task.unblockedAt);
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
    slots: addSlots({ total: 0, used: 0, reserved: 0, idle: 0 }, pod, usableUnits(pod, pool)),
    takesApply: !pod.cordoned && legalSlot(pod, 'plan_and_apply', pool.config) >= 0,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
