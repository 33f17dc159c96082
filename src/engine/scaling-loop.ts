import { takeHellos } from './agent-hello.ts';
import { decide, ensureMin, takeAnswer } from './autoscaler.ts';
import type { Core, PoolState } from './core.ts';
import { dispatchDue } from './dispatcher.ts';
import type { ListedPod, PolicyDecided } from './event.ts';
import { isFrozen } from './freeze.ts';
import { keepHouse, syncPods } from './housekeeping.ts';
import type { BetweenTicks } from './note.ts';
import { rebuildSlots, recover } from './recovery.ts';

/** When the autoscaler looks and decides: on ticks, after a list of the pods, and between ticks when something asks for it. */

/**
 * A tick lists the pods; housekeeping and the decision follow when the list is there. Ticks never overlap, and those that a server which
 * stood still has missed are not made up for: one serves for all, as with a ticker or a requeue.
 */
export function tick(core: Core, pool: PoolState): void {
  const { everyMs } = pool.config.autoscaler;
  pool.nextTickAt += (Math.floor((core.now - pool.nextTickAt) / everyMs) + 1) * everyMs;
  core.setTimer({ kind: 'tick', pool: pool.id }, pool.nextTickAt);
  if (pool.listing) return;
  pool.listing = true;
  core.perform({ kind: 'pods.list', at: core.now, pool: pool.id });
}

export function podsListed(core: Core, pool: PoolState, pods: readonly ListedPod[]): void {
  pool.listing = false;
  syncPods(core, pool, pods);
  if (pool.recovery === 'listing') {
    recover(core, pool);
    takeHellos(core, pool);
    return;
  }
  if (core.hellos.size > 0) takeHellos(core, pool);
  keepHouse(core, pool);
  // What housekeeping freed is given away first: the policy must not see work wait beside a free slot.
  if (pool.dispatchDue) dispatchDue(core, pool);
  decideAndRecover(core, pool, false);
}

/** The last table serves, marked stale. Right after a boot there is none, so the list is asked for again at the next tick. */
export function listFailed(core: Core, pool: PoolState): void {
  pool.listing = false;
  if (pool.recovery !== 'listing') decideAndRecover(core, pool, true);
}

function decideAndRecover(core: Core, pool: PoolState, isStale: boolean): void {
  decide(core, pool, 'tick', isStale);
  if (pool.recovery === 'first-decision' && pool.asked === null) rebuildSlots(core, pool);
}

/** What the pool's program answered. Too late is whatever answers another question than the last, or one from before a restart. */
export function policyDecided(core: Core, pool: PoolState, { ask, answer }: PolicyDecided): void {
  const { asked } = pool;
  if (asked === null || asked.ask !== ask) return;
  pool.asked = null;
  takeAnswer(core, pool, asked, answer);
  if (pool.recovery === 'first-decision') rebuildSlots(core, pool);
  const { toAsk } = pool;
  pool.toAsk = null;
  if (toAsk !== null) scaleNow(core, pool, toAsk);
}

/** Between ticks: back to `min`, then one decision. Not in a freeze, and not before the pods are known. */
export function scaleNow(core: Core, pool: PoolState, trigger: BetweenTicks): void {
  if (isFrozen(core, pool) || pool.recovery !== 'done') return;
  ensureMin(core, pool, trigger);
  // The program that is being asked was told how things stood before.
  if (pool.asked === null) decide(core, pool, trigger, false);
  else pool.toAsk = trigger;
}

/** For a policy that listens: a decision soon after something happened to tasks, one for all that happens until then. */
export function armReaction(core: Core, pool: PoolState): void {
  pool.taskMoved = false;
  const { reactWithinMs } = pool.config.autoscaler;
  if (reactWithinMs === null || pool.reactionArmed) return;
  pool.reactionArmed = true;
  core.setTimer({ kind: 'reaction', pool: pool.id }, core.now + reactWithinMs);
}
