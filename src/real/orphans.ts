import { must, removeRun } from './cluster.ts';
import type { ApiResult, Kubernetes } from './kubernetes.ts';
import { COMPONENT_LABEL, RUN_LABEL, SHARDS_COMPONENT } from './pod-names.ts';
import { removeShards } from './shard-place.ts';

/** What some run made and did not remove. */
export interface Orphan {
  readonly runId: string;
  readonly namespace: string;
  /** The namespace is the run's own; else it has only things in it. */
  readonly ownsNamespace: boolean;
  /** Shards of an experiment, which have Jobs. */
  readonly isOfShards: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * Runs that have something in the cluster, oldest first; a run that goes on now is among them. Looked for in that namespace, or, for null, in
 * all: those of runs, and, where one may list ConfigMaps everywhere, those that runs were given.
 */
export async function findOrphans(kubernetes: Kubernetes, namespace: string | null): Promise<readonly Orphan[]> {
  const orphans = namespace === null ? await everywhere(kubernetes) : await inside(kubernetes, namespace);
  return [...orphans].sort((a, b) =>
    a.createdAt + a.namespace + a.runId < b.createdAt + b.namespace + b.runId ? -1 : 1,
  );
}

/** Removes these; what could not be removed, one sentence each. */
export async function removeOrphans(kubernetes: Kubernetes, orphans: readonly Orphan[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const orphan of orphans) {
    const remove = orphan.isOfShards ? removeShards : removeRun;
    left.push(...(await remove(kubernetes, orphan)));
  }
  return left;
}

async function everywhere(kubernetes: Kubernetes): Promise<readonly Orphan[]> {
  const labelSelector = RUN_LABEL;
  const spaces = await must(kubernetes, 'list', 'namespaces', `with label ${RUN_LABEL}`, (core, options) =>
    core.listNamespace({ labelSelector }, options),
  );
  const own = orphansOf(spaces.items, true);
  const ofRuns = new Set(spaces.items.map(({ metadata }) => metadata?.name));
  const found: ApiResult<Listed> = await kubernetes.call('list', 'configmaps', (core, options) =>
    core.listConfigMapForAllNamespaces({ labelSelector }, options),
  );
  const given = orphansOf(found.value?.items ?? [], false).filter(({ namespace }) => !ofRuns.has(namespace));
  return [...own, ...given];
}

/** Every run begins with a ConfigMap and ends with its removal. */
async function inside(kubernetes: Kubernetes, namespace: string): Promise<readonly Orphan[]> {
  const { items } = await must(kubernetes, 'list', 'configmaps', `in namespace ${namespace}`, (core, options) =>
    core.listNamespacedConfigMap({ namespace, labelSelector: RUN_LABEL }, options),
  );
  return orphansOf(items, false);
}

interface Listed {
  readonly items: readonly {
    readonly metadata?: {
      readonly name?: string;
      readonly namespace?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly creationTimestamp?: Date;
      readonly deletionTimestamp?: Date;
    };
  }[];
}

/** What is going already is left out. */
function orphansOf(items: Listed['items'], ownsNamespace: boolean): readonly Orphan[] {
  const orphans = items
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .map(({ metadata }) => ({
      runId: metadata?.labels?.[RUN_LABEL] ?? '',
      namespace: (ownsNamespace ? metadata?.name : metadata?.namespace) ?? '',
      ownsNamespace,
      isOfShards: metadata?.labels?.[COMPONENT_LABEL] === SHARDS_COMPONENT,
      createdAt: new Date(metadata?.creationTimestamp ?? 0).toISOString(),
    }));
  // Shards have several ConfigMaps.
  return [...new Map(orphans.map((orphan) => [`${orphan.namespace} ${orphan.runId}`, orphan])).values()];
}
