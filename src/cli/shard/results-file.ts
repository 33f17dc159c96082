import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ShardFile, writeShardFile } from '../../experiment/shard-file.ts';
import { UsageError } from '../usage-error.ts';

/** It must not turn out when all has run that the results cannot be written. */
export function prepareResults(path: string): void {
  attempted(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), constants.W_OK);
  });
}

export function writeResults(path: string, shard: ShardFile): void {
  attempted(path, () => writeShardFile(path, shard));
}

function attempted(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`results cannot be written to ${path}: ${reason}`, 'name another file with --results');
  }
}
