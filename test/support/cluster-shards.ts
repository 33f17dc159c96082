import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, folderOf, poolproof, SCENARIO } from './command-line.ts';
import { certificateOf } from './control-plane.ts';
import { filesIn } from './files-in.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { ProcessKubelet } from './process-kubelet.ts';
import { until } from './until.ts';
import type { TestCluster } from './with-control-plane.ts';

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
  parameters: [{ name: 'spare', kind: 'count', default: 0, min: 0, max: 3, summary: 'Pods beyond.' }],
  decide: (signals, _, { spare }) => ({ decision: scaleTo(signals, wanted(signals) + spare, { rule: 'mine', text: 'as many', figures: {} }), memory: null }),
});
`;
const WANTED = 'export const wanted = ({ tasks }) => (tasks.pending ?? 0) + tasks.running;\n';
const HERE = `import mine from './mine.js';
if (process.env.POOLPROOF_SHARD !== undefined) throw new Error('no pods, please');
export default mine;
`;
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

export interface ShardPod {
  readonly name: string;
  readonly shard: string;
  readonly phase: string;
}

/** A node, a namespace that exists, and a folder with scenarios of every kind whose shards the cluster does. */
export class ClusterShards {
  readonly space: string;
  readonly folder = folderOf({
    'days/pair.yaml': SCENARIO,
    'days/drawn.yaml': DRAWN,
    'days/seconds.txt': '20s\n45s\n70s\n2m\n',
    'policies/mine.js': MINE,
    'policies/wanted.js': WANTED,
    'policies/here.js': HERE,
    'package.json': '{ "name": "mine", "type": "module" }',
  });
  readonly kubelet: ProcessKubelet;
  readonly #cluster: TestCluster;

  /** `name`: of the node and of the namespace. */
  static async start(cluster: TestCluster, name: string): Promise<ClusterShards> {
    const { admin, harness } = cluster;
    const kubelet = await ProcessKubelet.start({ access: admin, node: name, certificate: certificateOf(cluster) });
    const shards = new ClusterShards(cluster, kubelet, await cluster.namespace(name));
    const { path } = shards.folder;
    mkdirSync(join(path, 'node_modules'));
    symlinkSync(REPOSITORY, join(path, 'node_modules', 'poolproof'));
    writeKubeconfig(join(path, 'kubeconfig'), admin);
    writeKubeconfig(join(path, 'limited'), harness);
    return shards;
  }

  private constructor(cluster: TestCluster, kubelet: ProcessKubelet, space: string) {
    this.#cluster = cluster;
    this.kubelet = kubelet;
    this.space = space;
  }

  here(line: readonly string[]): Promise<Ended> {
    return poolproof(this.folder.path, line);
  }

  /** The line, done by so many shards in the namespace, unless `more` says elsewhere. */
  shared(
    line: readonly string[],
    shards: number,
    whileRunning?: Parameters<typeof poolproof>[2],
    more: readonly string[] = ['--namespace', this.space],
  ): Promise<Ended> {
    const kubeconfig = line.includes('--kubeconfig') ? [] : ['--kubeconfig', 'kubeconfig'];
    const on = ['--on', 'kubernetes', '--shards', String(shards), '--context', 'test', '--yes'];
    return poolproof(this.folder.path, [...line, ...on, ...kubeconfig, ...more], whileRunning);
  }

  /** Every file below a folder, by path. */
  filesIn(path: string): Readonly<Record<string, string>> {
    return filesIn(join(this.folder.path, path));
  }

  async pods(): Promise<readonly ShardPod[]> {
    const { body } = await this.#cluster.api.get(`/api/v1/namespaces/${this.space}/pods`);
    return (body.items ?? []).map(({ metadata, status }) => ({
      name: metadata?.name ?? '',
      shard: metadata?.labels?.['poolproof.dev/shard'] ?? '',
      phase: String(status?.phase),
    }));
  }

  /** Of all runs so far in the namespace, and namespaces of their own. */
  async nothingIsLeft(): Promise<void> {
    const { api } = this.#cluster;
    const labelled = 'labelSelector=poolproof.dev%2Frun';
    for (const path of [
      `/api/v1/namespaces/${this.space}/pods?${labelled}`,
      `/api/v1/namespaces/${this.space}/configmaps?${labelled}`,
      `/apis/batch/v1/namespaces/${this.space}/jobs?${labelled}`,
      `/api/v1/namespaces?${labelled}`,
    ])
      await until(`${path} to be empty`, async () => (await api.get(path)).body.items?.length === 0, 40_000);
  }

  async close(): Promise<void> {
    await this.kubelet.close();
    this.folder.remove();
  }
}
