import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podId } from '../../../src/engine/ids.ts';
import { podObjectName } from '../../../src/real/pod-names.ts';
import { ApiProxy, type ProxyRule } from '../../support/api-proxy.ts';
import { ChildGuard } from '../../support/child-guard.ts';
import { startApiServer } from '../../support/control-plane.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { SurvivalRun, type SurvivalSettings } from '../../support/survival-run.ts';
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
