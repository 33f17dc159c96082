import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podId } from '../../../src/engine/ids.ts';
import { podObjectName } from '../../../src/real/pod-names.ts';
import { ApiProxy, type ProxyRule } from '../../support/api-proxy.ts';
import { ChildGuard } from '../../support/child-guard.ts';
import { compactEtcd, startApiServer } from '../../support/control-plane.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { quotaEnforced } from '../../support/quota-enforced.ts';
import { SurvivalRun, type SurvivalSettings } from '../../support/survival-run.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const answer = (status: number, reason: string, headers: Record<string, string> = {}): ProxyRule['effect'] => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code: status,
    reason,
    message: 'in a test',
  }),
});

/** What a watch says whose resourceVersion was compacted away: HTTP 200, then this. */
const GONE: ProxyRule['effect'] = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } })}\n`,
};

/** Pods that are asked for in one call. */
const PAGE = 500;

describeWithControlPlane('a whole run survives the API', ({ admin, api, assets, folder, etcdUrl, namespace }) => {
  let kubelet: ProcessKubelet;
  const opened: { close(): unknown }[] = [];

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: admin, node: 'survival-api' });
  });
  afterAll(async () => {
    for (const each of opened) await each.close();
    await kubelet.close();
  });

  const start = async (runId: string, more: Partial<SurvivalSettings> = {}): Promise<SurvivalRun> => {
    const run = await SurvivalRun.start({ access: admin, api, runId, ...more });
    opened.push({ close: () => run.remove() });
    return run;
  };
  const throughProxy = async (): Promise<ApiProxy> => {
    const proxy = await ApiProxy.start(admin);
    opened.push(proxy);
    return proxy;
  };

  describe.concurrent('', () => {
    it('whose watch is closed again and again', async () => {
      const proxy = await throughProxy();
      const run = await start('api-watch', { access: proxy.kubeconfig });
      for (const pieces of [1, 3, 5]) {
        await run.working(pieces);
        proxy.breakConnections();
      }
      await run.check();
    });

    it('that has compacted its history, in the watch and in the list', async () => {
      const proxy = await throughProxy();
      const run = await start('api-gone', { access: proxy.kubeconfig });
      await run.working(1);
      proxy.rules.push({ url: /watch=true/, times: 2, effect: GONE });
      proxy.rules.push({ method: 'GET', url: /pods\?(?!.*watch=true)/, times: 2, effect: answer(410, 'Expired') });
      proxy.breakConnections();
      await run.check();
      expect(proxy.rules.map(({ times }) => times)).toEqual([0, 0]);
    });

    it('that refuses with 429 and 503 in turn', async () => {
      const proxy = await throughProxy();
      const run = await start('api-storm', { access: proxy.kubeconfig });
      await run.working(1);
      proxy.rules.push(
        { method: 'POST', url: /\/pods/, times: 2, effect: answer(429, 'TooManyRequests', { 'retry-after': '1' }) },
        { method: 'POST', url: /\/pods/, times: 2, effect: answer(503, 'ServiceUnavailable') },
        { method: 'PATCH', url: /\/pods/, times: 3, effect: answer(503, 'ServiceUnavailable') },
        { method: 'GET', url: /\/pods/, times: 4, effect: answer(503, 'ServiceUnavailable') },
        // The removal of the run, too.
        { method: 'DELETE', url: /./, times: 4, effect: answer(503, 'ServiceUnavailable') },
      );
      proxy.breakConnections();
      await run.check();
      expect(proxy.rules.at(-1)?.times).toBe(0);
    });

    it('that admits fewer pods than the pool wants, and says so', async () => {
      const space = await namespace('survival-quota');
      await api.create(`/api/v1/namespaces/${space}/resourcequotas`, {
        metadata: { name: 'few' },
        spec: { hard: { pods: '1' } },
      });
      await quotaEnforced(api, space, 'few');
      const run = await start('api-quota', { namespace: space });
      const { cluster } = await run.check();
      expect(cluster?.notStarted).toMatchObject([
        { pool: 'pool', reason: expect.stringContaining('exceeded quota'), ran: expect.any(Number) },
      ]);
      expect(run.journal().some((line) => line.includes('exceeded quota'))).toBe(true);
    });

    it('where a foreign pod has the name of the next one, and leaves that one alone', async () => {
      const space = await namespace('survival-foreign');
      const name = podObjectName('api-foreign', 'pool', podId(0));
      await api.create(`/api/v1/namespaces/${space}/pods`, {
        metadata: { name },
        spec: { containers: [{ name: 'x', image: 'x' }], nodeSelector: { nowhere: 'at-all' } },
      });
      const run = await start('api-foreign', { namespace: space });
      const { cluster } = await run.check();
      expect(cluster?.notStarted[0]?.reason).toContain('409');
      expect((await api.get(`/api/v1/namespaces/${space}/pods/${name}`)).status).toBe(200);
      await api.delete(`/api/v1/namespaces/${space}/pods/${name}`);
    });

    it('whose etcd is compacted: the watch is told 410 by an event, the second page of a list by its status', async () => {
      const guard = new ChildGuard(`${folder}/compaction`);
      opened.push(guard);
      // Without its cache the server asks etcd for everything.
      const server = await startApiServer({ assets, folder, etcdUrl }, guard, ['--watch-cache=false']);
      const proxy = await ApiProxy.start(server.admin);
      opened.push(proxy);
      const compact = async (): Promise<void> => {
        await api.merge('/api/v1/namespaces/default', { metadata: { annotations: { compacted: `${Date.now()}` } } });
        await compactEtcd(etcdUrl);
      };
      const lists = (): readonly string[] =>
        proxy.seen.filter((asked) => /^GET .*\/pods\?/.test(asked) && !/watch=true|poolproof.dev%2Fpool/.test(asked));
      // More than a page, with the run's label and no name that it knows.
      const space = await namespace('survival-compaction');
      const labels = { 'poolproof.dev/run': 'api-compact' };
      const spec = { containers: [{ name: 'x', image: 'x' }], nodeSelector: { nowhere: 'at-all' } };
      for (let made = 0; made < PAGE; made += 50) {
        const names = Array.from({ length: 50 }, (_, n) => `x-${made + n}`);
        await Promise.all(
          names.map((name) => api.create(`/api/v1/namespaces/${space}/pods`, { metadata: { name, labels }, spec })),
        );
      }
      const run = await start('api-compact', { access: proxy.kubeconfig, namespace: space, tasks: 30 });
      await run.working(1);
      // A watch names the last thing that it saw. While its request is on the way the history is compacted up to something newer: no
      // event of the run can come in between.
      const compacted: ProxyRule[] = [/watch=true/, /continue=/].map((url) => ({
        url,
        times: 1,
        effect: { kind: 'after', first: compact },
      }));
      proxy.rules.push(...compacted);
      const before = lists().length;
      proxy.breakConnections();
      await until('the list in one piece, after a 410 for the second page', () =>
        lists()
          .slice(before)
          .some((asked) => !asked.includes('limit=')),
      );
      expect(compacted.map(({ times }) => times)).toEqual([0, 0]);
      await run.check();
    });

    it('that is restarted in the middle', async () => {
      const guard = new ChildGuard(`${folder}/survival`);
      const server = await startApiServer({ assets, folder, etcdUrl }, guard);
      opened.push(guard);
      const run = await start('api-restart', { access: server.admin });
      await run.working(2);
      await server.kill();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await server.start();
      await run.check();
    });
  });
});
