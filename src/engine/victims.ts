import { counts, isConnected, isIdle, type Pod, usedUnits } from './pod-table.ts';
import type { PoolConfig, VictimRule } from './pool-config.ts';

/** The pods to remove, at most `surplus`. Under `drain` only those that were cordoned before and are empty now. */
export function victims(
  pods: readonly Pod[],
  surplus: number,
  made: { readonly config: PoolConfig; readonly rule: VictimRule },
): readonly Pod[] {
  const candidates = pods.filter((pod) => counts(pod, made.config));
  switch (made.rule) {
    case 'unordered':
      return candidates.sort(byReplicaSetOrder).slice(0, surplus);
    case 'idle-only':
      return candidates.filter(isIdle).sort(byUseful).slice(0, surplus);
    case 'longest-idle':
      return candidates.filter(isIdle).sort(byIdleness).slice(0, surplus);
    case 'drain':
      return candidates.filter((pod) => pod.cordoned && isIdle(pod)).slice(0, surplus);
  }
}

/** Under `drain`: which pods take no new work, so that the surplus empties. The emptiest first, so that they go soonest. */
export function podsToCordon(pods: readonly Pod[], surplus: number, config: PoolConfig): readonly Pod[] {
  return pods
    .filter((pod) => counts(pod, config))
    .sort((a, b) => Number(b.cordoned) - Number(a.cordoned) || usedUnits(a) - usedUnits(b) || byUseful(a, b))
    .slice(0, surplus);
}

/** Not connected before connected, then the youngest, then by id. */
function byUseful(a: Pod, b: Pod): number {
  return Number(isConnected(a)) - Number(isConnected(b)) || b.createdAt - a.createdAt || b.id - a.id;
}

/** Whose idle time is over soonest: connected before not connected, then idle the longest, then the highest index. */
function byIdleness(a: Pod, b: Pod): number {
  return (
    Number(isConnected(b)) - Number(isConnected(a)) ||
    Math.max(a.freedAt, a.connectedAt) - Math.max(b.freedAt, b.connectedAt) ||
    b.index - a.index ||
    b.id - a.id
  );
}

/**
 * How a ReplicaSet ranks its pods for deletion, as far as it shows here (Kubernetes,
 * pkg/controller/controller_utils.go, ActivePodsWithRanks): unscheduled before scheduled, pending before running, not ready
 * before ready, ready for a shorter time first, newer first. Whether a pod is busy does not matter: that is the point.
 */
function byReplicaSetOrder(a: Pod, b: Pod): number {
  return (
    Number(a.scheduled) - Number(b.scheduled) ||
    Number(a.phase === 'running') - Number(b.phase === 'running') ||
    Number(isConnected(a)) - Number(isConnected(b)) ||
    b.connectedAt - a.connectedAt ||
    b.createdAt - a.createdAt ||
    b.id - a.id
  );
}
