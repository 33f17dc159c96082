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
  /** Of who has all runs; null = no reports. */
  readonly reportFolder: string | null;
}

/** Runs that were done elsewhere. */
export interface Done {
  readonly kind: 'done';
  readonly runs: RecordedRuns;
  /** Read from these. */
  readonly files: readonly string[];
  /** Some were not done, because somebody stopped it. */
  readonly isCut: boolean;
}

/** Runs that the command does not do itself. */
export type Elsewhere =
  | Done
  /** A share of them is done once they are planned, and nothing else. */
  | { readonly kind: 'shared'; take(shared: Shared): Promise<ExitCode> };
