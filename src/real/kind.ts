import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ClusterProblem } from './cluster-problem.ts';
import { runProgram } from './run-program.ts';

/** A cluster that kind made, and how a run reaches it. */
export interface KindCluster {
  readonly name: string;
  /** The kubeconfig's context. */
  readonly context: string;
  /** A kubeconfig of our own, so that the user's stays as it is; removed by `release`. */
  readonly kubeconfig: string;
  /** IPv4 address of this machine in the clusters' network: what pods can connect to. */
  readonly gateway: string;
  /** False if it was there before. */
  readonly isNew: boolean;
  release(): Promise<void>;
}

export interface KindChoice {
  readonly name: string;
  /** For air-gapped users; null = the one that this version of kind brings. */
  readonly nodeImage: string | null;
  /** It has so many nodes beside the one of the control plane, or more; 0 = pods run on that one. */
  readonly workers: number;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The cluster of this name, made if there is none: minutes when an image has to be pulled, else some 40 s. */
export async function openKindCluster({ name, nodeImage, workers, log, signal }: KindChoice): Promise<KindCluster> {
  await requireKind();
  const isNew = !(await kindClusters()).includes(name);
  if (!isNew) await requireWorkers(name, workers);
  const folder = await mkdtemp(join(tmpdir(), 'poolproof-kind-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (isNew) {
      const size = workers === 0 ? '' : ` with ${workers} worker ${workers === 1 ? 'node' : 'nodes'}`;
      log(`creating kind cluster ${name}${size}${nodeImage === null ? '' : ` from ${nodeImage}`}`);
      const image = nodeImage === null ? [] : ['--image', nodeImage];
      const options = ['--name', name, '--wait', '180s', '--kubeconfig', kubeconfig, ...image, '--config', '-'];
      await runProgram('kind', ['create', 'cluster', ...options], {
        signal,
        input: configOf(workers),
        remedy: 'Read what kind says; an air-gapped machine brings its own image: --node-image NAME.',
      });
    } else {
      await writeFile(kubeconfig, await runProgram('kind', ['get', 'kubeconfig', '--name', name]), { mode: 0o600 });
    }
    return { name, context: `kind-${name}`, kubeconfig, gateway: await kindGateway(), isNew, release };
  } catch (error) {
    await release();
    // Stopped half-way, kind leaves its nodes running under the name; the next run would take them for a cluster.
    if (isNew) await deleteKindCluster(name).catch(() => undefined);
    throw error;
  }
}

const configOf = (workers: number): string =>
  [
    'kind: Cluster',
    'apiVersion: kind.x-k8s.io/v1alpha4',
    'nodes:',
    '- role: control-plane',
    ...Array.from({ length: workers }, () => '- role: worker'),
    '',
  ].join('\n');

/** A cluster that is there keeps the nodes that it has. */
async function requireWorkers(name: string, workers: number): Promise<void> {
  if (workers === 0) return;
  const nodes = (await runProgram('kind', ['get', 'nodes', '--name', name])).split('\n');
  const there = nodes.filter((node) => /-worker\d*$/.test(node)).length;
  if (there >= workers) return;
  throw new ClusterProblem(
    `kind cluster ${name} has ${there} worker nodes, and ${workers} are needed`,
    `Delete it and make it anew: poolproof cluster down --kind-cluster ${name}, then cluster up --workers ${workers}; or take another name.`,
  );
}

/** Names of the clusters that kind has made on this machine. */
export async function kindClusters(): Promise<readonly string[]> {
  await requireKind();
  const names = await runProgram('kind', ['get', 'clusters', '--quiet']);
  return names.split('\n').filter((name) => /^[a-z0-9][a-z0-9.-]*$/.test(name));
}

export async function deleteKindCluster(name: string): Promise<void> {
  await requireKind();
  // kind takes the cluster out of a kubeconfig, too: out of none of the user's.
  await runProgram('kind', ['delete', 'cluster', '--name', name, '--kubeconfig', '/dev/null']);
}

/** Gives the cluster's nodes an image of this machine; false if it has none of that name, and the nodes have to pull it. */
export async function loadKindImage(name: string, image: string, signal: AbortSignal): Promise<boolean> {
  const found = await execa('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { reject: false });
  if (found.exitCode !== 0) return false;
  await runProgram('kind', ['load', 'docker-image', image, '--name', name], { signal });
  return true;
}

/** Older ones do not know `get clusters --quiet`, nor some flags that are used here. */
const OLDEST_KIND = [0, 11] as const;

async function requireKind(): Promise<void> {
  const said = await runProgram('kind', ['version'], {
    remedy:
      'Install kind (https://kind.sigs.k8s.io), or use a cluster that you have: --mode cluster --context NAME --yes.',
  });
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(said) ?? [];
  if (major !== undefined && Number(major) === OLDEST_KIND[0] && Number(minor) < OLDEST_KIND[1]) {
    throw new ClusterProblem(
      `${said.trim()} is too old`,
      `Install kind ${OLDEST_KIND.join('.')} or newer (https://kind.sigs.k8s.io).`,
    );
  }
  await runProgram('docker', ['version', '--format', '{{.Server.Version}}'], {
    remedy: 'Install and start a container engine that answers to `docker version`.',
  });
}

async function kindGateway(): Promise<string> {
  const said = await runProgram('docker', [
    'network',
    'inspect',
    'kind',
    '--format',
    '{{range .IPAM.Config}}{{.Gateway}} {{end}}',
  ]);
  const gateway = said.split(/\s+/).find((address) => /^\d+\.\d+\.\d+\.\d+$/.test(address));
  if (gateway !== undefined) return gateway;
  throw new ClusterProblem(
    `the network of the kind clusters has no IPv4 gateway: ${said.trim()}`,
    'Say where agents can reach this machine: --advertise HOST:PORT.',
  );
}
