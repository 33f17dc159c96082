import { type RecordedRuns, runKey } from '../../experiment/shard.ts';
import { type CampaignShardFile, readShardFile, type ShardFile } from '../../experiment/shard-file.ts';
import type { ExitCode } from '../exit-code.ts';
import { campaignShards } from '../fuzz/campaign-shards.ts';
import { executeFuzz } from '../fuzz/execute-fuzz.ts';
import { GivenArguments } from '../given-arguments.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { SHARED_COMMANDS } from './shared-commands.ts';

/**
 * Does the command that was shared out once more, with the runs that the shards have done: what it says, writes and exits with is what
 * one machine would have said, byte for byte.
 */
export async function executeMerge(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  if (given.files.length === 0)
    throw new UsageError('merge needs the results of all shards', 'for example poolproof merge shard-*.gz');
  const shards = given.files.map(shardOf);
  const { command, given: values } = checked(shards, given.files);
  const line = new GivenArguments(given.flag('json') ? { ...values, json: true } : values);
  if (command === 'fuzz') return executeFuzz(line, terminal, campaignShards(shards.filter(isOfCampaign), false));
  const outcomes = new Map(shards.flatMap((shard) => (isOfCampaign(shard) ? [] : shard.runs)));
  const recorded: RecordedRuns = async (job) => {
    const outcome = outcomes.get(runKey(job));
    if (outcome !== undefined) return outcome;
    throw new UsageError(
      `the shards did not run ${job.planned.file} as it stands now (${job.planned.variant}, replication ${job.replication})`,
      'merge in the same folder, with the same scenario files as the shards had',
    );
  };
  return SHARED_COMMANDS[command](line, terminal, { kind: 'done', runs: recorded, files: given.files, isCut: false });
}

const isOfCampaign = (shard: ShardFile): shard is CampaignShardFile => shard.command === 'fuzz';

function shardOf(path: string): ShardFile {
  let shard: ShardFile | null;
  try {
    shard = readShardFile(path);
  } catch (error) {
    throw new UsageError(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'name the files that --results named',
    );
  }
  if (shard === null) throw new UsageError(`${path} does not hold the results of a shard`, 'run that shard again');
  if (shard.version !== VERSION)
    throw new UsageError(
      `${path} was written by poolproof ${shard.version}, and this is ${VERSION}`,
      'use one version for all shards and for merging',
    );
  return shard;
}

/** All shards of one command, each once: the first speaks for all. */
function checked(shards: readonly ShardFile[], files: readonly string[]): ShardFile {
  const first = shards[0]!;
  const { count } = first.shard;
  const commandOf = ({ command, given, shard }: ShardFile): string => JSON.stringify([command, given, shard.count]);
  const byIndex = new Map<number, string>();
  for (const [place, shard] of shards.entries()) {
    const file = files[place]!;
    if (commandOf(shard) !== commandOf(first))
      throw new UsageError(
        `${file} and ${files[0]} are shards of different commands`,
        'give all shards the same command line, but for --shard, --results and --jobs',
      );
    const other = byIndex.get(shard.shard.index);
    if (other !== undefined)
      throw new UsageError(`${other} and ${file} are both shard ${shard.shard.index}/${count}`, 'name one of them');
    byIndex.set(shard.shard.index, file);
  }
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0)
    throw new UsageError(
      `${missing.length} of ${count} shards ${missing.length === 1 ? 'is' : 'are'} missing: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ' …' : ''}`,
      `run the same command with --shard ${missing[0]}/${count}`,
    );
  return first;
}
