import { counts, isConnected, isDead, type Pod, type PodTable, usedUnits } from './pod-table.ts';
import { type PoolConfig, unitsOf } from './pool-config.ts';
import { isReady } from './readiness.ts';
import { legalSlot } from './slot-rules.ts';
import type { TaskType } from './task.ts';

/** The pod that a new task of this type gets, by readiness, slot rule and placement; null if none fits. */
export function choosePod(table: PodTable, type: TaskType, config: PoolConfig, now: number): Pod | null {
  return choose(table, type, config, now, isReady);
}

/** The pod on which a slot may be claimed: its agent is not connected yet, and it has not used up the claim deadline. */
export function choosePodToClaim(table: PodTable, type: TaskType, config: PoolConfig, now: number): Pod | null {
  return choose(table, type, config, now, mayBeClaimed);
}

/** Ready by the rule of the pool, full or not. */
export function isAnyReady(pods: readonly Pod[], config: PoolConfig, now: number): boolean {
  for (let at = 0; at < pods.length; at += 1) if (isReady(pods[at] as Pod, config, now)) return true;
  return false;
}

/** A pod whose agent is still expected: what `waitForConnecting` waits for. */
export const isConnecting = (pod: Pod, config: PoolConfig, now: number): boolean =>
  counts(pod, config) && !isDead(pod) && !isConnected(pod) && now - pod.createdAt < config.dispatch.claimDeadlineMs;

const mayBeClaimed = (pod: Pod, config: PoolConfig, now: number): boolean =>
  !pod.cordoned && isConnecting(pod, config, now);

function choose(
  table: PodTable,
  type: TaskType,
  config: PoolConfig,
  now: number,
  isOpen: (pod: Pod, config: PoolConfig, now: number) => boolean,
): Pod | null {
  const { placement } = config.dispatch;
  const mostUsed = config.agent.slots - unitsOf(config.agent, type);
  const { pods } = table;
  let best: Pod | null = null;
  for (let at = table.firstOpen; at < pods.length; at += 1) {
    const pod = pods[at] as Pod;
    // The cheap refusals first: in a busy pool they are nearly all.
    if (usedUnits(pod) > mostUsed || legalSlot(pod, type, config) < 0 || !isOpen(pod, config, now)) continue;
    if (placement === 'first-fit') return pod;
    if (best === null || isBetter(pod, best, placement)) best = pod;
  }
  return best;
}

/** Strictly better, so that ties go to the older pod. */
function isBetter(pod: Pod, best: Pod, placement: 'lowest-index' | 'least-loaded' | 'most-loaded'): boolean {
  switch (placement) {
    case 'lowest-index':
      return pod.index < best.index;
    case 'least-loaded':
      return usedUnits(pod) < usedUnits(best);
    case 'most-loaded':
      return usedUnits(pod) > usedUnits(best);
  }
}
