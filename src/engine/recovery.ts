import { ensureMin } from './autoscaler.ts';
import type { Core, PoolState } from './core.ts';
import type { KnownAgent } from './event.ts';
import { watchFreezeEnd } from './freeze.ts';
import { interruptTask, loseTask, watchLost } from './lost-agents.ts';
import { takeTaskBack } from './max-tasks.ts';
import { isConnected, isDead } from './pod-table.ts';
import { unitsOf } from './pool-config.ts';
import { takeSlot } from './slots.ts';
import { queue, returnToWait } from './task-life.ts';
import type { Task } from './task-store.ts';
import { releaseReservation, tasksOf } from './work.ts';

/** The first start: what the store already holds is told once, so that observers begin with it. */
export function start(core: Core): void {
  core.store.tasks.forEach((task) => {
    core.noteMoved(task, null, task.state, 'initial');
  });
  boot(core);
}

/** The server is back. Timers of the old incarnation are void from here. */
export function restart(core: Core, agents: readonly KnownAgent[]): void {
  core.epoch += 1;
  core.knownBeats.clear();
  for (const agent of agents) core.knownBeats.set(agent.pod, agent.lastBeatAt);
  boot(core);
}

/** The volatile half is new, the store is as it was left, and the cluster is asked what there is. */
function boot(core: Core): void {
  for (const pool of core.pools) forgetSlots(core, pool);
  core.pools = core.freshPools();
  core.fresh.length = 0;
  core.hellos.clear();
  for (const pool of core.pools) {
    forgetClaims(core, pool);
    forgetBackoffs(core, pool);
    if (core.epoch > 0 && pool.config.dispatch.orphans === 'fail') failOrphans(core, pool);
    pool.listing = true;
    core.perform({ kind: 'pods.list', at: core.now, pool: pool.id });
    core.setTimer({ kind: 'tick', pool: pool.id }, pool.nextTickAt);
    watchFreezeEnd(core, pool);
  }
}

/** The first list after a boot has been taken over: slots follow the store, and work may go on. */
export function recover(core: Core, pool: PoolState): void {
  if (pool.config.dispatch.slotSync === 'after-first-decision' && core.epoch > 0) {
    // The historical fault: until the first decision all slots look idle.
    pool.recovery = 'first-decision';
  } else {
    rebuildSlots(core, pool);
  }
  ensureMin(core, pool, 'start');
}

/** Makes slots what the task store says, and settles what became of tasks that ran. */
export function rebuildSlots(core: Core, pool: PoolState): void {
  const { sent, running, unconfirmed, confirmed } = core.queues(pool);
  // From the highest slot down: under `weighted` a task fills up with idle slots above its own.
  const holders = [...sent, ...running, ...unconfirmed, ...confirmed].sort((a, b) => b.slot - a.slot || a.id - b.id);
  for (const task of holders) if (!restoreSlot(core, pool, task)) pool.interrupted += 1;
  pool.recovery = 'done';
  pool.dispatchDue = true;
  core.note({ kind: 'recovery.done', at: core.now, pool: pool.id, tasksInterrupted: pool.interrupted });
}

/** False if the task was interrupted. */
function restoreSlot(core: Core, pool: PoolState, task: Task): boolean {
  if (task.hold === 'idle') return true;
  const pod = pool.pods.get(task.pod);
  const isRunning = task.state === 'running';
  if (pod === undefined || isDead(pod)) {
    if (isRunning) loseWithoutSlot(core, task);
    else releaseReservation(core, pool, task);
    return !isRunning;
  }
  takeSlot(core, pool, pod, task.slot, task, isRunning ? 'running' : 'reserved');
  // The agent may come back with its work; if it does not, the task is lost in the end, or its reservation if it was to be applied.
  if ((isRunning || task.confirmed) && !isConnected(pod)) watchLost(core, pool, pod);
  return true;
}

/** `orphans: fail`: at once, whatever the agents will say. */
function failOrphans(core: Core, pool: PoolState): void {
  const { sent, running } = core.queues(pool);
  for (const list of [sent, running]) {
    for (const task of list) {
      pool.interrupted += 1;
      interruptTask(core, task);
    }
  }
}

/** Its slot was not rebuilt, so there is none to free. */
function loseWithoutSlot(core: Core, task: Task): void {
  task.hold = 'idle';
  loseTask(core, task);
}

/** Slots were in the memory of the server that is gone; the tasks still know theirs. */
function forgetSlots(core: Core, pool: PoolState): void {
  for (const pod of pool.pods.pods) {
    for (const task of tasksOf(core, pod)) {
      core.noteSlot(pod, task.slot, task, unitsOf(pool.config.agent, task.type), task.hold, 'idle');
    }
  }
}

/** Claims lived in the memory of the server that is gone. */
function forgetClaims(core: Core, pool: PoolState): void {
  for (const task of core.queues(pool).claimed) {
    task.hold = 'idle';
    takeTaskBack(core, pool, task.pod);
    returnToWait(core, task, 'server-restarted');
  }
}

/** The timers that ended send back-offs are void: the new server tries at once. */
function forgetBackoffs(core: Core, pool: PoolState): void {
  const { backoff, confirmed } = core.queues(pool);
  for (const task of backoff) {
    task.notBefore = 0;
    queue(core, task);
  }
  for (const task of confirmed) task.notBefore = 0;
}
