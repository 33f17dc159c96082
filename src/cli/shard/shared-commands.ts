import type { RunsShardFile } from '../../experiment/shard-file.ts';
import { executeCompare } from '../compare/execute-compare.ts';
import { executeRun } from '../run/execute-run.ts';
import { executeTune } from '../tune/execute-tune.ts';
import type { Execute } from './share-out.ts';

/** The commands whose runs can be shared out: a shard and `poolproof merge` do them as everybody else does. */
export const SHARED_COMMANDS: Readonly<Record<RunsShardFile['command'], Execute>> = {
  run: executeRun,
  compare: executeCompare,
  tune: executeTune,
};
