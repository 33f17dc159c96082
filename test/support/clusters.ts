import type { CompiledCluster, CompiledNodeGroup } from '../../src/scenario/compiled.ts';
import type { NodeCapacity } from '../../src/scenario/node-capacity.ts';

export interface WrittenGroup extends Partial<Omit<CompiledNodeGroup, 'capacity' | 'provisionMs'>> {
  readonly capacity?: Partial<NodeCapacity>;
  readonly provisionMs?: number;
}

/** One node of no bounds but 110 pods, unless changed; fixed in number unless `max` or `min` say otherwise. */
export const clusterOf = (
  groups: readonly WrittenGroup[],
  changes: Partial<Omit<CompiledCluster, 'groups'>> = {},
): CompiledCluster => ({
  groups: groups.map((group) => ({
    name: group.name ?? 'node',
    count: group.count ?? 1,
    min: group.min ?? group.count ?? 1,
    max: group.max ?? group.count ?? 1,
    capacity: {
      pods: 110,
      cpuMilli: Number.POSITIVE_INFINITY,
      memoryBytes: Number.POSITIVE_INFINITY,
      ...group.capacity,
    },
    pricePerHour: group.pricePerHour ?? 0,
    provisionMs: () => group.provisionMs ?? 30_000,
  })),
  scanIntervalMs: 10_000,
  scaleDownAfterMs: 600_000,
  standing: [],
  ...changes,
});
