import type { Core, PoolState } from './core.ts';
import { drainIfSpent, takeTaskBack } from './max-tasks.ts';
import type { SlotUse } from './note.ts';
import { NO_TASK, type Pod } from './pod-table.ts';
import { unitsOf } from './pool-config.ts';
import { NO_POD, type Task } from './task-store.ts';

/** Puts a task into a slot (and, under `weighted`, into as many more idle ones as it weighs). */
export function takeSlot(core: Core, pool: PoolState, pod: Pod, slot: number, task: Task, use: SlotUse): void {
  const units = unitsOf(pool.config.agent, task.type);
  let left = units;
  for (let at = slot; left > 0 && at < pod.uses.length; at += 1) {
    if (pod.uses[at] !== 'idle') continue;
    pod.uses[at] = use;
    pod.tasks[at] = task.id;
    left -= 1;
  }
  task.pod = pod.id;
  task.slot = slot;
  task.hold = use;
  task.heldSince = core.now;
  pool.pods.slotsTaken(pod, units);
  count(pod, task, use, units);
  core.noteSlot(pod, slot, task, units, 'idle', use);
}

/** The task keeps its slot and uses it otherwise: claimed → running → reserved → running. */
export function changeUse(core: Core, pool: PoolState, change: { pod: Pod; task: Task; use: SlotUse }): void {
  const { pod, task, use } = change;
  // A stay begins when its agent has the task: until then the slot waited for the pod, which is no part of the work.
  if (task.hold === 'claimed') task.heldSince = core.now;
  if (!standsOn(pod, task)) {
    task.hold = use;
    return;
  }
  const units = unitsOf(pool.config.agent, task.type);
  for (let at = 0; at < pod.uses.length; at += 1) if (pod.tasks[at] === task.id) pod.uses[at] = use;
  count(pod, task, task.hold, -units);
  count(pod, task, use, units);
  pool.pods.changed(pod);
  core.noteSlot(pod, task.slot, task, units, task.hold, use);
  task.hold = use;
}

/** The task leaves its slot. */
export function freeSlot(core: Core, pool: PoolState, pod: Pod, task: Task): void {
  // A claim that comes to nothing, for whatever reason, was not given.
  if (task.hold === 'claimed') takeTaskBack(core, pool, pod.id);
  else {
    pool.totals.slotStays += 1;
    pool.totals.slotTimeMs += core.now - task.heldSince;
  }
  pod.freedAt = core.now;
  const units = unitsOf(pool.config.agent, task.type);
  for (let at = 0; at < pod.uses.length; at += 1) {
    if (pod.tasks[at] !== task.id) continue;
    pod.uses[at] = 'idle';
    pod.tasks[at] = NO_TASK;
  }
  count(pod, task, task.hold, -units);
  pool.pods.slotsTaken(pod, -units);
  core.noteSlot(pod, task.slot, task, units, task.hold, 'idle');
  leaveSlot(task);
  pool.dispatchDue = true;
  drainIfSpent(core, pool, pod);
}

/** Frees the slot if it still stands in the books; forgets it in any case. */
export function releaseHold(core: Core, pool: PoolState, task: Task): void {
  if (task.hold === 'idle') return;
  const pod = pool.pods.get(task.pod);
  if (pod === undefined || !standsOn(pod, task)) leaveSlot(task);
  else freeSlot(core, pool, pod, task);
}

/** False between a restart and the rebuilding of slots: until then the task alone knows where it stands. */
const standsOn = (pod: Pod, task: Task): boolean => pod.tasks[task.slot] === task.id;

function leaveSlot(task: Task): void {
  task.hold = 'idle';
  task.pod = NO_POD;
  task.slot = -1;
}

function count(pod: Pod, task: Task, use: SlotUse, units: number): void {
  if (use === 'running') pod.running += units;
  else if (use === 'claimed') pod.claimed += units;
  else if (use === 'reserved') pod.reserved += units;
  if (task.type !== 'plan_and_apply') return;
  pod.applies += units;
  // A claim will run: for the rules it counts as running.
  if (use !== 'reserved') pod.runningApplies += units;
}
