import {
  insist,
  makeNamespace,
  must,
  mustMake,
  REMOVED_WITHIN_MS,
  removeMarks,
  removeNamespace,
  troubles,
} from './cluster.ts';
import type { Kubernetes } from './kubernetes.ts';
import { COMPONENT_LABEL, RUN_LABEL, SHARDS_COMPONENT } from './pod-names.ts';

export interface ShardPlaceSettings {
  /** DNS-1123, at most 20 characters, never used twice in a cluster. */
  readonly runId: string;
  /** A namespace that exists; null = one of its own, removed at the end. */
  readonly namespace: string | null;
  /** Script that makes files of the parts and runs a shard. */
  readonly boot: string;
  /** What the script puts together, each for a ConfigMap of its own: at most 1 MiB. */
  readonly parts: readonly Uint8Array[];
}

/** Where the shards of an experiment live in a cluster. */
export interface ShardPlace {
  readonly runId: string;
  readonly namespace: string;
  readonly ownsNamespace: boolean;
  /** The ConfigMap that all else belongs to: with it the cluster removes the rest. */
  readonly owner: { readonly name: string; readonly uid: string };
  /** The owner first. */
  readonly configMaps: readonly string[];
}

/** Makes what shards need before the first of them; whatever goes wrong, what was made so far is removed before the `ClusterProblem` is thrown. */
export async function openShardPlace(kubernetes: Kubernetes, settings: ShardPlaceSettings): Promise<ShardPlace> {
  const { runId, boot, parts } = settings;
  const namespace = settings.namespace ?? `poolproof-${runId}`;
  const made = { runId, namespace, ownsNamespace: settings.namespace === null };
  const remove = () => removeShards(kubernetes, made);
  if (made.ownsNamespace) await makeNamespace(kubernetes, { name: namespace, labels: shardLabels(runId) }, remove);
  try {
    const ownerName = `${runId}-shards`;
    const where = `in namespace ${namespace}`;
    const created = await mustMake(kubernetes, 'configmaps', where, (core, options) =>
      core.createNamespacedConfigMap(
        { namespace, body: { metadata: { name: ownerName, labels: shardLabels(runId) }, data: { [BOOT]: boot } } },
        options,
      ),
    );
    const found = async () => {
      const fieldSelector = `metadata.name=${ownerName}`;
      const { items } = await must(kubernetes, 'list', 'configmaps', where, (core, options) =>
        core.listNamespacedConfigMap({ namespace, fieldSelector }, options),
      );
      return items[0];
    };
    const owner = created ?? (await found());
    const place = { ...made, owner: { name: ownerName, uid: owner?.metadata?.uid ?? '' } };
    const configMaps = [ownerName];
    for (const [index, part] of parts.entries()) {
      // Names in order of their numbers.
      const number = String(index).padStart(4, '0');
      const name = `${runId}-part-${number}`;
      const binaryData = { [`part-${number}`]: Buffer.from(part).toString('base64') };
      await mustMake(kubernetes, 'configmaps', where, (core, options) =>
        core.createNamespacedConfigMap({ namespace, body: { metadata: ownedBy(place, name), binaryData } }, options),
      );
      configMaps.push(name);
    }
    return { ...place, configMaps };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The owner's key of the script. */
export const BOOT = 'boot.cjs';

export const shardLabels = (runId: string): Record<string, string> => ({
  [RUN_LABEL]: runId,
  [COMPONENT_LABEL]: SHARDS_COMPONENT,
  'app.kubernetes.io/managed-by': 'poolproof',
});

/** Metadata of what goes when the owner goes. */
export const ownedBy = ({ runId, owner }: Pick<ShardPlace, 'runId' | 'owner'>, name: string) => ({
  name,
  labels: shardLabels(runId),
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', ...owner }],
});

/**
 * Removes what was made for shards; what is gone already is no error. Returns what could not be removed, one sentence each. A server that is away
 * or overloaded is asked again for `REMOVED_WITHIN_MS`.
 */
export async function removeShards(
  kubernetes: Kubernetes,
  { runId, namespace, ownsNamespace }: Pick<ShardPlace, 'runId' | 'namespace' | 'ownsNamespace'>,
): Promise<readonly string[]> {
  // In a namespace of their own Jobs and pods go with it: to hurry them is worth one try.
  const until = performance.now() + (ownsNamespace ? 0 : REMOVED_WITHIN_MS);
  const labelled = { namespace, labelSelector: `${RUN_LABEL}=${runId}` };
  // First: a Job makes another pod for one that was deleted.
  const jobs = await insist(until, () =>
    kubernetes.callBatch('deletecollection', 'jobs', (batch, options) =>
      batch.deleteCollectionNamespacedJob({ ...labelled, propagationPolicy: 'Background' }, options),
    ),
  );
  const pods = await insist(until, () =>
    kubernetes.call('deletecollection', 'pods', (core, options) =>
      core.deleteCollectionNamespacedPod({ ...labelled, gracePeriodSeconds: 1 }, options),
    ),
  );
  if (ownsNamespace) return removeNamespace(kubernetes, namespace);
  const left = troubles([
    ['jobs', jobs],
    ['pods', pods],
  ]);
  return left.length > 0 ? left : removeMarks(kubernetes, labelled, until);
}
