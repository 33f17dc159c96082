import { type ClusterSection, nodeGroupsOf, sizeOf, type WrittenNodes } from './cluster-section.ts';
import type { InitialSection, WrittenPod } from './initial-section.ts';
import * as messages from './messages.ts';
import { fits, type NodeCapacity, type NodeRoom, type PodRequests, take } from './node-capacity.ts';
import type { DecodedPool } from './pool-check.ts';
import { poolOf, type Scope } from './scope.ts';
import type { TreePath } from './tree.ts';

/** Reports what no cluster could be: sizes out of order, pods that no node could ever take, more pods at time zero than fit. */
export function checkCluster(section: ClusterSection, initial: InitialSection | null, scope: Scope): void {
  const groups = nodeGroupsOf(section);
  const { review } = scope;
  const seen = new Set<string>();
  for (const [index, group] of groups.entries()) {
    const path: TreePath = ['cluster', 'nodes', ...(Array.isArray(section.nodes) ? [index] : [])];
    const { min, max } = sizeOf(group);
    if (min > group.count) review.report([...path, 'min'], messages.nodesOutOfRange('min', min, group.count));
    if (max < group.count) review.report([...path, 'max'], messages.nodesOutOfRange('max', max, group.count));
    else if (max === 0) review.report([...path, 'count'], messages.noNodes());
    if (seen.has(group.name)) review.report([...path, 'name'], messages.duplicateName('node group', group.name));
    seen.add(group.name);
  }
  for (const pool of scope.pools.values()) checkRequests(pool, groups, scope);
  if (initial !== null) checkStanding(groups, initial, scope);
}

/** A pod that fits no empty node stays pending whatever the autoscaler adds. */
function checkRequests(pool: DecodedPool, groups: readonly WrittenNodes[], { review }: Scope): void {
  if (groups.some((group) => fits(requestsOf(pool), capacityOf(group)))) return;
  const single: TreePath = ['pool'];
  const path = review.has(single) ? single : ['pools', pool.name];
  review.report(
    [...path, 'pods', 'requests'],
    messages.fitsNoNode(
      pool.name,
      groups.map(({ name }) => name),
    ),
  );
}

function checkStanding(groups: readonly WrittenNodes[], initial: InitialSection, scope: Scope): void {
  const written = initial.pods.flatMap((pod, index) => Array.from({ length: pod.count }, () => ({ pod, index })));
  const standing = standingPods(
    groups,
    written.map(({ pod }) => standingRequests(pod, poolOf(scope, pod.pool))),
  );
  const homeless = standing.indexOf('no-room');
  if (homeless >= 0) {
    const { index } = written[homeless] as { index: number };
    scope.review.report(
      ['initial', 'pods', index],
      messages.noRoomAtStart(standing.filter((at) => typeof at === 'number').length),
    );
  }
}

/** What a pod of time zero takes of a node; null = it stands on none: no node was chosen yet, or it has ended. */
export const standingRequests = ({ state }: Pick<WrittenPod, 'state'>, pool: DecodedPool | null): PodRequests | null =>
  pool === null || state === 'pending' || state === 'failed' || state === 'succeeded' ? null : requestsOf(pool);

/**
 * On which node each pod stands when the run begins: first fit, in the author's order, over the nodes in order. Null for those that
 * stand on none.
 */
export function standingPods(
  groups: readonly WrittenNodes[],
  pods: readonly (PodRequests | null)[],
): readonly (number | 'no-room' | null)[] {
  const rooms: NodeRoom[] = groups.flatMap((group) =>
    Array.from({ length: group.count }, () => ({ ...capacityOf(group) })),
  );
  return pods.map((requests) => {
    if (requests === null) return null;
    const node = rooms.findIndex((room) => fits(requests, room));
    if (node < 0) return 'no-room';
    take(rooms[node] as NodeRoom, requests, 1);
    return node;
  });
}

export const requestsOf = ({ section }: DecodedPool): PodRequests => ({
  cpuMilli: section.pods.requests.cpu,
  memoryBytes: section.pods.requests.memory,
});

export const capacityOf = ({ capacity }: WrittenNodes): NodeCapacity => ({
  pods: capacity.pods,
  cpuMilli: capacity.cpu ?? Number.POSITIVE_INFINITY,
  memoryBytes: capacity.memory ?? Number.POSITIVE_INFINITY,
});
