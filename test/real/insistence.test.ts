import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRun, type RunPlace, removeRun, setQuota } from '../../src/real/cluster.ts';
import { Kubernetes } from '../../src/real/kubernetes.ts';
import { Nodes } from '../../src/real/nodes.ts';
import { openShardPlace, removeShards } from '../../src/real/shard-place.ts';
import { ApiProxy, answered, type ProxyRule } from '../support/api-proxy.ts';
import { configOf } from '../support/real-pods.ts';

const PLACE: RunPlace = {
  ...{ runId: 'r1', namespace: 'agents', ownsNamespace: false },
  ...{ programConfigMap: 'r1-program', tokenSecrets: ['r1-token-0'] },
};
const NODE = {
  metadata: { name: 'n1', creationTimestamp: '2026-01-05T08:00:00Z' },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};
const NEEDS = {
  ...{ count: 1, areStopped: false, kind: 'node-drain' as const },
  place: { file: 'f.yaml', line: 1, column: 1 },
};

describe('a call that a run cannot do without, where the server is overloaded for a moment', () => {
  let server: ApiProxy;
  let kubernetes: Kubernetes;
  beforeEach(async () => {
    server = await ApiProxy.alone();
    kubernetes = await Kubernetes.open({ config: configOf(server.kubeconfig), rate: { perSecond: 1000, burst: 1000 } });
  });
  afterEach(async () => {
    kubernetes.close();
    await server.close();
  });

  /** These statuses to this kind of request, one after the other, the last one for good. */
  const answers = (method: string, url: RegExp, ...statuses: readonly number[]): void => {
    for (const [index, status] of statuses.entries()) {
      const rule: ProxyRule = { method, url, effect: answered(status < 300 ? { metadata: { uid: 'u' } } : {}, status) };
      server.rules.push(index === statuses.length - 1 ? rule : { ...rule, times: 1 });
    }
  };
  const asked = (method: string, part: string): number =>
    server.seen.filter((line) => line.startsWith(method) && line.includes(part)).length;

  it('sets a quota all the same, and takes what is there after an answer that was lost for its own', async () => {
    answers('DELETE', /resourcequotas/, 503, 404);
    answers('POST', /resourcequotas/, 429, 504, 409);
    await setQuota(kubernetes, PLACE, 3);
    expect([asked('DELETE', 'resourcequotas'), asked('POST', 'resourcequotas')]).toEqual([2, 3]);
  });

  it('takes what is there at the first try for that of somebody else', async () => {
    answers('DELETE', /resourcequotas/, 404);
    answers('POST', /resourcequotas/, 503, 409);
    await expect(setQuota(kubernetes, PLACE, 3)).rejects.toThrow(
      /^create resourcequotas in namespace agents: HTTP 409/,
    );
  });

  it('makes all that a run and its shards begin with', async () => {
    answers('POST', /namespaces$/, 503, 201);
    answers('POST', /configmaps/, 429, 201);
    answers('POST', /secrets/, 500, 409);
    const run = { runId: 'r2', namespace: null, program: '', tokens: ['t'], quotaPods: null };
    expect((await openRun(kubernetes, run)).namespace).toBe('poolproof-r2');
    server.rules.length = 0;
    answers('POST', /configmaps/, 504, 409);
    server.rules.push({ method: 'GET', url: /configmaps/, effect: answered({ items: [{ metadata: { uid: 'u7' } }] }) });
    const shards = await openShardPlace(kubernetes, { runId: 'r3', namespace: 'agents', boot: '', parts: [] });
    expect(shards.owner).toEqual({ name: 'r3-shards', uid: 'u7' });
  });

  it('cordons a node and evicts pods all the same', async () => {
    answers('PATCH', /nodes/, 200, 503, 429, 200);
    answers('POST', /eviction/, 503, 500, 429, 201);
    server.rules.push({ method: 'GET', url: /nodes/, times: 1, effect: answered({}, 503) });
    server.rules.push({ method: 'GET', url: /nodes/, effect: answered({ items: [NODE] }) });
    const { signal } = new AbortController();
    const nodes = await Nodes.open({ kubernetes, runId: 'r1', namespace: 'agents' }, NEEDS, signal);
    await nodes.cordon('n1');
    expect(asked('PATCH', 'nodes/n1')).toBe(4);
    const pod = { name: 'p1', uid: 'u1' };
    const tries: boolean[] = [];
    while (tries.length < 4) tries.push(await nodes.evict(pod));
    expect(tries).toEqual([false, false, false, true]);
  });

  it('does not wait for a cluster that is not there', async () => {
    await server.close();
    const begun = performance.now();
    const run = { runId: 'r4', namespace: null, program: '', tokens: [], quotaPods: null };
    await expect(openRun(kubernetes, run)).rejects.toThrow(/ECONNREFUSED/);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it.each(['pods', 'secrets', 'resourcequotas'])(
    'keeps the mark of a run whose %s cannot be removed',
    async (refused) => {
      answers('DELETE', new RegExp(`/${refused}`), 403);
      answers('DELETE', /./, 200);
      expect(await removeRun(kubernetes, PLACE)).toEqual([expect.stringMatching(/^(pods|secrets|quota): HTTP 403/)]);
      expect(asked('DELETE', 'configmaps')).toBe(0);
      server.rules.splice(0, 1);
      expect(await removeRun(kubernetes, PLACE)).toEqual([]);
      expect(asked('DELETE', 'configmaps')).toBe(1);
    },
  );

  it.each(['jobs', 'pods'])('keeps the mark of shards whose %s cannot be removed', async (refused) => {
    answers('DELETE', new RegExp(`/${refused}`), 403);
    answers('DELETE', /./, 200);
    expect(await removeShards(kubernetes, PLACE)).toEqual([expect.stringMatching(/^(pods|jobs): HTTP 403/)]);
    expect(asked('DELETE', 'configmaps')).toBe(0);
  });
});
