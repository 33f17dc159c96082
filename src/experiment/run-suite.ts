import { setImmediate } from 'node:timers/promises';
import type { PlannedVariant } from './plan-suite.ts';
import { type RunJob, runJob } from './run-job.ts';
import type { Collect } from './run-one.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type VariantResult, variantResult } from './variant-result.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface SuiteOptions {
  /** Worker threads; 1 = all runs in this thread. Changes nothing but the time it takes. */
  readonly jobs: number;
  /**
   * Asked between runs while they are still done in this thread: whether it is time to start the worker threads, which cost more than
   * a short suite.
   */
  isWorthWorkers(): boolean;
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

/** Runs every variant × replication of the plan. The results depend on the plan alone, not on the number of workers. */
export async function runSuite(variants: readonly PlannedVariant[], options: SuiteOptions): Promise<SuiteEnd> {
  const jobs = variants.flatMap((planned, variant) => jobsOf(planned, options).map((job) => ({ variant, job })));
  const board = new OutcomeBoard(variants);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
  let next = 0;
  let finished = 0;
  const isOver = (): boolean => next >= jobs.length || signal.aborted;
  const advance = async (run: (job: RunJob) => Promise<RunOutcome | null>): Promise<void> => {
    const { variant, job } = jobs[next++]!;
    const outcome = await run(job);
    if (outcome === null) return;
    board.put(variant, outcome);
    options.onProgress(++finished, jobs.length);
    if (options.bail && board.firstFailure() !== null) stop.abort();
  };
  while (!isOver() && !(options.jobs > 1 && options.isWorthWorkers())) await advance(inThisThread);
  if (!isOver()) {
    const threads = Math.min(options.jobs, jobs.length - next);
    const workers = startWorkers<RunJob, RunOutcome>(new URL('./run-worker.js', import.meta.url), threads);
    signal.addEventListener('abort', workers.close, { once: true });
    const lane = async (): Promise<void> => {
      while (!isOver()) await advance((job) => inWorker(workers, job, signal));
    };
    await Promise.all(Array.from({ length: threads }, lane));
    await workers.close();
  }
  const end = options.bail ? board.firstFailure() : null;
  return {
    results: board.results(end ?? variants.length - 1),
    interrupted: options.signal.aborted && finished < jobs.length,
  };
}

/** Charts, rows and the fingerprint are of the first replication; the others count for the measures alone. */
function jobsOf(planned: PlannedVariant, options: SuiteOptions): readonly RunJob[] {
  const nothing: Collect = { fingerprint: false, charts: false, tasks: false };
  return Array.from({ length: planned.replications }, (_, replication) => ({
    planned,
    replication,
    collect: replication === 0 ? options.collect : nothing,
    checkDeterminism: options.checkDeterminism,
    journal: options.journalPath(planned, replication),
  }));
}

/** Outcomes as they come in, in any order, and the results in the order of the plan. */
class OutcomeBoard {
  readonly #variants: readonly PlannedVariant[];
  readonly #outcomes: RunOutcome[][];
  /** All variants before this one are complete and passed. */
  #passed = 0;

  constructor(variants: readonly PlannedVariant[]) {
    this.#variants = variants;
    this.#outcomes = variants.map(() => []);
  }

  put(variant: number, outcome: RunOutcome): void {
    this.#outcomes[variant]![outcome.replication] = outcome;
  }

  /** The first variant in order that is complete, as all before it, and did not pass; null = none yet. */
  firstFailure(): number | null {
    for (; this.#passed < this.#variants.length; this.#passed++) {
      const done = this.#done(this.#passed);
      if (done.length < this.#variants[this.#passed]!.replications) return null;
      if (variantResult(this.#variants[this.#passed]!, done).verdict.kind !== 'passed') return this.#passed;
    }
    return null;
  }

  /** Up to and with variant `last`; a variant of which nothing was finished is left out. */
  results(last: number): readonly VariantResult[] {
    return this.#variants.slice(0, last + 1).flatMap((planned, index) => {
      const done = this.#done(index);
      return done.length === 0 ? [] : [variantResult(planned, done)];
    });
  }

  /** A hole is a replication that was dropped. */
  #done(variant: number): readonly RunOutcome[] {
    return this.#outcomes[variant]!.filter((outcome) => outcome !== undefined);
  }
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
