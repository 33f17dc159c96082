import type { VariantResult } from '../experiment/variant-result.ts';

/** What a run on a real cluster has to say of pods that did not start and of what it had to leave, one sentence each; nothing in the simulation. */
export function clusterSentences({ runs }: VariantResult): readonly string[] {
  const many = runs.length > 1;
  return runs.flatMap(({ replication, cluster }) => {
    const where = many ? ` (replication ${replication})` : '';
    return [
      ...(cluster?.notStarted ?? []).map(({ pool, reason, pods, ran }) => {
        const end = ran === 0 ? 'none of them ran' : ran === pods ? 'all ran later' : `${ran} of them ran later`;
        return `${pods} ${pods === 1 ? 'pod' : 'pods'} of ${pool} did not start at once, ${end}: ${reason}${where}`;
      }),
      ...(cluster?.left ?? []).map((what) => `left in the cluster: ${what}${where}`),
    ];
  });
}
