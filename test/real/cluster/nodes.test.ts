import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ClusterProblem } from '../../../src/real/cluster-problem.ts';
import { Kubernetes } from '../../../src/real/kubernetes.ts';
import { cordonedNodes, Nodes, uncordon } from '../../../src/real/nodes.ts';
import type { NodeNeeds } from '../../../src/scenario/node-needs.ts';
import { folderOf, poolproof } from '../../support/command-line.ts';
import type { KubeObject } from '../../support/kube-api.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { registerNode, removeNode } from '../../support/kubelet/kubelet-node.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { configOf } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const SIZE = { cpu: '4', memory: '4Gi', pods: '10' };
const needing = (count: number, areStopped = false): NodeNeeds => ({
  count,
  areStopped,
  kind: 'node-drain',
  place: { file: 'drain.yaml', line: 7, column: 3 },
});

/** Its node is drained for as long as anybody may wait. */
const DRAINED = `scenario: drained
run: { duration: 1h, timeScale: 10 }
pool: { min: 0, max: 1 }
cluster: { nodes: { count: 1 } }
initial: { pods: [{ state: connected }] }
faults: [{ kind: node-drain, at: 10s, for: 50m }]
`;

/** It holds, and throws from the moment on that there is a file `enough` beside it. */
const THROWING = `
import { existsSync } from 'node:fs';
const enough = new URL('enough', import.meta.url);
export default {
  name: 'throwing',
  summary: 'It throws in the end.',
  nativePeriodMs: 10_000,
  parameters: [],
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory) {
    if (existsSync(enough)) throw new Error('enough');
    return { decision: { kind: 'hold', reason: { rule: 'calm', text: 'not yet', figures: {}, limitedBy: null } }, memory };
  },
};
`;

describeWithControlPlane('nodes, as faults touch them', ({ api, admin, harness, namespace }) => {
  const folder = folderOf({ 'drained.yaml': DRAINED, 'throwing.mjs': THROWING });
  const { signal } = new AbortController();
  let kubelet: ProcessKubelet;
  let space: string;
  const clients: Kubernetes[] = [];
  const made: string[] = [];

  const client = async (access = admin): Promise<Kubernetes> => {
    const opened = await Kubernetes.open({ config: configOf(access), rate: { perSecond: 100, burst: 100 } });
    clients.push(opened);
    return opened;
  };
  const open = async (needs: NodeNeeds, kubernetes?: Kubernetes): Promise<Nodes> =>
    Nodes.open({ kubernetes: kubernetes ?? (await client()), runId: 'nodes-1', namespace: space }, needs, signal);
  const refusal = async (opening: Promise<unknown>): Promise<ClusterProblem> => {
    const error = await opening.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClusterProblem);
    return error as ClusterProblem;
  };
  const node = async (name: string): Promise<KubeObject> => (await api.get(`/api/v1/nodes/${name}`)).body;
  const isCordoned = async (name: string): Promise<boolean> => (await node(name)).spec?.unschedulable === true;
  const podOf = async (name: string, run: string, where = space): Promise<void> => {
    await api.create(`/api/v1/namespaces/${where}/pods`, {
      metadata: { name, labels: { 'poolproof.dev/run': run } },
      spec: {
        nodeName: 'nodes-a',
        restartPolicy: 'Never',
        containers: [{ name: 'x', image: 'x', command: ['sleep', '600'] }],
      },
    });
    await until(`${name} to run`, async () => {
      const { body } = await api.get(`/api/v1/namespaces/${where}/pods/${name}`);
      return body.status?.phase === 'Running';
    });
  };

  beforeAll(async () => {
    writeKubeconfig(join(folder.path, 'kubeconfig'), admin);
    space = await namespace('nodes');
    kubelet = await ProcessKubelet.start({ access: admin, node: 'nodes-a' });
  });
  afterEach(async () => {
    for (const opened of clients.splice(0)) opened.close();
    for (const name of made.splice(0)) await removeNode(api, name);
  });
  afterAll(async () => {
    await kubelet.close();
    folder.remove();
  });

  it('are those that take pods, the oldest first', async () => {
    for (const name of ['nodes-b10', 'nodes-b9', 'nodes-cordoned', 'nodes-tainted', 'nodes-master']) {
      await registerNode(api, name, SIZE, {});
      made.push(name);
    }
    await api.merge('/api/v1/nodes/nodes-cordoned', { spec: { unschedulable: true } });
    await api.merge('/api/v1/nodes/nodes-tainted', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } });
    await api.merge('/api/v1/nodes/nodes-master', { metadata: { labels: { 'node-role.kubernetes.io/master': '' } } });
    const all = (await (await open(needing(3))).all()).map(({ name, ordinal }) => ({ name, ordinal }));
    expect(all[0]).toEqual({ name: 'nodes-a', ordinal: 1 });
    expect(all.map(({ name }) => name).toSorted()).toEqual(['nodes-a', 'nodes-b10', 'nodes-b9', 'nodes-master']);
    const stoppable = (await (await open(needing(3, true))).all()).map(({ name }) => name);
    expect(stoppable.toSorted()).toEqual(['nodes-a', 'nodes-b10', 'nodes-b9']);
  });

  it('must be as many as the scenario has, and what is missing is told with the place of the fault', async () => {
    const problem = await refusal(open(needing(2)));
    expect(problem.message).toMatch(/^drain\.yaml:7: node-drain needs 2 nodes that take pods, .* has 1 /);
    expect((await refusal(open(needing(2, true)))).remedy).toContain('cluster up --kind-cluster NAME --workers 2');
  });

  it('lose pods of the run by eviction, and nobody else’s', async () => {
    const nodes = await open(needing(1));
    await podOf('ours', 'nodes-1');
    await podOf('theirs', 'nodes-2');
    expect(await nodes.all()).toEqual([{ name: 'nodes-a', ordinal: 1, pods: 1 }]);
    const pods = await nodes.podsOn('nodes-a');
    expect(pods.map(({ name }) => name)).toEqual(['ours']);
    for (const pod of pods) expect(await nodes.evict(pod)).toBe(true);
    await until('ours to be gone', async () => (await api.get(`/api/v1/namespaces/${space}/pods/ours`)).status === 404);
    const { body } = await api.get(`/api/v1/namespaces/${space}/pods/theirs`);
    expect(body.metadata?.deletionTimestamp).toBeUndefined();
    // That it is gone already is no trouble.
    for (const pod of pods) expect(await nodes.evict(pod)).toBe(true);
  });

  it('keep their pods while a disruption budget wants that', async () => {
    const nodes = await open(needing(1));
    const budgets = `/apis/policy/v1beta1/namespaces/${space}/poddisruptionbudgets`;
    await api.create(budgets, {
      metadata: { name: 'all-stay' },
      spec: { maxUnavailable: 0, selector: { matchLabels: { 'poolproof.dev/run': 'nodes-1' } } },
    });
    await podOf('kept', 'nodes-1');
    const [kept] = await nodes.podsOn('nodes-a');
    expect(await nodes.evict(kept!)).toBe(false);
    await nodes.delete(kept!, true);
    expect((await api.get(`/api/v1/namespaces/${space}/pods/kept`)).status).toBe(404);
    await api.delete(`${budgets}/all-stay`);
  });

  it('need the rights of docs/cluster-rights.yaml that are for them', async () => {
    const limited = await client(harness);
    const denied = await refusal(open(needing(1), limited));
    expect(denied.message).toContain('403');
    expect(denied.remedy).toContain('docs/cluster-rights.yaml');
    expect(await cordonedNodes(limited)).toEqual([]);

    const text = readFileSync(new URL('../../../docs/cluster-rights.yaml', import.meta.url), 'utf8');
    const rights = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
    const granted = rights.filter(
      ({ kind, metadata }) =>
        kind?.startsWith('ClusterRole') && ['poolproof-runs', 'poolproof-nodes'].includes(metadata?.name ?? ''),
    );
    expect(granted).toHaveLength(4);
    const folderOfKind = ({ kind }: KubeObject) => `/apis/rbac.authorization.k8s.io/v1/${kind?.toLowerCase()}s`;
    for (const right of granted) expect((await api.create(folderOfKind(right), right)).status).toBe(201);
    try {
      const nodes = await until('the rights to be known', () => open(needing(1), limited).catch(() => null));
      await podOf('limited', 'nodes-1');
      await nodes.cordon('nodes-a');
      expect(await isCordoned('nodes-a')).toBe(true);
      expect(await cordonedNodes(limited)).toEqual(['nodes-a']);
      for (const pod of await nodes.podsOn('nodes-a')) expect(await nodes.evict(pod)).toBe(true);
      expect((await uncordon(limited, 'nodes-a')).error).toBeUndefined();
      expect(await isCordoned('nodes-a')).toBe(false);
      expect(await cordonedNodes(limited)).toEqual([]);
    } finally {
      for (const right of granted) await api.delete(`${folderOfKind(right)}/${right.metadata?.name}`);
    }
  });

  const cluster = ['--kubeconfig', 'kubeconfig', '--context', 'test', '--yes'];
  async function drained(whenCordoned: (kill: (signal: NodeJS.Signals) => void) => void, ...more: readonly string[]) {
    let acting: Promise<void> = Promise.resolve();
    const line = ['run', 'drained.yaml', '--mode', 'cluster', '--advertise', '127.0.0.1', ...cluster, ...more];
    const ended = await poolproof(folder.path, line, (kill) => {
      acting = until('the node to be cordoned', () => isCordoned('nodes-a')).then(() => whenCordoned(kill));
    });
    await acting;
    return ended;
  }
  const stoppedBy = (signal: NodeJS.Signals) => drained((kill) => kill(signal));

  it.each([
    ['Ctrl-C', 'SIGINT'],
    ['the terminal was closed', 'SIGHUP'],
  ] as const)('take pods again after %s in the middle of a drain', async (_, signal) => {
    const ended = await stoppedBy(signal);
    expect([ended.code, ended.err]).toEqual([130, expect.not.stringContaining('left in the cluster')]);
    expect(await isCordoned('nodes-a')).toBe(false);
  });

  it('take pods again after the run broke off in the middle of a drain', async () => {
    const enough = (): void => writeFileSync(join(folder.path, 'enough'), '');
    const ended = await drained(enough, '--policy', './throwing.mjs');
    expect([ended.code, ended.err]).toEqual([3, expect.not.stringContaining('left in the cluster')]);
    expect(ended.out).toContain('enough');
    expect(await isCordoned('nodes-a')).toBe(false);
  });

  it('are given back by `cluster down --orphans` after a run was killed in the middle of a drain', async () => {
    expect((await stoppedBy('SIGKILL')).code).toBe(null);
    expect(await isCordoned('nodes-a')).toBe(true);
    const swept = await poolproof(folder.path, ['cluster', 'down', '--orphans', ...cluster]);
    expect([swept.code, swept.out]).toEqual([0, expect.stringContaining('uncordoned node nodes-a\n')]);
    expect(await isCordoned('nodes-a')).toBe(false);
  });
});
