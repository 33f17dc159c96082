import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Kubernetes } from '../../../src/real/kubernetes.ts';
import { runShardJobs } from '../../../src/real/shard-jobs.ts';
import { openShardPlace, removeShards } from '../../../src/real/shard-place.ts';
import { type Ended, folderOf, poolproof, SCENARIO } from '../../support/command-line.ts';
import { certificateOf } from '../../support/control-plane.ts';
import type { KubeObject } from '../../support/kube-api.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { ProcessKubelet, UNPULLABLE_IMAGE } from '../../support/process-kubelet.ts';
import { configOf } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

/** Chance, a file beside it, and a policy of the user's own that imports a module of theirs and our library. */
const DRAWN = `scenario: drawn
about: Tasks come and last as chance has it.
run: { duration: 40m, drain: { timeout: 10m } }
pool: { min: 0, max: 3, autoscaler: { policy: ../policies/mine.js } }
profiles: { preview: { type: plan, plan: { empirical: { file: seconds.txt } } } }
workload:
  - { name: all, arrivals: { poisson: 60/h }, profile: preview, until: 35m }
expect:
  - { name: short waits, metric: { wait.p95: "< 1s" } }
`;
const MINE = `import { definePolicy, scaleTo } from 'poolproof';
import { wanted } from './wanted.js';
export default definePolicy({
  name: 'mine',
  summary: 'One pod for each task.',
  decide: (signals) => ({ decision: scaleTo(signals, wanted(signals), { rule: 'mine', text: 'as many', figures: {} }), memory: null }),
});
`;
const WANTED = 'export const wanted = ({ tasks }) => (tasks.pending ?? 0) + tasks.running;\n';
const HERE = `import mine from './mine.js';
if (process.env.POOLPROOF_SHARD !== undefined) throw new Error('no pods, please');
export default mine;
`;
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const SPACE = 'shards-given';

describeWithControlPlane('an experiment whose shards are Jobs of a cluster', (cluster) => {
  const { admin, harness, api } = cluster;
  const folder = folderOf({
    'days/pair.yaml': SCENARIO,
    'days/drawn.yaml': DRAWN,
    'days/seconds.txt': '20s\n45s\n70s\n2m\n',
    'policies/mine.js': MINE,
    'policies/wanted.js': WANTED,
    'policies/here.js': HERE,
    'package.json': '{ "name": "mine", "type": "module" }',
  });
  let kubelet: ProcessKubelet;

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'node_modules'));
    symlinkSync(REPOSITORY, join(folder.path, 'node_modules', 'poolproof'));
    kubelet = await ProcessKubelet.start({ access: admin, node: 'shards', certificate: certificateOf(cluster) });
    writeKubeconfig(join(folder.path, 'kubeconfig'), admin);
    writeKubeconfig(join(folder.path, 'limited'), harness);
    await cluster.namespace(SPACE);
  });
  afterEach(() => {
    kubelet.spoilLog = null;
    kubelet.startDelayMs = 0;
  });
  afterAll(async () => {
    await kubelet.close();
    folder.remove();
  });

  const ON = ['--on', 'kubernetes', '--context', 'test', '--yes'];
  const shared = (
    line: readonly string[],
    shards: number,
    whileRunning?: Parameters<typeof poolproof>[2],
    more: readonly string[] = ['--namespace', SPACE],
  ): Promise<Ended> =>
    poolproof(folder.path, [...line, ...ON, ...kubeconfig(line), ...more, '--shards', String(shards)], whileRunning);
  const kubeconfig = (line: readonly string[]): readonly string[] =>
    line.includes('--kubeconfig') ? [] : ['--kubeconfig', 'kubeconfig'];

  /** Every file below a folder, by path. */
  const filesIn = (path: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(join(folder.path, path), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => [file, readFileSync(file, 'utf8')]),
    );

  interface ShardPod {
    readonly name: string;
    readonly shard: string;
    readonly phase: string;
  }

  const podsOf = async (space: string): Promise<readonly ShardPod[]> => {
    const { body } = await api.get(`/api/v1/namespaces/${space}/pods`);
    return (body.items ?? []).map(({ metadata, status }) => ({
      name: metadata?.name ?? '',
      shard: metadata?.labels?.['poolproof.dev/shard'] ?? '',
      phase: String(status?.phase),
    }));
  };

  /** Of all runs so far in the namespace that they were given, and namespaces of runs. */
  async function nothingIsLeft(): Promise<void> {
    const labelled = 'labelSelector=poolproof.dev%2Frun';
    for (const path of [
      `/api/v1/namespaces/${SPACE}/pods?${labelled}`,
      `/api/v1/namespaces/${SPACE}/configmaps?${labelled}`,
      `/apis/batch/v1/namespaces/${SPACE}/jobs?${labelled}`,
      `/api/v1/namespaces?${labelled}`,
    ])
      await until(`${path} to be empty`, async () => (await api.get(path)).body.items?.length === 0, 40_000);
  }

  it('gives what one machine gives, byte for byte, in a namespace of its own that goes with it', async () => {
    const line = ['run', 'days', '--replications', '4', '--json', '--report', 'out', '--check-determinism'];
    const one = await poolproof(folder.path, line);
    const reports = filesIn('out');
    expect(Object.keys(reports).length).toBeGreaterThan(10);
    const many = await shared(line, 3, undefined, []);
    expect(many.err).toMatch(/^1 part of the program[\s\S]*shard [123] of 3 is done/);
    expect(many).toEqual({ ...one, err: many.err });
    expect(one.code).toBe(1);
    expect(filesIn('out')).toEqual(reports);
    await nothingIsLeft();
  });

  it('does a shard again whose pod is killed, deleted or cannot be heard, and comparisons as well', async () => {
    const line = [
      'compare',
      'days/drawn.yaml',
      '--policies',
      'pending-only,base-stock',
      '--replications',
      '8',
      '--json',
    ];
    const one = await poolproof(folder.path, line);
    const spoilt = new Set<string>();
    kubelet.spoilLog = (pod, log) => {
      // The first that is read whole has lost a line each time that it is read.
      if (log.includes('poolproof-results') && spoilt.size === 0) spoilt.add(pod);
      return spoilt.has(pod) ? log.replace(/^poolproof-piece 0 .*$/m, '') : log;
    };
    kubelet.startDelayMs = 300;
    const harmed: string[] = [];
    const many = await shared(line, 3, () => {
      void (async () => {
        const killed = await until('a pod', async () => (await podsOf(SPACE)).find(({ phase }) => phase === 'Running'));
        kubelet.signal(SPACE, killed.name, 'SIGKILL');
        const deleted = await until('another', async () =>
          (await podsOf(SPACE)).find(({ shard, phase }) => shard !== killed.shard && phase !== 'Succeeded'),
        );
        await api.delete(`/api/v1/namespaces/${SPACE}/pods/${deleted.name}`, { gracePeriodSeconds: 0 });
        harmed.push(killed.shard, deleted.shard);
      })();
    });
    expect(many).toEqual({ ...one, err: many.err });
    expect(many.err).toContain(`shard ${harmed[0]} of 3: Error: exit code 137; it is done again`);
    expect(many.err).toContain(`shard ${harmed[1]} of 3: its pod is gone: deleted, or lost with its node; it is done`);
    expect(many.err).toContain('its log has no results, or not all of them; it is done again');
    await nothingIsLeft();
  });

  it('keeps what shards have reported when it is stopped, and leaves nothing', async () => {
    const stopped = await shared(['run', 'days', '--replications', '4'], 4, (kill, err) => {
      const stop = (text: string): void => {
        if (!text.includes('is done')) return;
        err.off('data', stop);
        kill('SIGINT');
      };
      err.on('data', stop);
    });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('stopping; what shards have reported is kept');
    expect(stopped.out).toMatch(/variants not run \(interrupted\)|pair > plain/);
    await nothingIsLeft();
  });

  it('is tidied up by `cluster down --orphans` after it was killed', async () => {
    kubelet.startDelayMs = 60_000;
    const killed = await shared(['run', 'days/pair.yaml'], 2, (kill) => {
      void until('pods', async () => (await podsOf(SPACE)).length === 2).then(() => kill('SIGKILL'));
    });
    expect(killed.code).toBe(null);
    const swept = await poolproof(folder.path, [
      ...[
        'cluster',
        'down',
        '--orphans',
        '--namespace',
        SPACE,
        '--kubeconfig',
        'kubeconfig',
        '--context',
        'test',
        '--yes',
      ],
    ]);
    expect(swept.out).toMatch(/^removed what run r\w+ left in shards-given\n$/);
    await nothingIsLeft();
  });

  it('needs the rights of docs/cluster-rights.yaml and no others', async () => {
    const line = ['run', 'days/pair.yaml', '--json', '--kubeconfig', 'limited'];
    const one = await poolproof(folder.path, line.slice(0, 3));
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
      [`${rights}/namespaces/${SPACE}`, inNamespace, ['--namespace', SPACE]],
    ] as const) {
      const granted = await grant(place, objects);
      // The API server's authorizer learns of it a moment later.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const many = await shared(line, 1, undefined, more);
      expect(many.err).not.toContain('left in the cluster');
      expect(many).toEqual({ ...one, err: many.err });
      for (const path of granted) await api.delete(path);
      await nothingIsLeft();
    }
  });

  it('goes on in another pod with what one log has no room for', async () => {
    const boot = `const { createHash } = require('node:crypto');
      const [index, from] = [process.env.POOLPROOF_SHARD, Number(process.env.POOLPROOF_SHARD_FROM)];
      const payload = Buffer.from(index + ' from ' + from);
      const sha256 = createHash('sha256').update(payload).digest('hex');
      console.log('poolproof-results ' + JSON.stringify({ bytes: payload.length, sha256, pieces: 1, done: from + 2, of: 5 }));
      console.log('poolproof-piece 0 ' + payload.toString('base64'));`;
    const kubernetes = await Kubernetes.open({ config: configOf(admin) });
    const place = await openShardPlace(kubernetes, { runId: 'successors', namespace: SPACE, boot, parts: [] });
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
    await nothingIsLeft();
  });

  it('ends with a remedy when a quota leaves no room for any pod, and goes on as room comes', async () => {
    const space = await cluster.namespace('shards-quota');
    const quotas = `/api/v1/namespaces/${space}/resourcequotas`;
    const limit = async (pods: number): Promise<void> => {
      await api.create(quotas, { metadata: { name: 'few' }, spec: { hard: { pods: String(pods) } } });
      await until('the quota to count', async () => {
        const { body } = await api.get(`${quotas}/few`);
        return (body.status?.hard as Record<string, string> | undefined)?.pods === String(pods);
      });
    };
    await limit(0);
    const line = ['run', 'days/pair.yaml', '--json'];
    const none = await shared(line, 2, undefined, ['--namespace', space]);
    expect(none.err).toMatch(
      /waits for its pod: .*exceeded quota: few[\s\S]*error: no pod can be made: .*exceeded quota/,
    );
    expect(none).toMatchObject({ code: 4, out: '' });
    await api.delete(`${quotas}/few`);
    await limit(1);
    const one = await shared(line, 2, undefined, ['--namespace', space]);
    expect(one).toEqual({ ...(await poolproof(folder.path, line)), err: one.err });
  });

  it.each([
    [
      'always fails, with the end of its log',
      ['--policy', './policies/here.js'],
      /shard 1 of 1 failed: Error: exit code 2\n[\s\S]*\| .*here.js[\s\S]*no pods, please[\s\S]*→ See whether/,
    ],
    [
      'has an image that cannot be pulled',
      ['--image', UNPULLABLE_IMAGE],
      /shard 1 of 1 cannot start: ImagePullBackOff: .*\n.*→ Name an image with Node 20/,
    ],
    [
      'may not be made',
      ['--kubeconfig', 'limited'],
      /create configmaps in namespace shards-given: HTTP 403 Forbidden: .*"harness" cannot create.*\n.*→ .*cluster-rights.yaml/,
    ],
  ])('ends with a remedy, and nothing is left, when a shard %s', async (_, more, words) => {
    const ended = await shared(['run', 'days/pair.yaml', '--variant', 'plain', ...more], 1);
    expect(ended.err).toMatch(words);
    expect(ended).toMatchObject({ code: 4, out: '' });
    await nothingIsLeft();
  });
});
