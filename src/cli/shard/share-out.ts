import { jobsOf, type RecordedRuns, runKey } from '../../experiment/shard.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { GivenArguments } from '../given-arguments.ts';
import { STANDARD_INPUT } from '../scenario-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { executeShard } from './execute-shard.ts';
import { KUBERNETES_NAMES, type KubernetesRequest } from './kubernetes-request.ts';
import type { ShardRequest } from './shard-request.ts';
import type { Elsewhere, Shared } from './shared.ts';

/** Who does the runs of a command, if not the command itself. */
export interface ShareRequest {
  readonly shard: ShardRequest | null;
  readonly kubernetes: KubernetesRequest | null;
}

export type Execute = (given: GivenArguments, terminal: Terminal, elsewhere: Elsewhere) => Promise<ExitCode>;

/**
 * Null = all runs are done here. With a cluster the command is done `again` with what came of its shards, as `poolproof merge` does it: so it
 * says, writes and ends as on one machine.
 */
export function sharing(
  { shard, kubernetes }: ShareRequest,
  elsewhere: Elsewhere | null,
  terminal: Terminal,
  again: Execute,
): ((shared: Shared) => Promise<ExitCode>) | null {
  if (elsewhere !== null) return elsewhere.kind === 'shared' ? elsewhere.take : null;
  if (shard !== null) return (shared) => executeShard(readAgain(shared), shard, terminal);
  if (kubernetes !== null) return (shared) => onKubernetes(readAgain(shared), kubernetes, terminal, again);
  return null;
}

/** Files are read by every shard, and when what came of them is put together. */
function readAgain(shared: Shared): Shared {
  if (shared.files.includes(STANDARD_INPUT))
    throw new UsageError('shards cannot read standard input', 'write it to a file, and name that');
  return shared;
}

async function onKubernetes(
  { command, given, files, work }: Shared,
  request: KubernetesRequest,
  terminal: Terminal,
  again: Execute,
): Promise<ExitCode> {
  const { shardsOnKubernetes } = await import('./shards-on-kubernetes.ts');
  const line = given.without(KUBERNETES_NAMES);
  const task = { command, given: { ...given.without([...KUBERNETES_NAMES, 'jobs']), files } };
  const runs = jobsOf(work).length;
  const shards = Math.min(request.shards, runs);
  // What goes on is told on standard error, beside any document.
  const isQuiet = given.flag('quiet');
  const came = await shardsOnKubernetes({ task, files, shards, runs, isQuiet }, request, terminal);
  if (came === null) return EXIT.unavailable;
  const outcomes = new Map(came.files.flatMap((file) => (file.command === 'fuzz' ? [] : file.runs)));
  const recorded: RecordedRuns = async (job) => {
    const outcome = outcomes.get(runKey(job)) ?? null;
    if (outcome !== null || came.isCut) return outcome;
    throw new Error(`no shard did ${job.planned.file} (${job.planned.variant}, replication ${job.replication})`);
  };
  return again(new GivenArguments(line), terminal, { kind: 'done', runs: recorded, files: [], isCut: came.isCut });
}
