import type { RunsShardFile } from '../../experiment/shard-file.ts';
import { executeCompare } from '../compare/execute-compare.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { executeRun } from '../run/execute-run.ts';
import type { Terminal } from '../terminal.ts';
import { executeTune } from '../tune/execute-tune.ts';
import type { Elsewhere } from './shared.ts';

type Execute = (given: GivenArguments, terminal: Terminal, elsewhere: Elsewhere) => Promise<ExitCode>;

/** The commands whose runs can be shared out: a shard and `poolproof merge` do them as everybody else does. */
export const SHARED_COMMANDS: Readonly<Record<RunsShardFile['command'], Execute>> = {
  run: executeRun,
  compare: executeCompare,
  tune: executeTune,
};
