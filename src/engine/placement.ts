import type { Purpose } from './open-positions.ts';
import { counts, isConnected, isDead, type Pod, type PodTable, usedUnits } from './pod-table.ts';
import type { PoolConfig } from './pool-config.ts';
import { isReady } from './readiness.ts';
import { legalSlot } from './slot-rules.ts';
import type { TaskType } from './task.ts';

/** The pod that a new task of this type gets, by readiness, slot rule and placement; null if none fits. */
export function choosePod(table: PodTable, type: TaskType, config: PoolConfig, now: number): Pod | null {
  return choose(table, 'work', type, config, now);
}

/** The pod on which a slot may be claimed: its agent is not connected yet, and it has not used up the claim deadline. */
export function choosePodToClaim(table: PodTable, type: TaskType, config: PoolConfig, now: number): Pod | null {
  return choose(table, 'claim', type, config, now);
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

function choose(table: PodTable, purpose: Purpose, type: TaskType, config: PoolConfig, now: number): Pod | null {
  const { placement, readiness } = config.dispatch;
  // Under `registered` an old pod becomes ready by the mere passing of time.
  const staysUnready = purpose === 'claim' || readiness !== 'registered';
  const { pods, open } = table;
  let best: Pod | null = null;
  for (let at = open.next(0, purpose, type); at < pods.length; at = open.next(at + 1, purpose, type)) {
    const pod = pods[at] as Pod;
    const isFull = legalSlot(pod, type, config) < 0;
    if (isFull || !(purpose === 'work' ? isReady(pod, config, now) : mayBeClaimed(pod, config, now))) {
      if (isFull || staysUnready) open.close(at, purpose, type);
      continue;
    }
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
