import { setImmediate } from 'node:timers/promises';
import { isOutputFailed, removePartial } from './atomic-file.ts';
import { DeterminismCheck } from './check-determinism.ts';
import { type RunJob, runJob } from './run-job.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type RunStop, RunStopped } from './run-stop.ts';
import { startWorkers, type Workers } from './workers.ts';

/** A run to be started: its variant by its place in the plan. */
export interface Next {
  readonly variant: number;
  readonly replication: number;
}

/** What is to be run and what came of it; says after each outcome whether more is needed. */
export interface Board {
  /** Nothing more is needed: what is still under way may be dropped. */
  readonly isOver: boolean;
  readonly finished: number;
  /** Runs in all, as far as it is certain. */
  readonly expected: number;
  /** Most runs that could still be started. */
  readonly startable: number;
  /** The run to be started now, null while none is; up to `ahead` may be under way of which it is not certain that they are needed. */
  next(ahead: number): Next | null;
  put(variant: number, outcome: RunOutcome): void;
}

export interface BoardOptions {
  /** Worker threads; 1 = all runs in this thread. Changes nothing but the time it takes. */
  readonly jobs: number;
  /**
   * Asked before each run while they are still done in this thread: whether it is time to start the worker threads, which cost more than
   * a short suite. `left`: most runs that could still be started.
   */
  isWorthWorkers(left: number): boolean;
  /** Does one run, in place of a simulation in this thread; null = nothing came of it because the suite was stopped. */
  readonly perform?: (job: RunJob, signal: AbortSignal) => Promise<RunOutcome | null>;
  /** The runs under way are dropped, what is finished is kept. */
  readonly signal: AbortSignal;
  /** How the run in this thread is dropped, too; unless given, it goes on to its end. */
  readonly stop?: RunStop;
  onProgress(finished: number, total: number): void;
}

/** Runs what the board asks for, in this thread or over workers, until it is over or the signal stops it. */
export async function runBoard(board: Board, jobOf: (next: Next) => RunJob, options: BoardOptions): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
  const isOver = (): boolean => board.isOver || signal.aborted;
  const determinism = new DeterminismCheck(Math.min(options.jobs, board.startable));
  const advance = async (next: Next, run: (job: RunJob) => Promise<RunOutcome | null>) => {
    const job = jobOf(next);
    const ran = await unlessStopped(run(job));
    // A real cluster never does the same twice.
    const isChecked = job.checkDeterminism && options.perform === undefined;
    const outcome = ran === null || !isChecked ? ran : await checked(determinism, job, ran, signal);
    if (outcome === null) return;
    board.put(next.variant, outcome);
    options.onProgress(board.finished, board.expected);
    if (board.isOver) stop.abort();
  };
  try {
    while (!isOver()) {
      if (options.jobs > 1 && options.isWorthWorkers(board.startable))
        return await runInWorkers(board, jobOf, options.jobs, signal, advance);
      const next = board.next(0);
      // Of some runs nothing came.
      if (next === null) return;
      await advance(next, (job) =>
        options.perform === undefined ? inThisThread(job, options.stop) : options.perform(job, signal),
      );
    }
  } finally {
    await determinism.close();
  }
}

/** A process that dies costs this run alone. */
async function checked(
  determinism: DeterminismCheck,
  job: RunJob,
  outcome: RunOutcome,
  signal: AbortSignal,
): Promise<RunOutcome | null> {
  try {
    return await determinism.checked(job, outcome);
  } catch (error) {
    if (signal.aborted) return null;
    const message = `the second process was lost: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'crashed', replication: outcome.replication, seed: outcome.seed, message };
  }
}

async function runInWorkers(
  board: Board,
  jobOf: (next: Next) => RunJob,
  jobs: number,
  signal: AbortSignal,
  advance: (next: Next, run: (job: RunJob) => Promise<RunOutcome | null>) => Promise<void>,
): Promise<void> {
  const threads = Math.min(jobs, board.startable);
  const workers = startWorkers<RunJob, RunOutcome>(new URL('./run-worker.js', import.meta.url), threads);
  signal.addEventListener('abort', workers.close, { once: true });
  // A run that turns out not to be needed would leave its files behind.
  const { journal, perfetto = null } = jobOf({ variant: 0, replication: 0 });
  const ahead = journal === null && perfetto === null ? threads - 1 : 0;
  const idle = new Set<() => void>();
  const lane = async (): Promise<void> => {
    while (!board.isOver && !signal.aborted) {
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

/** Lets signals and the progress bar through between two runs. */
async function inThisThread(job: RunJob, stop: RunStop | null = null): Promise<RunOutcome> {
  await setImmediate();
  return runJob(job, null, stop);
}

/** Null when it was. */
async function unlessStopped(run: Promise<RunOutcome | null>): Promise<RunOutcome | null> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof RunStopped) return null;
    throw error;
  }
}

/** Null when the run was dropped because the suite was stopped. A thread that dies, out of memory say, costs its run alone; a journal that cannot be written ends the suite. */
async function inWorker(
  workers: Workers<RunJob, RunOutcome>,
  job: RunJob,
  signal: AbortSignal,
): Promise<RunOutcome | null> {
  try {
    return await workers.run(job);
  } catch (error) {
    if (isOutputFailed(error)) throw error;
    // The thread is no more.
    for (const path of [job.journal, job.perfetto ?? null]) if (path !== null) removePartial(path);
    if (signal.aborted) return null;
    const message = `the worker thread was lost: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'crashed', replication: job.replication, seed: job.planned.seed, message };
  }
}
