import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type ShardFile, unpackShard } from '../../experiment/shard-file.ts';
import { ClusterProblem } from '../../real/cluster-problem.ts';
import { loadKubeConfig } from '../../real/kube-config.ts';
import { Kubernetes } from '../../real/kubernetes.ts';
import { RUN_LABEL } from '../../real/pod-names.ts';
import { runShardJobs } from '../../real/shard-jobs.ts';
import { openShardPlace, removeShards, type ShardPlace } from '../../real/shard-place.ts';
import { formatDuration } from '../../report/quantity.ts';
import { interruptOf } from '../run/interrupt.ts';
import { showProgress } from '../run/progress.ts';
import { runId } from '../run/run-id.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { KubernetesRequest } from './kubernetes-request.ts';

export interface ClusterWork {
  /** From `shardPackage`. */
  readonly parts: readonly Uint8Array[];
  /** How many shards there is work for, and runs of all of them; null = nobody knows. */
  readonly shards: number;
  readonly runs: number | null;
  readonly isQuiet: boolean;
}

export interface ClusterShards {
  /** A shard whose results did not fit into one log has several. */
  readonly files: readonly ShardFile[];
  /** Somebody stopped it. */
  readonly isCut: boolean;
}

/** Has all shards done by a cluster and removes whatever that took; null when it could not, which has been told. */
export async function shardsOnKubernetes(
  work: ClusterWork,
  request: KubernetesRequest,
  terminal: Terminal,
): Promise<ClusterShards | null> {
  const interrupt = interruptOf(
    () => terminal.warn('\nstopping; what shards have reported is kept (Ctrl-C again ends at once)\n'),
    () => terminal.warn(`${whatMayBeLeft(request)}\n`),
  );
  // Whatever is made in a cluster must be removed again: from here on Ctrl-C is ours.
  interrupt.arm();
  const startedAt = performance.now();
  const progress = showProgress(terminal, !work.isQuiet);
  const files: ShardFile[] = [];
  const tell = (line: string): void => {
    if (!work.isQuiet && !terminal.isWatched)
      terminal.warn(`${line} (${formatDuration(performance.now() - startedAt)})\n`);
  };
  try {
    await inPlace(request, work.parts, tell, interrupt.signal, (kubernetes, place) =>
      runShardJobs({
        kubernetes,
        place,
        pods: request.pods,
        count: work.shards,
        signal: interrupt.signal,
        took: (shard, { payload }) => files.push(checked(shard, unpackShard(payload))),
        onProgress: (done) => {
          if (work.runs !== null) progress.advance(done, work.runs);
        },
        tell,
      }),
    );
    return { files, isCut: interrupt.signal.aborted };
  } catch (error) {
    if (!(error instanceof ClusterProblem)) throw error;
    if (interrupt.signal.aborted) return { files, isCut: true };
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${error.message}\n  → ${error.remedy}\n`);
    return null;
  } finally {
    progress.end();
    interrupt.release();
  }
}

async function inPlace(
  request: KubernetesRequest,
  parts: readonly Uint8Array[],
  tell: (line: string) => void,
  signal: AbortSignal,
  work: (kubernetes: Kubernetes, place: ShardPlace) => Promise<void>,
): Promise<void> {
  const config = await loadKubeConfig(request);
  // A log of some MiB takes its time.
  const kubernetes = await Kubernetes.open({ config, deadlineMs: 60_000 });
  try {
    const boot = readFileSync(new URL('./shard/boot.cjs', import.meta.url), 'utf8');
    const place = await openShardPlace(kubernetes, { runId: runId(), namespace: request.namespace, boot, parts });
    try {
      const { namespace } = place;
      tell(
        `${parts.length === 1 ? '1 part' : `${parts.length} parts`} of the program and its files are in namespace ${namespace}`,
      );
      if (!signal.aborted) await work(kubernetes, place);
    } finally {
      for (const what of await removeShards(kubernetes, place)) tell(`left in the cluster: ${what}`);
    }
  } finally {
    kubernetes.close();
  }
}

function checked(shard: number, file: ShardFile | null): ShardFile {
  if (file?.version === VERSION) return file;
  throw new ClusterProblem(
    file === null ? `shard ${shard} reported what is no shard` : `shard ${shard} was done by poolproof ${file.version}`,
    'Do it again.',
  );
}

/** Of a program that ends before it has tidied up. */
function whatMayBeLeft({ context, kubeconfig, namespace }: KubernetesRequest): string {
  const where = [
    ...(kubeconfig === null ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === null ? [] : ['--context', context, '--yes']),
    ...(namespace === null ? [] : ['--namespace', namespace]),
  ];
  return `Jobs labelled ${RUN_LABEL} may be left; remove them: ${['poolproof cluster down --orphans', ...where].join(' ')}`;
}
