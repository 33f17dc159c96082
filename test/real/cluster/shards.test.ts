import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Kubernetes } from '../../../src/real/kubernetes.ts';
import { runShardJobs } from '../../../src/real/shard-jobs.ts';
import { openShardPlace, removeShards } from '../../../src/real/shard-place.ts';
import { ClusterShards } from '../../support/cluster-shards.ts';
import type { KubeObject } from '../../support/kube-api.ts';
import { configOf } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

describeWithControlPlane('an experiment whose shards are Jobs of a cluster', (cluster) => {
  const { admin, api } = cluster;
  let shards: ClusterShards;
  beforeAll(async () => {
    shards = await ClusterShards.start(cluster, 'shards');
    return () => shards.close();
  });
  afterEach(() => {
    shards.kubelet.spoilLog = null;
    shards.kubelet.startDelayMs = 0;
  });

  it('gives what one machine gives, byte for byte, in a namespace of its own that goes with it', async () => {
    const line = ['run', 'days', '--replications', '4', '--json', '--report', 'out', '--check-determinism'];
    const one = await shards.here(line);
    const reports = shards.filesIn('out');
    expect(Object.keys(reports).length).toBeGreaterThan(10);
    const many = await shards.shared(line, 3, undefined, []);
    expect(many.err).toMatch(/^1 part of the program[\s\S]*shard [123] of 3 is done/);
    expect(many).toEqual({ ...one, err: many.err });
    expect(one.code).toBe(1);
    expect(shards.filesIn('out')).toEqual(reports);
    await shards.nothingIsLeft();
  });

  it('does a shard again whose pod is killed, deleted or cannot be heard, whatever becomes of the files, and comparisons as well', async () => {
    const line = [
      'compare',
      'days/drawn.yaml',
      '--policies',
      'pending-only,base-stock',
      '--replications',
      '8',
      '--json',
    ];
    const one = await shards.here(line);
    const spoilt = new Set<string>();
    shards.kubelet.spoilLog = (pod, log) => {
      // The first that is read whole has lost a line each time that it is read.
      if (log.includes('poolproof-results') && spoilt.size === 0) spoilt.add(pod);
      return spoilt.has(pod) ? log.replace(/^poolproof-piece 0 .*$/m, '') : log;
    };
    shards.kubelet.startDelayMs = 300;
    const harmed: string[] = [];
    const scenario = join(shards.folder.path, 'days/drawn.yaml');
    const text = readFileSync(scenario, 'utf8');
    const many = await shards.shared(line, 3, () => {
      void (async () => {
        const killed = await until('a pod', async () => (await shards.pods()).find(({ phase }) => phase === 'Running'));
        // Whoever waits for a cluster goes on with their work.
        writeFileSync(scenario, `${text}nonsense: true\n`);
        shards.kubelet.signal(shards.space, killed.name, 'SIGKILL');
        const deleted = await until('another', async () =>
          (await shards.pods()).find(({ shard, phase }) => shard !== killed.shard && phase !== 'Succeeded'),
        );
        await api.delete(`/api/v1/namespaces/${shards.space}/pods/${deleted.name}`, { gracePeriodSeconds: 0 });
        harmed.push(killed.shard, deleted.shard);
      })();
    });
    writeFileSync(scenario, text);
    expect(many).toEqual({ ...one, err: many.err });
    expect(many.err).toContain(`shard ${harmed[0]} of 3: Error: exit code 137; it is done again`);
    expect(many.err).toContain(`shard ${harmed[1]} of 3: its pod is gone: deleted, or lost with its node; it is done`);
    expect(many.err).toContain('its log has no results, or not all of them; it is done again');
    await shards.nothingIsLeft();
  });

  it("puts together a grid of the parameters of a policy of one's own: text, pages and fragment", async () => {
    const line = ['tune', 'days/drawn.yaml', '--param', 'spare=0|1', '--method', 'grid', '--replications', '2'];
    const written = ['--report', 'tuned', '--out', 'tuned/fragment.yaml'];
    const one = await shards.here([...line, ...written]);
    const files = shards.filesIn('tuned');
    expect([one.code, files['/fragment.yaml']]).toEqual([0, expect.stringContaining('policy: "../policies/mine.js"')]);
    const many = await shards.shared([...line, ...written], 2);
    expect(many).toEqual({ ...one, err: many.err });
    expect(many.err).toMatch(/shard [12] of 2 is done/);
    expect(shards.filesIn('tuned')).toEqual(files);
    await shards.nothingIsLeft();
  });

  it('merges campaigns of fuzz to the finds that the same shards give here', async () => {
    const line = ['fuzz', '--set', 'pool.dispatch.readiness=grace-period', '--laws', 'no-blind-send', '--runs', '30'];
    const { seconds: _, ...one } = await (async () => {
      for (const index of [1, 2])
        await shards.here([...line, '--json', '--shard', `${index}/2`, '--results', `fuzz-${index}.gz`]);
      return JSON.parse((await shards.here(['merge', 'fuzz-1.gz', 'fuzz-2.gz'])).out);
    })();
    const ended = await shards.shared([...line, '--json'], 2);
    expect(JSON.parse(ended.out)).toMatchObject(one);
    expect(one).toMatchObject({ exitCode: 3, tried: 30, finds: [{ law: 'no-blind-send' }] });
    expect(ended.code).toBe(3);
    await shards.nothingIsLeft();
  });

  it('goes on in another pod with what one log has no room for', async () => {
    const boot = `const { createHash } = require('node:crypto');
      const [index, from] = [process.env.POOLPROOF_SHARD, Number(process.env.POOLPROOF_SHARD_FROM)];
      const payload = Buffer.from(index + ' from ' + from);
      const sha256 = createHash('sha256').update(payload).digest('hex');
      console.log('poolproof-results ' + JSON.stringify({ bytes: payload.length, sha256, pieces: 1, done: from + 2, of: 5 }));
      console.log('poolproof-piece 0 ' + payload.toString('base64'));`;
    const kubernetes = await Kubernetes.open({ config: configOf(admin) });
    const place = await openShardPlace(kubernetes, { runId: 'successors', namespace: shards.space, boot, parts: [] });
    const took: string[] = [];
    const told: string[] = [];
    const pods = { image: 'node:20', cpuMilli: 100, memoryBytes: 2 ** 27 };
    await runShardJobs({
      ...{ kubernetes, place, pods, count: 2, signal: new AbortController().signal, onProgress: () => {} },
      took: (_, { payload }) => took.push(Buffer.from(payload).toString()),
      tell: (line) => told.push(line),
    });
    expect(took.toSorted()).toEqual(['1', '2'].flatMap((shard) => [0, 2, 4].map((from) => `${shard}/2 from ${from}`)));
    expect(told.toSorted()).toEqual(['shard 1 of 2 is done', 'shard 2 of 2 is done']);
    expect(await removeShards(kubernetes, place)).toEqual([]);
    kubernetes.close();
    await shards.nothingIsLeft();
  });

  it('needs the rights of docs/cluster-rights.yaml and no others', async () => {
    const line = ['run', 'days/pair.yaml', '--json', '--kubeconfig', 'limited'];
    const one = await shards.here(line.slice(0, 3));
    const text = readFileSync(new URL('../../../docs/cluster-rights.yaml', import.meta.url), 'utf8');
    const all = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
    const [role, binding, ...inNamespace] = all.filter(({ metadata }) => metadata?.name === 'poolproof-shards');
    const rights = '/apis/rbac.authorization.k8s.io/v1';
    const grant = async (path: string, objects: readonly (KubeObject | undefined)[]): Promise<readonly string[]> =>
      Promise.all(
        objects.map(async (object) => {
          const kind = `${path}/${object?.kind?.toLowerCase()}s`;
          const made = await api.create(kind, { ...object, metadata: { name: 'poolproof-shards' } });
          expect(made.status).toBe(201);
          return `${kind}/poolproof-shards`;
        }),
      );
    for (const [place, objects, more] of [
      [rights, [role, binding], []],
      [`${rights}/namespaces/${shards.space}`, inNamespace, ['--namespace', shards.space]],
    ] as const) {
      const granted = await grant(place, objects);
      // The API server's authorizer learns of it a moment later.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const many = await shards.shared(line, 1, undefined, more);
      expect(many.err).not.toContain('left in the cluster');
      expect(many).toEqual({ ...one, err: many.err });
      for (const path of granted) await api.delete(path);
      await shards.nothingIsLeft();
    }
  });
});
