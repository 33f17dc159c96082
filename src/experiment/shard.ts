import { createHash } from 'node:crypto';
import { type Board, type BoardOptions, type Next, runBoard } from './run-board.ts';
import type { RunJob } from './run-job.ts';
import type { RunOutcome } from './run-outcome.ts';

/** One of `count` shares of the runs of a suite or comparison; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Runs that are to be done: what decides which they are, and how each is described to whoever does it. */
export interface Work {
  readonly board: Board;
  jobOf(next: Next): RunJob;
}

/** What shards have run, in place of running it. */
export type RecordedRuns = (job: RunJob) => Promise<RunOutcome>;

export interface ShardEnd {
  /** By `runKey`. */
  readonly runs: readonly (readonly [key: string, outcome: RunOutcome])[];
  /** Of all shards together. */
  readonly total: number;
  readonly interrupted: boolean;
}

/**
 * Does every `count`-th run of the work, the `index`-th first: neighbours are replications of one variant, so shares are about equally long.
 * Only for work whose runs are certain from the start, without a precision to be reached.
 */
export async function runShard({ board, jobOf }: Work, shard: Shard, options: BoardOptions): Promise<ShardEnd> {
  const jobs: RunJob[] = [];
  for (let next = board.next(0); next !== null; next = board.next(0)) jobs.push(jobOf(next));
  const own = jobs.filter((_, ordinal) => ordinal % shard.count === shard.index - 1);
  const list = new JobList(own);
  await runBoard(list, ({ variant }) => own[variant]!, options);
  const runs = own.flatMap((job, place) => {
    const outcome = list.outcomes[place];
    return outcome === undefined ? [] : [[runKey(job), outcome] as const];
  });
  return { runs, total: jobs.length, interrupted: options.signal.aborted && !list.isOver };
}

/** The same for the same scenario text, changes to it, replication and collected data; another for any other. */
export function runKey({ planned, replication, collect, checkDeterminism }: RunJob): string {
  return createHash('sha256')
    .update(JSON.stringify([planned, replication, collect, checkDeterminism]))
    .digest('hex');
}

/** Jobs that are all needed, in order. */
class JobList implements Board {
  readonly outcomes: RunOutcome[] = [];
  readonly #jobs: readonly RunJob[];
  #started = 0;
  #finished = 0;

  constructor(jobs: readonly RunJob[]) {
    this.#jobs = jobs;
  }

  get isOver(): boolean {
    return this.#finished === this.#jobs.length;
  }

  get finished(): number {
    return this.#finished;
  }

  get expected(): number {
    return this.#jobs.length;
  }

  get startable(): number {
    return this.#jobs.length - this.#started;
  }

  next(): Next | null {
    const job = this.#jobs[this.#started];
    return job === undefined ? null : { variant: this.#started++, replication: job.replication };
  }

  put(place: number, outcome: RunOutcome): void {
    this.outcomes[place] = outcome;
    this.#finished++;
  }
}
