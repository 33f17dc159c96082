import { setTimeout as pause } from 'node:timers/promises';
import { apiErrorText } from './api-error.ts';
import { refused } from './cluster.ts';
import type { ApiResult, Kubernetes } from './kubernetes.ts';
import { readReport, type ShardReport } from './shard-log.ts';
import { SHARD_CONTAINER } from './shard-manifest.ts';
import type { ShardPlace } from './shard-place.ts';

/** The log of a shard's pod, or its last lines. Who may not read it is told so by a `ClusterProblem`, the sooner the better. */
export async function readPodLog(
  kubernetes: Kubernetes,
  { namespace }: ShardPlace,
  name: string,
  tailLines: number | null,
): Promise<ApiResult<string>> {
  const tail = tailLines === null ? {} : { tailLines };
  const read = await kubernetes.call('get', 'pods/log', (core, options) =>
    core.readNamespacedPodLog({ name, namespace, container: SHARD_CONTAINER, ...tail }, options),
  );
  if (read.error?.status === 403) throw refused('get pods/log', `in namespace ${namespace}`, read);
  return read;
}

/** The report of a pod that has ended: read again where something of it is missing, or nobody answers. A text says why it cannot be had. */
export async function reportOf(
  kubernetes: Kubernetes,
  place: ShardPlace,
  pod: string,
  signal: AbortSignal,
): Promise<ShardReport | string> {
  const until = performance.now() + ANSWERED_WITHIN_MS;
  for (let reads = 0; reads < READS && !signal.aborted; ) {
    const { value, error } = await readPodLog(kubernetes, place, pod, null);
    const report = value === undefined ? null : readReport(value);
    if (report !== null) return report;
    if (error === undefined) reads++;
    else if (error.status === 404 || performance.now() > until) return `its log cannot be read: ${apiErrorText(error)}`;
    await pause(READ_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  return 'its log has no results, or not all of them';
}

/** Of a log that is there. */
const READS = 5;
/** Wall ms; an API server that restarts is back by then. */
const ANSWERED_WITHIN_MS = 60_000;
const READ_AGAIN_MS = 1000;
