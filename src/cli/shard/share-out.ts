import { jobsOf, type RecordedRuns, runKey } from '../../experiment/shard.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { prepareReportFolder } from '../run/report-folder.ts';
import { STANDARD_INPUT } from '../scenario-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { executeShard } from './execute-shard.ts';
import { KUBERNETES_NAMES, type KubernetesRequest } from './kubernetes-request.ts';
import { shardPackage } from './shard-package.ts';
import type { ShardRequest } from './shard-request.ts';
import type { Done, Elsewhere, Shared } from './shared.ts';

/** Who does the runs of a command, if not the command itself. */
export interface ShareRequest {
  readonly shard: ShardRequest | null;
  readonly kubernetes: KubernetesRequest | null;
}

/**
 * Null = all runs are done here. Else what came of the shared work: an exit code where that was all there was to do, or the runs, with which the
 * command goes on as `poolproof merge` does, and so says, writes and ends as on one machine. A cluster takes its time, and files change
 * meanwhile: nothing that was read before is read again.
 */
export function sharing(
  { shard, kubernetes }: ShareRequest,
  elsewhere: Elsewhere | null,
  terminal: Terminal,
): ((shared: Shared) => Promise<ExitCode | Done>) | null {
  if (elsewhere !== null) return elsewhere.kind === 'shared' ? elsewhere.take : null;
  if (shard !== null) return (shared) => executeShard(readAgain(shared), shard, terminal);
  if (kubernetes !== null) return (shared) => onKubernetes(readAgain(shared), kubernetes, terminal);
  return null;
}

/** Files are read by every shard, and by who merges them. */
function readAgain(shared: Shared): Shared {
  if (shared.files.includes(STANDARD_INPUT))
    throw new UsageError('shards cannot read standard input', 'write it to a file, and name that');
  return shared;
}

async function onKubernetes(
  { command, given, files, work, reportFolder }: Shared,
  request: KubernetesRequest,
  terminal: Terminal,
): Promise<ExitCode | Done> {
  const { shardsOnKubernetes } = await import('./shards-on-kubernetes.ts');
  const task = { command, given: { ...given.without([...KUBERNETES_NAMES, 'jobs']), files } };
  const runs = jobsOf(work).length;
  const shards = Math.min(request.shards, runs);
  // What goes on is told on standard error, beside any document.
  const isQuiet = given.flag('quiet');
  const parts = shardPackage(task, files);
  // Nobody wants to hear of it when the cluster has done everything.
  if (reportFolder !== null) prepareReportFolder(reportFolder);
  const came = await shardsOnKubernetes({ parts, shards, runs, isQuiet }, request, terminal);
  if (came === null) return EXIT.unavailable;
  const outcomes = new Map(came.files.flatMap((file) => (file.command === 'fuzz' ? [] : file.runs)));
  const recorded: RecordedRuns = async (job) => {
    const outcome = outcomes.get(runKey(job)) ?? null;
    if (outcome !== null || came.isCut) return outcome;
    throw new Error(`no shard did ${job.planned.file} (${job.planned.variant}, replication ${job.replication})`);
  };
  return { kind: 'done', runs: recorded, files: [], isCut: came.isCut };
}
