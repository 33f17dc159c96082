import type { PoolSeriesName } from '../scenario/expectation.ts';
import type { SeriesTracker } from './series.ts';
import { type Steps, StepTable } from './step-table.ts';

const POD_COLUMNS = ['connected', 'starting', 'failed', 'terminating', 'desired'] as const;
const SLOT_COLUMNS = ['running', 'reserved', 'claimed', 'idle', 'offline', 'starting'] as const;
const QUEUE_COLUMNS = ['unblocked', 'oldestMs'] as const;

/** Pods, slots and queue over time. */
export interface Course {
  /** `starting`: alive without a connected agent. */
  readonly pods: Steps<(typeof POD_COLUMNS)[number]>;
  readonly slots: Steps<(typeof SLOT_COLUMNS)[number]>;
  /** `oldestMs` grows by itself between two rows; where it falls, a row at the same time bears its last height. */
  readonly queue: Steps<(typeof QUEUE_COLUMNS)[number]>;
}

/** Records the course of one pool, or of all (null), in bounded memory. */
export class CourseRecorder {
  readonly #series: SeriesTracker;
  readonly #pool: number | null;
  readonly #pods: StepTable<(typeof POD_COLUMNS)[number]>;
  readonly #slots: StepTable<(typeof SLOT_COLUMNS)[number]>;
  readonly #queue: StepTable<(typeof QUEUE_COLUMNS)[number]>;
  #oldestSince: number | null = null;
  #unblocked = 0;

  constructor(series: SeriesTracker, pool: number | null, rowsMax?: number) {
    this.#series = series;
    this.#pool = pool;
    this.#pods = new StepTable(POD_COLUMNS, rowsMax);
    this.#slots = new StepTable(SLOT_COLUMNS, rowsMax);
    this.#queue = new StepTable(QUEUE_COLUMNS, rowsMax);
  }

  instantEnded(at: number): void {
    const connected = this.#value('pods.connected', at);
    const starting = this.#value('pods.pending', at) + this.#value('pods.running', at) - connected;
    this.#pods.set(at, [
      connected,
      starting,
      this.#value('pods.failed', at),
      this.#value('pods.terminating', at),
      this.#value('desired', at),
    ]);
    this.#slots.set(at, [
      this.#value('slots.running', at),
      this.#value('slots.reserved', at),
      this.#value('slots.claimed', at),
      this.#value('slots.idle', at),
      this.#value('slots.offline', at),
      this.#value('slots.starting', at),
    ]);
    this.#readQueue(at);
  }

  /** The oldest has gone on waiting since something happened last. */
  ageQueue(at: number): void {
    if (this.#oldestSince !== null) this.#queue.set(at, [this.#unblocked, at - this.#oldestSince]);
  }

  upTo(at: number): Course {
    return { pods: this.#pods.steps(at), slots: this.#slots.steps(at), queue: this.#queue.steps(at) };
  }

  #value(name: PoolSeriesName, at: number): number {
    return this.#pool === null ? this.#series.value(name, at) : this.#series.valueOf(this.#pool, name, at);
  }

  #readQueue(at: number): void {
    const since = this.#series.oldestSince(this.#pool);
    const unblocked = this.#value('tasks.unblocked', at);
    if (since === this.#oldestSince && unblocked === this.#unblocked && at > 0) return;
    if (this.#oldestSince !== since) this.ageQueue(at);
    this.#oldestSince = since;
    this.#unblocked = unblocked;
    this.#queue.set(at, [unblocked, since === null ? 0 : at - since]);
  }
}
