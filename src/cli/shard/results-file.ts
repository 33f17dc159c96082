import { type ShardFile, writeShardFile } from '../../experiment/shard-file.ts';
import { UsageError } from '../usage-error.ts';

export function writeResults(path: string, shard: ShardFile): void {
  try {
    writeShardFile(path, shard);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`results cannot be written to ${path}: ${reason}`, 'name another file with --results');
  }
}
