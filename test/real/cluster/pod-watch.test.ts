import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { podId, poolId } from '../../../src/engine/ids.ts';
import { ApiProxy } from '../../support/api-proxy.ts';
import { ChildGuard } from '../../support/child-guard.ts';
import { type ApiServer, compactEtcd, startApiServer } from '../../support/control-plane.ts';
import { RealPods, type RealPodsSettings } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const [POD, OTHER] = [podId(0), podId(1)];
const POOL = poolId(0);
const NEVER_MS = 3_600_000;

describeWithControlPlane('the watch of pods', (cluster) => {
  const { api, admin, etcdUrl } = cluster;
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

  /** Pods that nobody runs: there is no node in this file. */
  const open = async (
    watch: NonNullable<RealPodsSettings['watch']>,
    access?: RealPodsSettings['access'],
  ): Promise<RealPods> => {
    runs += 1;
    const run = await RealPods.open({ access: access ?? proxy.kubeconfig, runId: `watch-${runs}`, watch });
    opened.push(run);
    return run;
  };

  it('goes on from where it was when the server ends it after its time', async () => {
    const run = await open({ timeoutSeconds: 1, relistEveryMs: NEVER_MS });
    run.pods.create(POD, POOL);
    await until('the third watch', () => run.pods.health.watches >= 3);
    run.pods.create(OTHER, POOL);
    await run.told('pod.changed', ({ pod }) => pod === OTHER);
    await api.delete(run.pathOf(POD));
    await run.told('pod.gone', ({ pod }) => pod === POD);
    expect(run.pods.health).toMatchObject({ lists: 1, expired: 0, failures: 0, gaps: 0 });
  });

  it('takes a watch that ends without a word for no failure, and does not ask again at once', async () => {
    proxy.rules.push({ url: /watch=true/, times: 3, effect: { kind: 'empty' } });
    const run = await open({ relistEveryMs: NEVER_MS });
    run.pods.create(POD, POOL);
    await run.told('pod.changed');
    await until('the fourth watch', () => run.pods.health.watches === 4);
    await api.delete(run.pathOf(POD));
    await run.told('pod.gone');
    expect(run.pods.health).toMatchObject({ failures: 0, gaps: 0 });
  });

  it('cuts a watch that hangs, and learns afterwards what it missed', async () => {
    proxy.rules.push({ url: /watch=true/, times: 1, effect: { kind: 'silence' } });
    const run = await open({ timeoutSeconds: 1, staleAfterMs: 200, relistEveryMs: NEVER_MS });
    run.pods.create(POD, POOL);
    await run.told('pod.changed');
    await api.delete(run.pathOf(POD));
    await run.told('pod.gone');
    expect(run.pods.health).toMatchObject({ stale: 1, lists: 1 });
  });

  it('cuts a watch whose answer does not even begin', async () => {
    proxy.rules.push({ url: /watch=true/, times: 1, effect: { kind: 'hang' } });
    const run = await open({ timeoutSeconds: 1, staleAfterMs: 200, relistEveryMs: NEVER_MS });
    run.pods.create(POD, POOL);
    await run.told('pod.changed');
    await api.delete(run.pathOf(POD));
    await run.told('pod.gone');
    expect(run.pods.health.stale).toBe(1);
  });

  it('finds by its regular list what a watch has lost, and counts it as a gap', async () => {
    proxy.rules.push({ url: /watch=true/, effect: { kind: 'silence' } });
    const run = await open({ timeoutSeconds: 1, staleAfterMs: 100, relistEveryMs: 500 });
    run.pods.create(POD, POOL);
    await run.told('pod.changed');
    await api.delete(run.pathOf(POD));
    await run.told('pod.gone');
    expect(run.pods.health.gaps).toBe(1);
  });

  it('waits with growing pauses while watches are refused', async () => {
    proxy.rules.push({ url: /watch=true/, times: 3, effect: { kind: 'answer', status: 503 } });
    const run = await open({ relistEveryMs: NEVER_MS });
    await until('the fourth watch', () => run.pods.health.watches >= 4);
    run.pods.create(POD, POOL);
    await run.told('pod.changed');
    expect(run.pods.health).toMatchObject({ failures: 3, lists: 1 });
    expect(run.pods.health.lastTrouble).toContain('HTTP 503');
  });

  it('lists anew in one piece when the pages of a list expire: HTTP 410', async () => {
    const run = await open({ pageSize: 2, relistEveryMs: 500, timeoutSeconds: 1 });
    for (let n = 0; n < 5; n += 1) run.pods.create(podId(n), POOL);
    await until('five pods', () => run.pods.living().length === 5);
    const compact = async (): Promise<void> => {
      // The revision of the first page has to be older than the present one.
      await api.merge(run.pathOf(POD), { metadata: { annotations: { changed: 'yes' } } });
      await compactEtcd(etcdUrl);
    };
    proxy.rules.push({ url: /continue=/, times: 1, effect: { kind: 'after', first: compact } });
    await until('the expiry', () => run.pods.health.expired === 1);
    const { lists } = run.pods.health;
    await until('a list after it', () => run.pods.health.lists > lists);
    expect(run.pods.living()).toHaveLength(5);
    expect(run.events.filter(({ kind }) => kind === 'pod.gone')).toEqual([]);
  });

  it('lists anew when a page of the list after an expired watch fails: nothing that the list would have said is lost', async () => {
    const run = await open({ pageSize: 2, relistEveryMs: NEVER_MS, timeoutSeconds: 1 });
    for (let n = 0; n < 5; n += 1) run.pods.create(podId(n), POOL);
    await until('five pods', () => run.pods.living().length === 5);
    proxy.rules.push(
      { url: /watch=true/, times: 1, effect: { kind: 'answer', status: 410 } },
      { url: /continue=/, times: 1, effect: { kind: 'answer', status: 500 } },
      {
        url: /limit=2/,
        times: 1,
        effect: { kind: 'after', first: () => api.delete(run.pathOf(POD)) as Promise<never> },
      },
    );
    await run.told('pod.gone', ({ pod }) => pod === POD);
    expect(run.pods.health).toMatchObject({ lists: 2, expired: 1, failures: 1, gaps: 1 });
  });

  it('survives a handler that throws', async () => {
    const run = await open({ relistEveryMs: NEVER_MS });
    const push = run.events.push.bind(run.events);
    let isFirst = true;
    run.events.push = (...events) => {
      if (!isFirst) return push(...events);
      isFirst = false;
      throw new Error('a bug of the listener');
    };
    proxy.rules.push({ method: 'POST', url: /pods/, times: 1, effect: { kind: 'lose-answer' } });
    run.pods.create(POD, POOL);
    await until('the fault to be counted', () => run.pods.health.faults === 1);
    run.pods.create(OTHER, POOL);
    await run.told('pod.changed', ({ pod }) => pod === OTHER);
    expect(run.pods.health.lastTrouble).toBe('a bug of the listener');
  });

  it('lists anew when the server has forgotten where to go on (ERROR event 410), and outlives the server', async () => {
    const guard = new ChildGuard(`${cluster.folder}-own-server`);
    try {
      // Without its cache the server asks etcd for every watch.
      const server: ApiServer = await startApiServer(cluster, guard, ['--watch-cache=false']);
      const run = await open({ timeoutSeconds: 1, relistEveryMs: NEVER_MS }, server.admin);
      run.pods.create(POD, POOL);
      await run.told('pod.changed');
      let turn = 0;
      const forget = async (): Promise<boolean> => {
        // Any write that the watch does not show makes its revision an old one.
        turn += 1;
        await api.merge('/api/v1/namespaces/default', { metadata: { annotations: { turn: `${turn}` } } });
        await compactEtcd(etcdUrl);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return run.pods.health.expired > 0;
      };
      await until('the watch to be told 410', forget);
      await until('the list after it', () => run.pods.health.lists >= 2);
      expect(run.pods.health.lastTrouble).toContain('HTTP 410');

      await server.kill();
      await until('the failure to be seen', () => run.pods.health.failures > 0);
      await api.delete(run.pathOf(POD));
      run.pods.create(OTHER, POOL);
      expect(await run.told('pod.createFailed')).toMatchObject({ pod: OTHER, certain: true });
      await server.start();
      await run.told('pod.gone', ({ pod }) => pod === POD);
      run.pods.create(OTHER, POOL);
      await run.told('pod.changed', ({ pod }) => pod === OTHER);
      await run.close();
      opened.length = 0;
    } finally {
      await guard.close();
    }
  });
});
