import { setTimeout } from 'node:timers/promises';
import type { V1Node } from '@kubernetes/client-node';
import type { NodeNeeds } from '../scenario/node-needs.ts';
import type { SelectableNode } from '../scenario/node-selector.ts';
import { mayPass } from './api-error.ts';
import { insist, MUST_WITHIN_MS, must } from './cluster.ts';
import { ClusterProblem } from './cluster-problem.ts';
import type { ApiResult, Kubernetes } from './kubernetes.ts';
import { RUN_LABEL } from './pod-names.ts';
import { stoppedBefore } from './preparation.ts';

export interface NodesSettings {
  readonly kubernetes: Kubernetes;
  readonly runId: string;
  readonly namespace: string;
}

/** A node that takes pods of the run, with how many of them stand on it. */
export interface RunNode extends SelectableNode {
  readonly name: string;
}

/** A pod of the run that has not ended. */
export interface PodOnNode {
  readonly name: string;
  readonly uid: string;
}

/**
 * The nodes of a cluster as far as faults of nodes touch them, and the run's own pods on them: other people's are never evicted. A node that
 * is cordoned carries a label with the run's id, by which it is found when nobody was left to lift that.
 */
export class Nodes {
  readonly #settings: NodesSettings;
  /** In order of their age, then of their names: the first is number 1. */
  readonly #names: readonly string[];
  /** Of the eviction API: servers before 1.22 know the beta alone, those from 1.25 on no longer. */
  #policyVersion: 'policy/v1' | 'policy/v1beta1' = 'policy/v1';

  /**
   * Rejects with a `ClusterProblem` if they may not be seen or changed, or are not enough. What has just been made, or has just been thawed, is given
   * some time to get ready.
   */
  static async open(settings: NodesSettings, needs: NodeNeeds, signal: AbortSignal): Promise<Nodes> {
    const { kubernetes } = settings;
    const until = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const { items } = await must(kubernetes, 'list', 'nodes', 'of the cluster', (core, options) =>
        core.listNode(undefined, options),
      );
      const suitable = items.filter((node) => mayTakePods(node) && !(needs.areStopped && hasControlPlane(node)));
      const ready = suitable.filter(isReady).sort(byAge);
      if (ready.length >= needs.count) {
        const nodes = new Nodes(
          settings,
          ready.map(({ metadata }) => metadata?.name ?? ''),
        );
        await nodes.#prove();
        return nodes;
      }
      if (suitable.length < needs.count || performance.now() > until) throw tooFew(needs, ready.length);
      await setTimeout(1000, undefined, { signal }).catch(() => {
        throw stoppedBefore();
      });
    }
  }

  private constructor(settings: NodesSettings, names: readonly string[]) {
    this.#settings = settings;
    this.#names = names;
  }

  /** The nodes as they are now. */
  async all(): Promise<readonly RunNode[]> {
    const { kubernetes, namespace, runId } = this.#settings;
    const labelSelector = `${RUN_LABEL}=${runId}`;
    const { items } = await must(kubernetes, 'list', 'pods on nodes', 'of the run', (core, options) =>
      core.listNamespacedPod({ namespace, labelSelector }, options),
    );
    const pods = new Map<string, number>();
    for (const { spec, status } of items) {
      const node = spec?.nodeName ?? '';
      if (!hasEnded(status?.phase)) pods.set(node, (pods.get(node) ?? 0) + 1);
    }
    return this.#names.map((name, index) => ({ name, ordinal: index + 1, pods: pods.get(name) ?? 0 }));
  }

  async podsOn(node: string): Promise<readonly PodOnNode[]> {
    const { kubernetes, namespace, runId } = this.#settings;
    const selectors = { labelSelector: `${RUN_LABEL}=${runId}`, fieldSelector: `spec.nodeName=${node}` };
    const { items } = await must(kubernetes, 'list', 'pods on nodes', `of ${node}`, (core, options) =>
      core.listNamespacedPod({ namespace, ...selectors }, options),
    );
    return items
      .filter(({ status }) => !hasEnded(status?.phase))
      .map(({ metadata }) => ({ name: metadata?.name ?? '', uid: metadata?.uid ?? '' }));
  }

  /** It takes no new pod, of anybody. */
  async cordon(node: string): Promise<void> {
    const { kubernetes, runId } = this.#settings;
    await must(kubernetes, 'patch', 'nodes', node, await patchOf(node, cordoned(runId)));
  }

  /** As it was; what is wrong if that fails. */
  uncordon(node: string): Promise<ApiResult<unknown>> {
    return uncordon(this.#settings.kubernetes, node, UNCORDONED_WITHIN_MS);
  }

  /** Asks for its eviction, as `kubectl drain` does. False if a disruption budget forbids it now, or the server is away or overloaded. */
  async evict({ name, uid }: PodOnNode): Promise<boolean> {
    const { kubernetes, namespace } = this.#settings;
    const { error } = await kubernetes.call('create', 'pods/eviction', (core, options) =>
      core.createNamespacedPodEviction(
        {
          name,
          namespace,
          body: {
            apiVersion: this.#policyVersion,
            kind: 'Eviction',
            metadata: { name, namespace },
            deleteOptions: { preconditions: { uid } },
          },
        },
        options,
      ),
    );
    if (error === undefined || isGone(error.status)) return true;
    if (mayPass(error)) return false;
    if (error.status === 400 && this.#policyVersion === 'policy/v1') {
      this.#policyVersion = 'policy/v1beta1';
      return this.evict({ name, uid });
    }
    throw new ClusterProblem(
      `pod ${name} cannot be evicted: ${error.message}`,
      'Ask for the rights in docs/cluster-rights.yaml.',
    );
  }

  /** Deletes it; by force, it is gone at once, whatever its node has to say. */
  async delete({ name, uid }: PodOnNode, isByForce: boolean): Promise<void> {
    const { kubernetes, namespace } = this.#settings;
    const body = { preconditions: { uid }, ...(isByForce ? { gracePeriodSeconds: 0 } : {}) };
    const { error } = await insist(performance.now() + MUST_WITHIN_MS, () =>
      kubernetes.call('delete', 'pods on nodes', (core, options) =>
        core.deleteNamespacedPod({ name, namespace, body }, options),
      ),
    );
    if (error === undefined || isGone(error.status)) return;
    throw new ClusterProblem(`pod ${name} cannot be deleted: ${error.message}`, 'See whether kubectl can do the same.');
  }

  /** That nodes may be changed, before the run relies on it. */
  async #prove(): Promise<void> {
    const [first = ''] = this.#names;
    const { kubernetes, runId } = this.#settings;
    await must(kubernetes, 'patch', 'nodes', first, await patchOf(first, cordoned(runId), 'All'));
  }
}

/** It takes pods again. What is wrong if that fails; a server that is away is asked again for `withinMs` of wall time. */
export async function uncordon(kubernetes: Kubernetes, node: string, withinMs = 0): Promise<ApiResult<unknown>> {
  const patch = await patchOf(node, { metadata: { labels: { [CORDON_LABEL]: null } }, spec: { unschedulable: null } });
  return insist(performance.now() + withinMs, () => kubernetes.call('patch', 'nodes', patch));
}

/** Names of the nodes that runs have cordoned; none for who may not see nodes. */
export async function cordonedNodes(kubernetes: Kubernetes): Promise<readonly string[]> {
  const { value } = await kubernetes.call('list', 'nodes', (core, options) =>
    core.listNode({ labelSelector: CORDON_LABEL }, options),
  );
  return (value?.items ?? []).map(({ metadata }) => metadata?.name ?? '');
}

const CORDON_LABEL = 'poolproof.dev/cordoned-by';

const cordoned = (runId: string): object => ({
  metadata: { labels: { [CORDON_LABEL]: runId } },
  spec: { unschedulable: true },
});

/** Patches are JSON patches unless a header says otherwise. */
async function patchOf(name: string, body: object, dryRun?: 'All') {
  const { setHeaderOptions, PatchStrategy } = await import('@kubernetes/client-node');
  return (...[core, options]: Parameters<Parameters<typeof must<V1Node>>[4]>): Promise<V1Node> =>
    core.patchNode(
      { name, body, ...(dryRun === undefined ? {} : { dryRun }) },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch, options),
    );
}

/** Agents' pods tolerate for a while what the cluster itself finds wrong with a node, and nothing else. */
const mayTakePods = ({ spec }: V1Node): boolean =>
  spec?.unschedulable !== true &&
  (spec?.taints ?? []).every(({ key, effect }) => effect === 'PreferNoSchedule' || PASSING_TAINTS.includes(key));

const PASSING_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

const isReady = ({ spec, status }: V1Node): boolean =>
  (spec?.taints ?? []).every(({ key }) => !PASSING_TAINTS.includes(key)) &&
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;

const hasControlPlane = ({ metadata }: V1Node): boolean =>
  ['control-plane', 'master'].some((role) => metadata?.labels?.[`node-role.kubernetes.io/${role}`] !== undefined);

const NATURAL = new Intl.Collator('en', { numeric: true });
const byAge = ({ metadata: a }: V1Node, { metadata: b }: V1Node): number =>
  Number(a?.creationTimestamp ?? 0) - Number(b?.creationTimestamp ?? 0) ||
  NATURAL.compare(a?.name ?? '', b?.name ?? '');

function tooFew({ count, areStopped, kind, place }: NodeNeeds, ready: number): ClusterProblem {
  const wanted = areStopped ? 'nodes beside its control plane' : 'nodes that take pods';
  return new ClusterProblem(
    `${place.file}:${place.line}: ${kind} needs ${count} ${wanted}, and the cluster has ${ready} that are ready`,
    areStopped
      ? `Take a kind cluster with workers: poolproof cluster up --kind-cluster NAME --workers ${count}.`
      : `Take a larger cluster, or let the scenario's cluster have ${Math.max(1, ready)}.`,
  );
}

const hasEnded = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed';
/** 409: the name belongs to another object by now. */
const isGone = (status: number): boolean => status === 404 || status === 409;

const READY_WITHIN_MS = 60_000;
const UNCORDONED_WITHIN_MS = 10_000;
