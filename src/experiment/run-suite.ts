import { setImmediate } from 'node:timers/promises';
import { type Collect, NOTHING_MORE } from './measured-run.ts';
import type { PlannedVariant } from './plan-suite.ts';
import { type RunJob, runJob } from './run-job.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type Next, SuiteBoard } from './suite-board.ts';
import type { VariantResult } from './variant-result.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface SuiteOptions {
  /** Worker threads; 1 = all runs in this thread. Changes nothing but the time it takes. */
  readonly jobs: number;
  /**
   * Asked between runs while they are still done in this thread: whether it is time to start the worker threads, which cost more than
   * a short suite.
   */
  isWorthWorkers(): boolean;
  /** Does one run, in place of a simulation in this thread; null = it was dropped because the suite was stopped. */
  readonly perform?: (job: RunJob, signal: AbortSignal) => Promise<RunOutcome | null>;
  readonly collect: Collect;
  readonly checkDeterminism: boolean;
  /** Give up after the first variant (in order) that did not pass. */
  readonly bail: boolean;
  /** Where a run's journal is written; null = nowhere. */
  journalPath(variant: PlannedVariant, replication: number): string | null;
  /** The runs under way are dropped, what is finished is returned. */
  readonly signal: AbortSignal;
  onProgress(finished: number, total: number): void;
}

export interface SuiteEnd {
  /** In order of the plan. With `bail` the last one is the first that did not pass. */
  readonly results: readonly VariantResult[];
  readonly interrupted: boolean;
}

/** Runs the replications of every variant of the plan. The results depend on the plan alone, not on the number of workers. */
export async function runSuite(variants: readonly PlannedVariant[], options: SuiteOptions): Promise<SuiteEnd> {
  const board = new SuiteBoard(variants);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
  const isOver = (): boolean => board.isComplete || signal.aborted;
  const advance = async ({ variant, replication }: Next, run: (job: RunJob) => Promise<RunOutcome | null>) => {
    const outcome = await run(jobOf(variants[variant]!, replication, options));
    if (outcome === null) return;
    board.put(variant, outcome);
    options.onProgress(board.finished, board.expected);
    // What is still under way then is not needed.
    if (board.isComplete || (options.bail && board.firstFailure() !== null)) stop.abort();
  };
  while (!isOver() && !(options.jobs > 1 && options.isWorthWorkers()))
    await advance(board.next(0)!, (job) => (options.perform ?? inThisThread)(job, signal));
  if (!isOver()) await runInWorkers(board, options, signal, advance);
  const end = options.bail ? board.firstFailure() : null;
  return {
    results: board.results(end ?? variants.length - 1),
    interrupted: options.signal.aborted && !board.isComplete,
  };
}

async function runInWorkers(
  board: SuiteBoard,
  options: SuiteOptions,
  signal: AbortSignal,
  advance: (next: Next, run: (job: RunJob) => Promise<RunOutcome | null>) => Promise<void>,
): Promise<void> {
  const threads = Math.min(options.jobs, board.startable);
  const workers = startWorkers<RunJob, RunOutcome>(new URL('./run-worker.js', import.meta.url), threads);
  signal.addEventListener('abort', workers.close, { once: true });
  // A run that turns out not to be needed would leave its journal behind.
  const ahead = board.variants.some((planned) => options.journalPath(planned, 0) !== null) ? 0 : threads - 1;
  const idle = new Set<() => void>();
  const lane = async (): Promise<void> => {
    while (!board.isComplete && !signal.aborted) {
      const next = board.next(ahead);
      if (next === null) {
        // All that is certain is under way, and enough of what is not: the next outcome tells.
        await new Promise<void>((wake) => idle.add(wake));
        continue;
      }
      await advance(next, (job) => inWorker(workers, job, signal));
      for (const wake of idle) wake();
      idle.clear();
    }
  };
  await Promise.all(Array.from({ length: threads }, lane));
  await workers.close();
}

/** Charts, rows and the fingerprint are of the first replication; the others count for the measures alone. */
function jobOf(planned: PlannedVariant, replication: number, options: SuiteOptions): RunJob {
  return {
    planned,
    replication,
    collect: replication === 0 ? options.collect : NOTHING_MORE,
    checkDeterminism: options.checkDeterminism,
    journal: options.journalPath(planned, replication),
  };
}

/** Lets signals and the progress bar through between two runs. */
async function inThisThread(job: RunJob): Promise<RunOutcome> {
  await setImmediate();
  return runJob(job);
}

/** Null when the run was dropped because the suite was stopped. A thread that dies, out of memory say, costs its run alone. */
async function inWorker(
  workers: Workers<RunJob, RunOutcome>,
  job: RunJob,
  signal: AbortSignal,
): Promise<RunOutcome | null> {
  try {
    return await workers.run(job);
  } catch (error) {
    if (signal.aborted) return null;
    const message = `the worker thread was lost: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'crashed', replication: job.replication, seed: job.planned.seed, message };
  }
}
