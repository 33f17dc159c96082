import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { openRun, removeRun, setQuota } from '../../../src/real/cluster.ts';
import { ClusterProblem } from '../../../src/real/cluster-problem.ts';
import { Kubernetes } from '../../../src/real/kubernetes.ts';
import { findOrphans, removeOrphans } from '../../../src/real/orphans.ts';
import type { KubeObject } from '../../support/kube-api.ts';
import { configOf } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const RUN = { namespace: null, program: 'agent();', tokens: ['first', 'second'], quotaPods: null };

describeWithControlPlane('the place of a run in a cluster', ({ api, admin, harness, namespace }) => {
  let kubernetes: Kubernetes;
  beforeAll(async () => {
    kubernetes = await Kubernetes.open({ config: configOf(admin), rate: { perSecond: 100, burst: 100 } });
    return () => kubernetes.close();
  });
  const removeRights: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const remove of removeRights.splice(0)) await remove();
  });

  const gone = (name: string): Promise<true> =>
    until(`${name} to be gone`, async () => (await api.get(`/api/v1/namespaces/${name}`)).status === 404);
  const isGoing = async (name: string): Promise<boolean> =>
    (await get(`/api/v1/namespaces/${name}`)).metadata?.deletionTimestamp !== undefined;
  const get = async (path: string): Promise<KubeObject> => (await api.get(path)).body;

  it('is a namespace of its own with program, tokens and quota, and is removed with all of it', async () => {
    const place = await openRun(kubernetes, { ...RUN, runId: 'place-1', quotaPods: 7 });
    const path = `/api/v1/namespaces/${place.namespace}`;
    expect((await get(path)).metadata?.labels).toMatchObject({ 'poolproof.dev/run': 'place-1' });
    expect((await get(`${path}/configmaps/${place.programConfigMap}`)).data).toEqual({ 'agent.js': 'agent();' });
    const second = (await get(`${path}/secrets/${place.tokenSecrets[1]}`)).data as { token: string };
    expect(Buffer.from(second.token, 'base64').toString()).toBe('second');
    expect((await get(`${path}/resourcequotas/place-1-quota`)).spec).toEqual({ hard: { pods: '7' } });
    await setQuota(kubernetes, place, null);
    expect((await api.get(`${path}/resourcequotas/place-1-quota`)).status).toBe(404);
    expect(await removeRun(kubernetes, place)).toEqual([]);
    // As where the first answer was lost.
    expect(await removeRun(kubernetes, place)).toEqual([]);
    await gone(place.namespace);
    expect(await removeRun(kubernetes, place)).toEqual([]);
  });

  it('takes a namespace that it was given, and removes its own things only', async () => {
    const given = await namespace('given');
    await api.create(`/api/v1/namespaces/${given}/configmaps`, { metadata: { name: 'not-ours' } });
    const place = await openRun(kubernetes, { ...RUN, runId: 'place-2', namespace: given });
    expect(await removeRun(kubernetes, place)).toEqual([]);
    const left = async (kind: string): Promise<readonly (string | undefined)[]> =>
      ((await get(`/api/v1/namespaces/${given}/${kind}`)).items ?? []).map(({ metadata }) => metadata?.name);
    expect(await left('configmaps')).toEqual(['not-ours']);
    expect(await left('secrets')).toEqual([]);
  });

  it('does not begin where a run of the same id is, and leaves that one as it is', async () => {
    const place = await openRun(kubernetes, { ...RUN, runId: 'place-3' });
    const again = openRun(kubernetes, { ...RUN, runId: 'place-3' });
    await expect(again).rejects.toThrow(/409 AlreadyExists/);
    expect((await get(`/api/v1/namespaces/${place.namespace}`)).metadata?.deletionTimestamp).toBeUndefined();
    await removeRun(kubernetes, place);
  });

  it('leaves nothing behind when it cannot be made whole', async () => {
    const inject = (_: string, resource: string): number | null => (resource === 'secrets' ? 403 : null);
    const troubled = await Kubernetes.open({ config: configOf(admin), inject });
    await expect(openRun(troubled, { ...RUN, runId: 'place-4' })).rejects.toBeInstanceOf(ClusterProblem);
    expect(await isGoing('poolproof-place-4')).toBe(true);
    troubled.close();
  });

  it('leaves no namespace behind whose making had no answer, though the server is busy', async () => {
    const metadata = { name: 'poolproof-place-10', labels: { 'poolproof.dev/run': 'place-10' } };
    await api.create('/api/v1/namespaces', { metadata });
    // It came to be, and nobody heard of it; asked again, one may not; then two more calls get no answer, and the one that would hurry pods never does.
    const answers = [504, 403, 503, 504];
    const inject = (_: string, resource: string): number | null =>
      resource === 'namespaces' ? (answers.shift() ?? null) : 503;
    const troubled = await Kubernetes.open({ config: configOf(admin), inject });
    const begun = openRun(troubled, { ...RUN, runId: 'place-10' });
    await expect(begun).rejects.toThrow(/^create namespaces poolproof-place-10: HTTP 403/);
    expect(await isGoing('poolproof-place-10')).toBe(true);
    troubled.close();
  });

  it('finds what a killed run has left, and removes it', async () => {
    const place = await openRun(kubernetes, { ...RUN, runId: 'place-5' });
    const orphans = (await findOrphans(kubernetes, null)).filter(({ runId }) => runId === 'place-5');
    expect(orphans).toMatchObject([{ runId: 'place-5', namespace: place.namespace }]);
    expect(await removeOrphans(kubernetes, orphans)).toEqual([]);
    expect((await findOrphans(kubernetes, null)).map(({ runId }) => runId)).not.toContain('place-5');
    expect(await isGoing(place.namespace)).toBe(true);
  });

  it('finds what killed runs have left in a namespace that they were given, and leaves the rest of it alone', async () => {
    const given = await namespace('orphaned');
    await api.create(`/api/v1/namespaces/${given}/configmaps`, { metadata: { name: 'not-ours' } });
    for (const runId of ['place-8', 'place-9']) await openRun(kubernetes, { ...RUN, runId, namespace: given });
    const found = async (where: string | null) =>
      (await findOrphans(kubernetes, where)).filter((orphan) => orphan.namespace === given);
    const runs = await found(null);
    expect(runs.map(({ runId }) => runId).toSorted()).toEqual(['place-8', 'place-9']);
    expect(runs.every(({ ownsNamespace }) => !ownsNamespace)).toBe(true);
    expect(await found(given)).toEqual(runs);
    expect(await removeOrphans(kubernetes, runs)).toEqual([]);
    expect(await found(null)).toEqual([]);
    expect((await get(`/api/v1/namespaces/${given}/configmaps`)).items).toMatchObject([
      { metadata: { name: 'not-ours' } },
    ]);
    expect((await get(`/api/v1/namespaces/${given}/secrets`)).items).toEqual([]);
    expect(await isGoing(given)).toBe(false);
  });

  it.each(['', 'Upper', 'with_underscore', '-hyphen', 'a'.repeat(21)])('refuses %j as a run id', async (runId) => {
    await expect(openRun(kubernetes, { ...RUN, runId })).rejects.toBeInstanceOf(ClusterProblem);
  });

  it('needs the rights of docs/cluster-rights.yaml and no others', async () => {
    const limited = await Kubernetes.open({ config: configOf(harness) });
    const denied = await openRun(limited, { ...RUN, runId: 'place-6' }).catch((error: unknown) => error);
    expect(denied).toBeInstanceOf(ClusterProblem);
    expect((denied as ClusterProblem).message).toContain('403');
    expect((denied as ClusterProblem).remedy).toContain('docs/cluster-rights.yaml');

    const [role, binding, ...inNamespace] = rights();
    await grant([role!, binding!]);
    const place = await openRun(limited, { ...RUN, runId: 'place-6', quotaPods: 3 });
    await setQuota(limited, place, 4);
    expect(await everythingWithPods(limited, place.namespace)).toEqual([]);
    expect((await findOrphans(limited, null)).map(({ runId }) => runId)).toContain('place-6');
    expect(await removeRun(limited, place)).toEqual([]);
    for (const remove of removeRights.splice(0)) await remove();

    const given = await namespace('agent-pool-tests');
    await grant(inNamespace);
    await openRun(limited, { ...RUN, runId: 'place-7', namespace: given, quotaPods: 3 });
    expect(await everythingWithPods(limited, given)).toEqual([]);
    const orphans = await findOrphans(limited, given);
    expect(orphans).toMatchObject([{ runId: 'place-7', namespace: given, ownsNamespace: false }]);
    expect(await removeOrphans(limited, orphans)).toEqual([]);
    limited.close();
  });

  /** Every call that `Pods` makes; the reasons of those that were refused. */
  async function everythingWithPods(client: Kubernetes, space: string): Promise<readonly string[]> {
    const refused: string[] = [];
    const note = ({ error }: { readonly error?: { readonly status: number; readonly message: string } }): void => {
      if (error?.status === 403) refused.push(error.message);
    };
    const spec = { containers: [{ name: 'x', image: 'x' }] };
    const pod = { name: 'p', namespace: space };
    note(
      await client.call('create', 'pods', (core, options) =>
        core.createNamespacedPod({ namespace: space, body: { metadata: { name: 'p' }, spec } }, options),
      ),
    );
    note(await client.call('get', 'pods', (core, options) => core.readNamespacedPod(pod, options)));
    note(await client.call('list', 'pods', (core, options) => core.listNamespacedPod({ namespace: space }, options)));
    note(await client.call('patch', 'pods', (core, options) => core.patchNamespacedPod({ ...pod, body: [] }, options)));
    const ended = new Promise<{ readonly error?: never } | { readonly error: { status: number; message: string } }>(
      (resolve) => {
        void client.watch(`/api/v1/namespaces/${space}/pods?watch=true&timeoutSeconds=1`, {
          line: () => undefined,
          end: (error) => resolve(error === null ? {} : { error }),
        });
      },
    );
    note(await ended);
    note(await client.call('delete', 'pods', (core, options) => core.deleteNamespacedPod(pod, options)));
    return refused;
  }

  async function grant(objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects) {
      const space = object.metadata?.namespace;
      const folder = `/apis/rbac.authorization.k8s.io/v1${space === undefined ? '' : `/namespaces/${space}`}/${object.kind?.toLowerCase()}s`;
      const made = await api.create(folder, object);
      expect(made.status).toBe(201);
      removeRights.push(async () => void (await api.delete(`${folder}/${object.metadata?.name}`)));
    }
    // The API server's authorizer learns of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
});

function rights(): readonly KubeObject[] {
  const text = readFileSync(new URL('../../../docs/cluster-rights.yaml', import.meta.url), 'utf8');
  const all = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
  return all.filter(({ metadata }) => metadata?.name === 'poolproof-runs');
}
