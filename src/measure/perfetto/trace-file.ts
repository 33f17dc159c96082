/** What can be put on an event; shown when it is selected. */
export type TraceArguments = Readonly<Record<string, number | string | null | Readonly<Record<string, unknown>>>>;

/** A row of the viewer: a process, and a thread of it. */
export interface TraceRow {
  readonly pid: number;
  readonly tid: number;
}

/** A stretch of time on a row of its own, which may overlap with others: `id` tells such rows of one category apart. */
export interface TraceSpan {
  readonly pid: number;
  readonly category: string;
  readonly id: string;
  readonly name: string;
  /** Ms since the run began. */
  readonly from: number;
  readonly to: number;
  readonly args: TraceArguments;
}

/**
 * Writes a trace as Chrome's JSON object format, one event a line, which Perfetto and chrome://tracing open. Times are taken in ms since
 * the run began; the format has microseconds. On each row events come in order of time, and slices nest.
 *
 * Source: "Trace Event Format" (Chromium project), the JSON object format and the phases B, E, b, e, i, C and M.
 */
export class TraceFile {
  readonly #write: (line: string) => void;
  /** The line before the next: it gets a comma only if there is one. */
  #last: string | null = null;

  constructor(write: (line: string) => void, about: Readonly<Record<string, string | number>>) {
    this.#write = write;
    write(`{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[`);
  }

  /** What a process is called, and its place among the others. */
  nameProcess(pid: number, name: string, place: number): void {
    this.#metadata({ pid, tid: 0 }, 'process_name', { name });
    this.#metadata({ pid, tid: 0 }, 'process_sort_index', { sort_index: place });
  }

  /** Words beside a process's name. */
  labelProcess(pid: number, labels: string): void {
    this.#metadata({ pid, tid: 0 }, 'process_labels', { labels });
  }

  nameThread(row: TraceRow, name: string): void {
    this.#metadata(row, 'thread_name', { name });
    this.#metadata(row, 'thread_sort_index', { sort_index: row.tid });
  }

  begin({ pid, tid }: TraceRow, at: number, category: string, name: string, args: TraceArguments = {}): void {
    this.#event({ ph: 'B', pid, tid, ts: at * 1000, cat: category, name, args });
  }

  /** Of the slice of this row that began last. */
  end({ pid, tid }: TraceRow, at: number, args: TraceArguments = {}): void {
    this.#event({ ph: 'E', pid, tid, ts: at * 1000, args });
  }

  span({ pid, category, id, name, from, to, args }: TraceSpan): void {
    const shared = { pid, tid: 0, cat: category, id, name };
    this.#event({ ph: 'b', ...shared, ts: from * 1000, args });
    this.#event({ ph: 'e', ...shared, ts: to * 1000, args: {} });
  }

  /** `scope`: how far the mark reaches: its thread, its process, or everything. */
  instant(
    { pid, tid }: TraceRow,
    at: number,
    { scope, category, name, args }: { scope: 't' | 'p' | 'g'; category: string; name: string; args: TraceArguments },
  ): void {
    this.#event({ ph: 'i', pid, tid, ts: at * 1000, s: scope, cat: category, name, args });
  }

  /** Of each series of a counter its value from now on. */
  count(pid: number, at: number, name: string, args: Readonly<Record<string, number>>): void {
    this.#event({ ph: 'C', pid, tid: 0, ts: at * 1000, name, args });
  }

  close(): void {
    if (this.#last !== null) this.#write(this.#last);
    this.#last = null;
    this.#write(']}');
  }

  #metadata({ pid, tid }: TraceRow, name: string, args: TraceArguments): void {
    this.#event({ ph: 'M', pid, tid, ts: 0, name, args });
  }

  #event(event: object): void {
    if (this.#last !== null) this.#write(`${this.#last},`);
    this.#last = JSON.stringify(event);
  }
}
