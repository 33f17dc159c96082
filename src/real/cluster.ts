import { setTimeout } from 'node:timers/promises';
import type { CoreV1Api } from '@kubernetes/client-node';
import { type ApiError, apiErrorText, mayPass } from './api-error.ts';
import { ClusterProblem } from './cluster-problem.ts';
import type { ApiResult, ApiVerb, CallOptions, Kubernetes } from './kubernetes.ts';
import { RUN_ID_LENGTH_MAX, RUN_LABEL } from './pod-names.ts';

export interface RunSettings {
  /** DNS-1123, at most 20 characters, never used twice in a cluster. */
  readonly runId: string;
  /** A namespace that exists, for users who may not create any; null = the run makes one of its own and removes it. */
  readonly namespace: string | null;
  /** The agent program. */
  readonly program: string;
  /** Bearer token of each pool, in the scenario's order. */
  readonly tokens: readonly string[];
  /** Most pods that the cluster admits in the run's namespace; null = no ResourceQuota. */
  readonly quotaPods: number | null;
}

/** Where a run lives in the cluster. */
export interface RunPlace {
  readonly runId: string;
  readonly namespace: string;
  readonly ownsNamespace: boolean;
  readonly programConfigMap: string;
  /** By pool. */
  readonly tokenSecrets: readonly string[];
}

/**
 * Makes what a run needs before its first pod. Everything carries the run's label; whatever goes wrong, what was made so far is removed
 * before the `ClusterProblem` is thrown.
 */
export async function openRun(kubernetes: Kubernetes, settings: RunSettings): Promise<RunPlace> {
  const { runId, program, tokens, quotaPods } = settings;
  if (!RUN_ID.test(runId) || runId.length > RUN_ID_LENGTH_MAX) {
    throw new ClusterProblem(
      `run id ${JSON.stringify(runId)} is not one`,
      `Lower-case letters, digits and hyphens, at most ${RUN_ID_LENGTH_MAX}.`,
    );
  }
  const namespace = settings.namespace ?? `poolproof-${runId}`;
  const labels = { [RUN_LABEL]: runId, 'app.kubernetes.io/managed-by': 'poolproof' };
  const place: RunPlace = {
    runId,
    namespace,
    ownsNamespace: settings.namespace === null,
    programConfigMap: `${runId}-program`,
    tokenSecrets: tokens.map((_, pool) => `${runId}-token-${pool}`),
  };
  const metadata = (name: string) => ({ name, labels });
  const make = (resource: string, perform: (core: CoreV1Api, options: CallOptions) => Promise<unknown>) =>
    mustMake(kubernetes, resource, `in namespace ${namespace}`, perform);

  if (place.ownsNamespace) await makeNamespace(kubernetes, metadata(namespace), () => removeRun(kubernetes, place));
  try {
    await make('configmaps', (core, options) =>
      core.createNamespacedConfigMap(
        { namespace, body: { metadata: metadata(place.programConfigMap), data: { 'agent.js': program } } },
        options,
      ),
    );
    for (const [pool, name] of place.tokenSecrets.entries()) {
      const stringData = { token: tokens[pool] ?? '' };
      await make('secrets', (core, options) =>
        core.createNamespacedSecret(
          { namespace, body: { metadata: metadata(name), type: 'Opaque', stringData } },
          options,
        ),
      );
    }
    if (quotaPods !== null) await setQuota(kubernetes, place, quotaPods);
  } catch (error) {
    await removeRun(kubernetes, place);
    throw error;
  }
  return place;
}

/** The namespace of a run's own. `remove` is called where it cannot be had and yet may have come to be: an answer was lost. */
export async function makeNamespace(
  kubernetes: Kubernetes,
  metadata: { readonly name: string; readonly labels: Record<string, string> },
  remove: () => Promise<readonly string[]>,
): Promise<void> {
  const made = await insistOnMaking(kubernetes, 'namespaces', (core, options) =>
    core.createNamespace({ body: { metadata } }, options),
  );
  if (made.error === undefined) return;
  const left = made.error.certain ? [] : await remove();
  throw refused('create namespaces', [metadata.name, ...left].join('; left: '), made);
}

/** Lets the cluster admit so many pods in the run's namespace; null lifts the limit. Enforced some 100 ms later. */
export async function setQuota(
  kubernetes: Kubernetes,
  { runId, namespace }: RunPlace,
  pods: number | null,
): Promise<void> {
  const name = `${runId}-quota`;
  const metadata = { name, labels: { [RUN_LABEL]: runId } };
  const removed = await insist(performance.now() + MUST_WITHIN_MS, () =>
    kubernetes.call('delete', 'resourcequotas', (core, options) =>
      core.deleteNamespacedResourceQuota({ name, namespace }, options),
    ),
  );
  if (removed.error !== undefined && removed.error.status !== 404) throw refused('resourcequotas', namespace, removed);
  if (pods === null) return;
  await mustMake(kubernetes, 'resourcequotas', `in namespace ${namespace}`, (core, options) =>
    core.createNamespacedResourceQuota(
      { namespace, body: { metadata, spec: { hard: { pods: String(pods) } } } },
      options,
    ),
  );
}

/**
 * Removes what the run made; what is gone already is no error. Returns what could not be removed, one sentence each. A server that is
 * away or overloaded is asked again for `REMOVED_WITHIN_MS`. A namespace of the run's own takes everything in it along, some seconds later.
 */
export async function removeRun(
  kubernetes: Kubernetes,
  { runId, namespace, ownsNamespace }: Pick<RunPlace, 'runId' | 'namespace' | 'ownsNamespace'>,
): Promise<readonly string[]> {
  const until = performance.now() + (ownsNamespace ? 0 : REMOVED_WITHIN_MS);
  const labelled = { namespace, labelSelector: `${RUN_LABEL}=${runId}` };
  const remove = <T>(resource: string, perform: (core: CoreV1Api, options: CallOptions) => Promise<T>) =>
    insist(until, () => kubernetes.call('deletecollection', resource, perform));
  // Nobody needs the agents any more: without this a busy one would be given all of its grace period. They go with a namespace of the run's own,
  // so there it is worth one try.
  const hurried = { ...labelled, gracePeriodSeconds: LAST_GRACE_SECONDS };
  const pods = await remove('pods', (core, options) => core.deleteCollectionNamespacedPod(hurried, options));
  if (ownsNamespace) return removeNamespace(kubernetes, namespace);
  const left = troubles([
    ['pods', pods],
    ['secrets', await remove('secrets', (core, options) => core.deleteCollectionNamespacedSecret(labelled, options))],
    [
      'quota',
      await remove('resourcequotas', (core, options) =>
        core.deleteCollectionNamespacedResourceQuota(labelled, options),
      ),
    ],
  ]);
  return left.length > 0 ? left : removeMarks(kubernetes, labelled, until);
}

/** Removes the ConfigMaps, last of all: by them `findOrphans` knows that something is left. What could not be removed, one sentence. */
export async function removeMarks(
  kubernetes: Kubernetes,
  labelled: { readonly namespace: string; readonly labelSelector: string },
  until: number,
): Promise<readonly string[]> {
  const removed = await insist(until, () =>
    kubernetes.call('deletecollection', 'configmaps', (core, options) =>
      core.deleteCollectionNamespacedConfigMap(labelled, options),
    ),
  );
  return troubles([['configmaps', removed]]);
}

/** With all that is in it. What could not be removed, one sentence; a server that is away or overloaded is asked again for `REMOVED_WITHIN_MS`. */
export async function removeNamespace(kubernetes: Kubernetes, name: string): Promise<readonly string[]> {
  const removed = await insist(performance.now() + REMOVED_WITHIN_MS, () =>
    kubernetes.call('delete', 'namespaces', (core, options) => core.deleteNamespace({ name }, options)),
  );
  return troubles([[`namespace ${name}`, removed]]);
}

/** Again, as long as the trouble is one that passes. */
export async function insist<T>(
  until: number,
  perform: () => Promise<ApiResult<T>>,
  passes: (error: ApiError) => boolean = mayPass,
): Promise<ApiResult<T>> {
  for (let pauseMs = 250; ; pauseMs = Math.min(2 * pauseMs, 4000)) {
    const result = await perform();
    const { error } = result;
    if (error === undefined || !passes(error) || error.reason === 'Closed' || performance.now() + pauseMs > until)
      return result;
    await setTimeout(Math.max(pauseMs, error.retryAfterMs));
  }
}

/** Wall ms: an API server that restarts is back by then. */
export const REMOVED_WITHIN_MS = 30_000;
const LAST_GRACE_SECONDS = 1;

const RUN_ID = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** The answer; a server that is away or overloaded is asked again for `MUST_WITHIN_MS`. */
export async function must<T>(
  kubernetes: Kubernetes,
  verb: ApiVerb,
  resource: string,
  what: string,
  perform: (core: CoreV1Api, options: CallOptions) => Promise<T>,
): Promise<T> {
  const result = await insist(performance.now() + MUST_WITHIN_MS, () => kubernetes.call(verb, resource, perform));
  if (result.error !== undefined) throw refused(`${verb} ${resource}`, what, result);
  return result.value;
}

/** The same for what is made; null = it is there, though the answer that said so was lost. */
export async function mustMake<T>(
  kubernetes: Kubernetes,
  resource: string,
  what: string,
  perform: (core: CoreV1Api, options: CallOptions) => Promise<T>,
): Promise<T | null> {
  const result = await insistOnMaking(kubernetes, resource, perform);
  if (result.error !== undefined) throw refused(`create ${resource}`, what, result);
  return result.value;
}

/** That it is there already is a refusal only to who asks for the first time. An error is certain if that of every try was. */
async function insistOnMaking<T>(
  kubernetes: Kubernetes,
  resource: string,
  perform: (core: CoreV1Api, options: CallOptions) => Promise<T>,
): Promise<ApiResult<T | null>> {
  let mayBeThere = false;
  const make = async (): Promise<ApiResult<T | null>> => {
    const result = await kubernetes.call('create', resource, perform);
    if (result.error === undefined) return result;
    if (mayBeThere && result.error.status === 409) return { value: null };
    mayBeThere ||= !result.error.certain;
    return { error: { ...result.error, certain: !mayBeThere } };
  };
  // With this a run begins: where nobody is reached there is no cluster, and whoever waits is told so at once.
  const passes = (error: ApiError): boolean => mayPass(error) && !(error.status === 0 && error.certain);
  return insist(performance.now() + MUST_WITHIN_MS, make, passes);
}

/** Wall ms: an overloaded server has asked for patience by then, and a run has not lost its time. */
export const MUST_WITHIN_MS = 15_000;

/** What the API did not let us do, and whom to ask. */
export function refused(doing: string, what: string, { error }: ApiResult<unknown>): ClusterProblem {
  const remedies: Readonly<Record<number, string>> = {
    401: 'The kubeconfig does not let you in: log in anew.',
    403: 'Ask for the rights in docs/cluster-rights.yaml.',
    409: 'A run of this id is there already: remove it, or take another id.',
  };
  const said = error === undefined ? '' : apiErrorText(error);
  return new ClusterProblem(
    `${doing} ${what}: ${said}`,
    remedies[error?.status ?? 0] ?? 'See whether kubectl can do the same.',
  );
}

/** Those that were refused, one sentence each; what was gone already is no trouble. */
export const troubles = (results: readonly (readonly [string, ApiResult<unknown>])[]): readonly string[] =>
  results.flatMap(([what, { error }]) =>
    error === undefined || error.status === 404 ? [] : [`${what}: ${apiErrorText(error)}`],
  );
