import { capacityOf, standingPods, standingRequests } from './cluster-check.ts';
import { type ClusterSection, nodeGroupsOf, sizeOf } from './cluster-section.ts';
import type { CompiledCluster } from './compiled.ts';
import { samplerOf } from './distribution-sampler.ts';
import type { InitialSection } from './initial-section.ts';
import type { DecodedPool } from './pool-check.ts';
import type { Streams } from './stream.ts';

/** The nodes of a run. The k-th node that is added to a group takes the k-th draw of its `provision`. */
export function compileCluster(
  section: ClusterSection,
  made: { readonly initial: InitialSection; readonly pools: readonly DecodedPool[]; readonly streams: Streams },
): CompiledCluster {
  const { initial, pools, streams } = made;
  const groups = nodeGroupsOf(section);
  const poolNamed = (name: string | null): DecodedPool | null =>
    pools.find((pool) => pool.name === name) ?? (name === null ? (pools[0] ?? null) : null);
  const copies = initial.pods.flatMap((pod) => Array.from({ length: pod.count }, () => pod));
  const standing = standingPods(
    groups,
    copies.map((pod) => standingRequests(pod, poolNamed(pod.pool))),
  );
  return {
    groups: groups.map((group) => ({
      name: group.name,
      count: group.count,
      ...sizeOf(group),
      capacity: capacityOf(group),
      pricePerHour: group.pricePerHour,
      provisionMs: samplerOf(group.provision, () => streams.open(`nodes/${group.name}/provision`)),
    })),
    scanIntervalMs: section.autoscaler.scanInterval,
    scaleDownAfterMs: section.autoscaler.scaleDownAfter,
    standing: standing.map((node) => (typeof node === 'number' ? node : null)),
  };
}
