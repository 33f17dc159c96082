import type { RecordedRuns, Work } from '../../experiment/shard.ts';
import type { RunsShardFile } from '../../experiment/shard-file.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';

/** A command whose runs are done in shares: planned and checked. */
export interface Shared {
  readonly command: RunsShardFile['command'];
  readonly given: GivenArguments;
  /** All scenario files that its arguments name. */
  readonly files: readonly string[];
  readonly work: Work;
  /** Worker threads. */
  readonly jobs: number;
  readonly isQuiet: boolean;
}

/** Runs that the command does not do itself. */
export type Elsewhere =
  /** They were done, and read from these files; with `isCut` some were not, because somebody stopped it. */
  | {
      readonly kind: 'done';
      readonly runs: RecordedRuns;
      readonly files: readonly string[];
      readonly isCut: boolean;
    }
  /** A share of them is done once they are planned, and nothing else. */
  | { readonly kind: 'shared'; take(shared: Shared): Promise<ExitCode> };
