import { type Collect, NOTHING_MORE } from './measured-run.ts';
import type { PlannedVariant } from './plan-suite.ts';
import { type BoardOptions, runBoard } from './run-board.ts';
import type { RunJob } from './run-job.ts';
import type { Work } from './shard.ts';
import { SuiteBoard } from './suite-board.ts';
import type { VariantResult } from './variant-result.ts';

/** Which runs a suite has and what is kept of them. */
export interface SuiteRuns {
  readonly collect: Collect;
  readonly checkDeterminism: boolean;
  /** Give up after the first variant (in order) that did not pass. */
  readonly bail: boolean;
  /** Where a run's journal is written; null = nowhere. */
  journalPath(variant: PlannedVariant, replication: number): string | null;
  /** The same of its trace for Perfetto. */
  perfettoPath?(variant: PlannedVariant, replication: number): string | null;
}

export type SuiteOptions = BoardOptions & SuiteRuns;

export interface SuiteEnd {
  /** In order of the plan. With `bail` the last one is the first that did not pass. */
  readonly results: readonly VariantResult[];
  readonly interrupted: boolean;
}

/** Runs the replications of every variant of the plan. The results depend on the plan alone, not on the number of workers. */
export async function runSuite(variants: readonly PlannedVariant[], options: SuiteOptions): Promise<SuiteEnd> {
  const { board, jobOf } = suiteWork(variants, options);
  await runBoard(board, jobOf, options);
  return { results: board.results(), interrupted: options.signal.aborted && !board.isComplete };
}

/** The runs of a suite. */
export function suiteWork(variants: readonly PlannedVariant[], options: SuiteRuns): Work & { board: SuiteBoard } {
  return {
    board: new SuiteBoard(variants, options.bail),
    jobOf: ({ variant, replication }) => jobOf(variants[variant]!, replication, options),
  };
}

/** Charts, rows and the fingerprint are of the first replication; the others count for the measures alone. */
function jobOf(planned: PlannedVariant, replication: number, options: SuiteRuns): RunJob {
  return {
    planned,
    replication,
    collect: replication === 0 ? options.collect : NOTHING_MORE,
    checkDeterminism: options.checkDeterminism,
    journal: options.journalPath(planned, replication),
    perfetto: options.perfettoPath?.(planned, replication) ?? null,
  };
}
