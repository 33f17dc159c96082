import { createHash } from 'node:crypto';
import { type Board, type BoardOptions, type Next, runBoard } from './run-board.ts';
import type { RunJob } from './run-job.ts';
import type { RunOutcome } from './run-outcome.ts';
import { packedSize } from './shard-file.ts';

/** One of `count` shares of the runs of a suite, a comparison or a grid; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Runs that are to be done: what decides which they are, and how each is described to whoever does it. */
export interface Work {
  readonly board: Board;
  jobOf(next: Next): RunJob;
}

/** What shards have run, in place of running it; null = they were stopped before it. */
export type RecordedRuns = (job: RunJob) => Promise<RunOutcome | null>;

export interface ShardOptions extends BoardOptions {
  /** Runs of the shard, the first ones, that are done already. */
  readonly from?: number;
  /** Packed bytes: once the outcomes have reached so many, the rest is left for later. Only without worker threads, which would leave holes. */
  readonly room?: number;
}

export interface ShardEnd {
  /** By `runKey`. */
  readonly runs: readonly (readonly [key: string, outcome: RunOutcome])[];
  /** Runs of the shard. */
  readonly own: number;
  /** Of all shards together. */
  readonly total: number;
  readonly interrupted: boolean;
}

/**
 * Does every `count`-th run of the work, the `index`-th first: neighbours are replications of one variant, so shares are about equally long.
 * Only for work whose runs are certain from the start, without a precision to be reached.
 */
export async function runShard(work: Work, shard: Shard, options: ShardOptions): Promise<ShardEnd> {
  const jobs = jobsOf(work);
  const all = jobs.filter((_, ordinal) => ordinal % shard.count === shard.index - 1);
  const own = all.slice(options.from ?? 0);
  const list = new JobList(own, options.room ?? Number.POSITIVE_INFINITY);
  await runBoard(list, ({ variant }) => own[variant]!, options);
  const runs = own.flatMap((job, place) => {
    const outcome = list.outcomes[place];
    return outcome === undefined ? [] : [[runKey(job), outcome] as const];
  });
  return { runs, own: all.length, total: jobs.length, interrupted: options.signal.aborted && !list.isOver };
}

/** All runs of the work, in order; afterwards its board has none left. */
export function jobsOf({ board, jobOf }: Work): readonly RunJob[] {
  const jobs: RunJob[] = [];
  for (let next = board.next(0); next !== null; next = board.next(0)) jobs.push(jobOf(next));
  return jobs;
}

/** The same for the same scenario text, changes to it, replication and collected data; another for any other. */
export function runKey({ planned, replication, collect, checkDeterminism }: RunJob): string {
  return createHash('sha256')
    .update(JSON.stringify([planned, replication, collect, checkDeterminism]))
    .digest('hex');
}

/** Jobs that are all needed, in order, as long as there is room for what comes of them. */
class JobList implements Board {
  readonly outcomes: RunOutcome[] = [];
  readonly #jobs: readonly RunJob[];
  #started = 0;
  #finished = 0;
  /** Packed bytes. */
  #room: number;

  constructor(jobs: readonly RunJob[], room: number) {
    this.#jobs = jobs;
    this.#room = room;
  }

  get isOver(): boolean {
    return this.#finished === this.#jobs.length || this.#room <= 0;
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
    if (this.#room < Number.POSITIVE_INFINITY) this.#room -= packedSize(outcome);
  }
}
