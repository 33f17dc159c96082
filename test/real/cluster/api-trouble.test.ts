import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { podId, poolId } from '../../../src/engine/ids.ts';
import { Kubernetes } from '../../../src/real/kubernetes.ts';
import { ApiProxy } from '../../support/api-proxy.ts';
import { configOf, RealPods, type RealPodsSettings } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const [POD, OTHER] = [podId(0), podId(1)];
const POOL = poolId(0);
const CREATE = { method: 'POST', url: /\/pods/ };
const DELETE = { method: 'DELETE', url: /\/pods\// };

describeWithControlPlane('an API in trouble', ({ api, admin, harness }) => {
  let proxy: ApiProxy;
  const opened: RealPods[] = [];
  let runs = 0;

  beforeAll(async () => {
    proxy = await ApiProxy.start(admin);
  });
  afterEach(async () => {
    proxy.rules.length = 0;
    for (const run of opened.splice(0)) await run.close();
  });
  afterAll(() => proxy.close());

  const open = async (settings: Partial<RealPodsSettings> = {}): Promise<RealPods> => {
    runs += 1;
    const run = await RealPods.open({ access: proxy.kubeconfig, runId: `trouble-${runs}`, ...settings });
    opened.push(run);
    return run;
  };

  it.each([
    { status: 429, certain: true },
    { status: 500, certain: false },
    { status: 503, certain: true },
    { status: 504, certain: false },
  ])('tells a create that is answered $status as failed, certainly: $certain', async ({ status, certain }) => {
    const run = await open();
    const body = JSON.stringify({ kind: 'Status', code: status, reason: 'TestReason', message: 'in a test' });
    const headers = { 'content-type': 'application/json' };
    proxy.rules.push({ ...CREATE, times: 1, effect: { kind: 'answer', status, headers, body } });
    run.pods.create(POD, POOL);
    const failed = await run.told('pod.createFailed');
    expect(failed).toMatchObject({ pod: POD, certain, reason: `HTTP ${status} TestReason: in a test` });
    run.pods.create(POD, POOL);
    await run.told('pod.changed', ({ pod }) => pod === POD);
  });

  it('leaves the server alone for as long as it asks: Retry-After', async () => {
    const run = await open();
    proxy.rules.push({ ...CREATE, times: 1, effect: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } });
    run.pods.create(POD, POOL);
    await run.told('pod.createFailed');
    const asked = proxy.seen.length;
    run.pods.create(POD, POOL);
    await until('the call to wait for its turn', () => run.kubernetes.waiting > 0);
    expect(proxy.seen.length).toBe(asked);
    await run.told('pod.changed', ({ pod }) => pod === POD);
  });

  it('creates one pod, not two, when the answer to the first create is lost', async () => {
    const run = await open();
    proxy.rules.push({ ...CREATE, times: 1, effect: { kind: 'lose-answer' } });
    run.pods.create(POD, POOL);
    expect(await run.told('pod.createFailed')).toMatchObject({ certain: false });
    run.pods.create(POD, POOL);
    run.pods.list(POOL);
    await run.told('pods.listed', ({ pods }) => pods.length === 1);
    expect(run.factsOf(POD)).toEqual(['pod.up']);
    expect(run.events.filter(({ kind }) => kind === 'pod.createFailed')).toHaveLength(1);
  });

  it('deletes a pod of whose create nobody knows the outcome', async () => {
    const run = await open();
    proxy.rules.push({ url: /watch=true/, effect: { kind: 'silence' } });
    proxy.rules.push({ ...CREATE, times: 1, effect: { kind: 'lose-answer' } });
    run.pods.create(POD, POOL);
    await run.told('pod.createFailed');
    run.pods.delete(POD);
    await until('the pod to be deleted', async () => (await api.get(run.pathOf(POD))).status === 404);
    run.pods.delete(OTHER);
    await run.told('pod.gone', ({ pod }) => pod === OTHER);
  });

  it('gives up a call that gets no answer within its deadline', async () => {
    const run = await open({ kubernetes: { deadlineMs: 300 } });
    proxy.rules.push({ ...CREATE, times: 1, effect: { kind: 'hang' } });
    run.pods.create(POD, POOL);
    expect(await run.told('pod.createFailed')).toMatchObject({
      certain: false,
      reason: expect.stringContaining('Timeout'),
    });
  });

  it('tells a delete that is refused, and deletes when it is asked again', async () => {
    const run = await open();
    run.pods.create(POD, POOL);
    await run.told('pod.changed');
    proxy.rules.push({ ...DELETE, times: 1, effect: { kind: 'answer', status: 500 } });
    run.pods.delete(POD);
    expect((await run.told('pod.deleteFailed')).reason).toContain('HTTP 500');
    run.pods.delete(POD);
    await run.told('pod.gone');
  });

  it('injects what a fault of the scenario asks for, without asking the server', async () => {
    const refused: string[] = [];
    const inject = (verb: string, resource: string): number | null => {
      if (resource !== 'pods' || !['create', 'delete'].includes(verb)) return null;
      refused.push(verb);
      return verb === 'create' ? 504 : 503;
    };
    const run = await open({ kubernetes: { inject } });
    run.pods.create(POD, POOL);
    expect(await run.told('pod.createFailed')).toMatchObject({ certain: false });
    expect(refused).toEqual(['create']);
    expect(proxy.seen.filter((line) => line.startsWith(`POST ${run.path}`))).toEqual([]);
  });

  it('tells a list that fails', async () => {
    const run = await open();
    proxy.rules.push({ method: 'GET', url: /\/pods\?labelSelector=.*pool/, effect: { kind: 'answer', status: 503 } });
    run.pods.list(POOL);
    expect((await run.told('pods.listFailed')).reason).toContain('HTTP 503');
  });

  it('is refused with 401 by a wrong token and with 403 without rights, as values', async () => {
    const list = async (token: string) => {
      const kubernetes = await Kubernetes.open({ config: configOf({ ...admin, token }) });
      const result = await kubernetes.call('list', 'pods', (core, options) =>
        core.listNamespacedPod({ namespace: 'default' }, options),
      );
      kubernetes.close();
      return result.error;
    };
    expect(await list('wrong')).toMatchObject({ status: 401, reason: 'Unauthorized', certain: true });
    expect(await list(harness.token)).toMatchObject({ status: 403, reason: 'Forbidden', certain: true });
  });

  it('ends calls that wait when it is closed', async () => {
    const kubernetes = await Kubernetes.open({
      config: configOf(proxy.kubeconfig),
      rate: { perSecond: 0.01, burst: 1 },
    });
    proxy.rules.push({ url: /configmaps/, effect: { kind: 'hang' } });
    const calls = [1, 2].map(() =>
      kubernetes.call('list', 'configmaps', (core, options) =>
        core.listNamespacedConfigMap({ namespace: 'default' }, options),
      ),
    );
    await until('the first to hang and the second to wait', () => kubernetes.waiting === 1);
    kubernetes.close();
    for (const result of await Promise.all(calls)) expect(result.error?.reason).toBe('Closed');
  });
});
