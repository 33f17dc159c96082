import type { Core, PoolState } from './core.ts';
import { isFrozen } from './freeze.ts';
import { attemptId } from './ids.ts';
import { giveTask, takeTaskBack } from './max-tasks.ts';
import type { DispatchFailure } from './note.ts';
import { choosePod, choosePodToClaim, isAnyReady } from './placement.ts';
import { isConnected, type Pod } from './pod-table.ts';
import { legalSlot, mayResume } from './slot-rules.ts';
import { changeUse, freeSlot, takeSlot } from './slots.ts';
import type { TaskType } from './task.ts';
import { returnToWait, start } from './task-life.ts';
import { isOlder } from './task-list.ts';
import type { PoolQueues, Task, Workspace } from './task-store.ts';

/**
 * Gives every waiting task that fits a slot, in order: confirmed applies, then by workspace the earliest unblocked.
 * A task that does not fit is skipped, not waited for. One pass is enough: placing frees nothing.
 */
export function dispatch(core: Core, pool: PoolState): void {
  const queues = core.queues(pool);
  if (queues.confirmed.size > 0) for (const task of queues.confirmed) resume(core, pool, task);
  if (queues.queued === 0) return;
  if (pool.pods.freeUnits === 0 && pool.config.dispatch.assignment === 'immediate') return;
  let misfits = NO_MISFITS;
  for (let task = next(queues, misfits); task !== null; task = next(queues, misfits)) {
    if (place(core, pool, task) !== null) misfits |= MISFIT[task.type];
  }
}

/** Types that have found no slot in this pass, as bits: if one task of a type does not fit, no other does. */
type Misfits = number;
const NO_MISFITS: Misfits = 0;
const MISFIT: Readonly<Record<TaskType, Misfits>> = { plan: 1, plan_and_apply: 2, drift_check: 4 };

/** The pass that something asked for. In retry-timer mode, and before slots are known again after a restart, there is none. */
export function dispatchDue(core: Core, pool: PoolState): void {
  if (pool.recovery === 'done' && pool.config.dispatch.mode === 'event-driven') dispatch(core, pool);
  pool.dispatchDue = false;
}

/** One attempt for one workspace, as a retry timer makes it: its next task in this pool, sent or failed with a delay. */
export function attempt(core: Core, pool: PoolState, workspace: Workspace): void {
  const task = nextOf(core, pool, workspace);
  if (task === null || pool.recovery !== 'done') return;
  const failure = isHeld(task) ? resume(core, pool, task) : place(core, pool, task);
  if (failure !== null) fail(core, pool, task, failure);
}

/** The monitor: all that wait are tried again, and what still waits says why. */
export function monitor(core: Core, pool: PoolState): void {
  if (pool.recovery !== 'done') return;
  if (pool.config.dispatch.mode === 'retry-timer') {
    for (const task of waitingInOrder(core.queues(pool)))
      if (isQueuedOrHeld(core, task)) attempt(core, pool, task.workspace);
    return;
  }
  dispatch(core, pool);
  // One failing task asks for the scale check; the others would only say the same again.
  const queues = core.queues(pool);
  const first = firstHeld(core, queues) ?? next(queues, NO_MISFITS);
  if (first !== null) fail(core, pool, first, whyNot(core, pool, first));
}

/** Writes down why a task was not placed, sets its retry, and asks for more pods where the pool wants that. */
export function fail(core: Core, pool: PoolState, task: Task, cause: DispatchFailure): void {
  const { dispatch: config } = pool.config;
  const noAgent = cause === 'no-ready-pod' || cause === 'agent-not-connected';
  let retryAt: number | null = null;
  if (config.mode === 'retry-timer') {
    retryAt = core.now + (noAgent ? config.retryNoAgentMs : config.retryNoSlotMs);
    scheduleRetry(core, pool, task.workspace, retryAt);
  }
  task.lastFailure = cause;
  core.note({ kind: 'dispatch.failed', at: core.now, task: task.id, cause, retryAt });
  if (noAgent && config.scaleUpOnNoAgent) requestScaleCheck(core, pool);
}

/** An immediate scale check at this instant; several requests of one instant are one check. */
function requestScaleCheck(core: Core, pool: PoolState): void {
  if (pool.scaleCheckAt === core.now || isFrozen(core, pool)) return;
  pool.scaleCheckAt = core.now;
  core.setTimer({ kind: 'scale-check', pool: pool.id }, core.now);
}

/** Why a task that stands in the queue was not placed in the last pass. */
export function whyNot(core: Core, pool: PoolState, task: Task): DispatchFailure {
  if (isHeld(task)) {
    const pod = pool.pods.get(task.pod);
    return pod !== undefined && isConnected(pod) && !pod.terminating ? 'no-free-slot' : 'agent-not-connected';
  }
  // A pod that would take it and did not: nobody is there to work in it.
  if (pool.pods.freeUnits > 0 && choosePod(pool.pods, task.type, pool.config, core.now) !== null)
    return 'agent-not-connected';
  return whyNowhere(core, pool);
}

/** Why no pod would take a task. */
const whyNowhere = (core: Core, pool: PoolState): DispatchFailure =>
  isAnyReady(pool.pods.pods, pool.config, core.now) ? 'no-free-slot' : 'no-ready-pod';

/** Sends the tasks that claimed slots on a pod whose agent is now connected. */
export function sendClaims(core: Core, pool: PoolState, pod: Pod): void {
  if (pod.claimed === 0 || !isConnected(pod)) return;
  for (const task of core.queues(pool).claimed) {
    if (task.pod !== pod.id || task.workspace.locks > 0) continue;
    changeUse(core, pool, { pod, task, use: 'running' });
    send(core, task);
  }
}

/** A claim is given back: the task waits again, where it stood. */
export function returnClaim(core: Core, pool: PoolState, task: Task): void {
  const pod = pool.pods.get(task.pod);
  if (pod !== undefined) freeSlot(core, pool, pod, task);
  returnToWait(core, task, 'claim-returned');
}

/** A confirmed apply in its reserved slot. Null = sent. */
function resume(core: Core, pool: PoolState, task: Task): DispatchFailure | null {
  if (task.workspace.locks > 0 || task.notBefore > core.now) return null;
  const pod = pool.pods.get(task.pod);
  if (pod === undefined || !isConnected(pod) || pod.terminating) return 'agent-not-connected';
  if (!mayResume(pod, pool.config)) return 'no-free-slot';
  changeUse(core, pool, { pod, task, use: 'running' });
  send(core, task);
  return null;
}

/** A task without a slot. Null = sent or claimed. */
function place(core: Core, pool: PoolState, task: Task): DispatchFailure | null {
  const { config } = pool;
  const pod = choosePod(pool.pods, task.type, config, core.now);
  if (pod === null) return claim(core, pool, task) ? null : whyNowhere(core, pool);
  takeSlot(core, pool, pod, legalSlot(pod, task.type, config), task, 'running');
  giveTask(core, pool, pod);
  if (!isConnected(pod)) {
    // The fault of report 604: the slot was free, but nobody is there to work in it.
    takeTaskBack(core, pool, pod.id);
    freeSlot(core, pool, pod, task);
    return 'agent-not-connected';
  }
  send(core, task);
  return null;
}

function claim(core: Core, pool: PoolState, task: Task): boolean {
  const { config } = pool;
  if (config.dispatch.assignment === 'immediate') return false;
  const pod = choosePodToClaim(pool.pods, task.type, config, core.now);
  if (pod === null) return false;
  core.store.moveTo(core.queues(pool).claimed, task, core.now);
  takeSlot(core, pool, pod, legalSlot(pod, task.type, config), task, 'claimed');
  giveTask(core, pool, pod);
  return true;
}

function send(core: Core, task: Task): void {
  task.attempt = attemptId(core.store.nextAttempt);
  core.store.nextAttempt += 1;
  start(core, task);
  core.sendTask(task, task.phase === 'apply' && task.pod !== task.planPod);
}

function scheduleRetry(core: Core, pool: PoolState, workspace: Workspace, at: number): void {
  const armed = pool.retryAt.get(workspace.id);
  if (armed !== undefined && armed <= at && armed > core.now) return;
  pool.retryAt.set(workspace.id, at);
  core.setTimer({ kind: 'retry', pool: pool.id, workspace: workspace.id }, at);
}

/** Whether a confirmed apply in its reserved slot may be tried now: no lock, no back-off. */
export const mayGo = (core: Core, queues: PoolQueues, task: Task): boolean =>
  task.list === queues.confirmed && task.workspace.locks === 0 && task.notBefore <= core.now;

function firstHeld(core: Core, queues: PoolQueues): Task | null {
  for (const task of queues.confirmed) if (mayGo(core, queues, task)) return task;
  return null;
}

const isHeld = (task: Task): boolean => task.hold === 'reserved';

function isQueuedOrHeld(core: Core, task: Task): boolean {
  const queues = core.store.queuesOf(task);
  return task.list !== null && (task.list === queues.confirmed || queues.isQueue(task.list));
}

/** Everything a pass would try, confirmed applies first. A copy: attempts change the lists. */
function waitingInOrder(queues: PoolQueues): readonly Task[] {
  const others = [...queues.planAndApplies, ...queues.plans, ...queues.driftChecks];
  others.sort((a, b) => (isOlder(a, b) ? -1 : 1));
  return [...queues.confirmed, ...queues.applies, ...others];
}

/** The next task over all workspaces, types in `misfits` left out. */
function next(queues: PoolQueues, misfits: Misfits): Task | null {
  const applies = (misfits & MISFIT.plan_and_apply) === 0;
  if (applies && queues.applies.first !== null) return queues.applies.first;
  let oldest = applies ? queues.planAndApplies.first : null;
  if ((misfits & MISFIT.plan) === 0) oldest = older(oldest, queues.plans.first);
  if ((misfits & MISFIT.drift_check) === 0) oldest = older(oldest, queues.driftChecks.first);
  return oldest === null ? null : nextInWorkspace(queues, oldest, misfits);
}

/** Within a workspace a plan_and_apply goes before plans, and plans before drift checks, whatever their age. */
function nextInWorkspace(queues: PoolQueues, oldest: Task, misfits: Misfits): Task {
  const { workspace } = oldest;
  const { active } = workspace;
  if ((misfits & MISFIT.plan_and_apply) === 0 && active !== null && active.list === queues.planAndApplies)
    return active;
  if (oldest.type === 'drift_check' && (misfits & MISFIT.plan) === 0 && workspace.queuedPlans > 0) {
    for (const plan of queues.plans) if (plan.workspace === workspace) return plan;
  }
  return oldest;
}

/** The next task of one workspace in this pool: what it has in others wants their slots. */
function nextOf(core: Core, pool: PoolState, workspace: Workspace): Task | null {
  if (workspace.locks > 0) return null;
  const { active } = workspace;
  if (active !== null && active.pool === pool.id && isQueuedOrHeld(core, active)) return active;
  const { plans, driftChecks } = core.queues(pool);
  if (workspace.queuedPlans > 0) for (const plan of plans) if (plan.workspace === workspace) return plan;
  for (const check of driftChecks) if (check.workspace === workspace) return check;
  return null;
}

function older(a: Task | null, b: Task | null): Task | null {
  if (a === null || b === null) return a ?? b;
  return isOlder(a, b) ? a : b;
}
