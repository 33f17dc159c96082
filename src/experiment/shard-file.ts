import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeFileAtomically } from './atomic-file.ts';
import type { CampaignEnd } from './fuzz/campaign.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { Shard } from './shard.ts';

/** What a shard leaves for `poolproof merge`. */
export type ShardFile = RunsShardFile | CampaignShardFile;

interface AnyShardFile {
  /** Of the program that wrote it. */
  readonly version: string;
  /** The command line, but for the shard. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly shard: Shard;
}

export interface RunsShardFile extends AnyShardFile {
  readonly command: 'run' | 'compare' | 'tune';
  /** By `runKey`. */
  readonly runs: readonly (readonly [key: string, outcome: RunOutcome])[];
}

export interface CampaignShardFile extends AnyShardFile {
  readonly command: 'fuzz';
  readonly campaign: CampaignEnd;
  /** Wall time that it took. */
  readonly seconds: number;
}

/** Outcomes go through the file as they go to a worker thread: typed arrays, infinities and all. */
export const writeShardFile = (path: string, shard: ShardFile): void => writeFileAtomically(path, packShard(shard));

/** Throws what the file system says; null = it is no such file, or cut off. */
export function readShardFile(path: string): ShardFile | null {
  return unpackShard(readFileSync(path));
}

export const packShard = (shard: ShardFile): Uint8Array => gzipSync(serialize({ kind: KIND, ...shard }));

/** About as many bytes as it adds to those of a shard. */
export const packedSize = (outcome: RunOutcome): number => gzipSync(serialize(outcome)).length;

/** Null = it is none, or cut off. */
export function unpackShard(packed: Uint8Array): ShardFile | null {
  try {
    const { kind, ...shard } = deserialize(gunzipSync(packed)) as ShardFile & { readonly kind: string };
    return kind === KIND ? shard : null;
  } catch {
    return null;
  }
}

const KIND = 'poolproof shard 1';
