import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecaError, execa } from 'execa';
import { ClusterProblem } from './cluster-problem.ts';

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
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The cluster of this name, made if there is none: minutes when an image has to be pulled, else some 40 s. */
export async function openKindCluster({ name, nodeImage, log, signal }: KindChoice): Promise<KindCluster> {
  await requireKind();
  const isNew = !(await kindClusters()).includes(name);
  const folder = await mkdtemp(join(tmpdir(), 'poolproof-kind-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (isNew) {
      log(`creating kind cluster ${name}${nodeImage === null ? '' : ` from ${nodeImage}`}`);
      const image = nodeImage === null ? [] : ['--image', nodeImage];
      await run('kind', ['create', 'cluster', '--name', name, '--wait', '180s', '--kubeconfig', kubeconfig, ...image], {
        signal,
        remedy: 'Read what kind says; an air-gapped machine brings its own image: --node-image NAME.',
      });
    } else {
      await writeFile(kubeconfig, await run('kind', ['get', 'kubeconfig', '--name', name]), { mode: 0o600 });
    }
    return { name, context: `kind-${name}`, kubeconfig, gateway: await kindGateway(), isNew, release };
  } catch (error) {
    await release();
    // Stopped half-way, kind leaves its nodes running under the name; the next run would take them for a cluster.
    if (isNew) await deleteKindCluster(name).catch(() => undefined);
    throw error;
  }
}

/** Names of the clusters that kind has made on this machine. */
export async function kindClusters(): Promise<readonly string[]> {
  await requireKind();
  const names = await run('kind', ['get', 'clusters', '--quiet']);
  return names.split('\n').filter((name) => /^[a-z0-9][a-z0-9.-]*$/.test(name));
}

export async function deleteKindCluster(name: string): Promise<void> {
  await requireKind();
  // kind takes the cluster out of a kubeconfig, too: out of none of the user's.
  await run('kind', ['delete', 'cluster', '--name', name, '--kubeconfig', '/dev/null']);
}

/** Gives the cluster's nodes an image of this machine; false if it has none of that name, and the nodes have to pull it. */
export async function loadKindImage(name: string, image: string, signal: AbortSignal): Promise<boolean> {
  const found = await execa('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { reject: false });
  if (found.exitCode !== 0) return false;
  await run('kind', ['load', 'docker-image', image, '--name', name], { signal });
  return true;
}

/** Older ones do not know `get clusters --quiet`, nor some flags that are used here. */
const OLDEST_KIND = [0, 11] as const;

async function requireKind(): Promise<void> {
  const said = await run('kind', ['version'], {
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
  await run('docker', ['version', '--format', '{{.Server.Version}}'], {
    remedy: 'Install and start a container engine that answers to `docker version`.',
  });
}

async function kindGateway(): Promise<string> {
  const said = await run('docker', [
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

/** Standard output of a program; a failure is told with the program's own last words. */
async function run(
  program: string,
  args: readonly string[],
  { signal, remedy }: { readonly signal?: AbortSignal; readonly remedy?: string } = {},
): Promise<string> {
  try {
    const { stdout } = await execa(program, args, signal === undefined ? {} : { cancelSignal: signal });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') {
      throw new ClusterProblem(`${program} is not installed, or not on the PATH`, remedy ?? `Install ${program}.`);
    }
    const words = String(error.stderr ?? '')
      .trim()
      .split('\n')
      .slice(-LAST_WORDS)
      .join('\n');
    const what = error.isCanceled ? 'was stopped' : `ended with ${error.exitCode ?? error.signal}`;
    throw new ClusterProblem(
      `${program} ${args.slice(0, 2).join(' ')} ${what}${words === '' ? '' : `:\n${words}`}`,
      remedy ?? 'See whether the same command works by hand.',
    );
  }
}

const LAST_WORDS = 8;
