import type { Shard } from '../../experiment/shard.ts';
import type { OptionDescription } from '../command.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { UsageError } from '../usage-error.ts';

/** A share of a command's runs, and the file that gets their results. */
export interface ShardRequest {
  readonly shard: Shard;
  readonly results: string;
}

/** The options of commands whose runs can be shared out. */
export const SHARD_OPTIONS = {
  shard: {
    kind: 'text',
    summary: 'Do a share of the runs, as in 2/8, and leave the rest to other machines (docs/shards.md)',
  },
  results: { kind: 'text', summary: 'File for what the shard measured; `poolproof merge` puts all of them together' },
} as const satisfies Readonly<Record<string, OptionDescription>>;

/** Null = all runs are done here. */
export function shardRequest(given: GivenArguments): ShardRequest | null {
  const [shard, results] = [shardOf(given), given.text('results')];
  if (shard === null) return null;
  if (results === null)
    throw new UsageError('--shard needs a file for its results', `for example --results shard-${shard.index}.gz`);
  return { shard, results };
}

/** `--shard`; null = the whole. */
export function shardOf(given: GivenArguments): Shard | null {
  const text = given.text('shard');
  if (text === null) {
    if (given.text('results') === null) return null;
    throw new UsageError('--results is for the runs of a shard', 'say which, for example --shard 2/8');
  }
  const [, index = '', count = ''] = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index === '' || shard.index < 1 || shard.index > shard.count)
    throw new UsageError(`--shard ${text} is no share`, 'for example --shard 2/8, the second of eight');
  return shard;
}
