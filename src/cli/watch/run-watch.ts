import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Observer } from '../../engine/observer.ts';
import { briefOf } from '../../experiment/brief.ts';
import type { RunWatcher } from '../../experiment/measured-run.ts';
import { LiveRecorder } from '../../measure/live-recorder.ts';
import type { LiveView } from '../../measure/live-view.ts';
import type { SeriesTracker } from '../../measure/series.ts';
import { type NotRun, suiteInterruptedText } from '../../report/interrupted-text.ts';
import type { ReportSubject } from '../../report/report-subject.ts';
import type { CompiledScenario } from '../../scenario/compiled.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { statusLine } from './status-line.ts';
import type { WatchMessage, WatchOpened, WatchStart } from './watch-message.ts';

/** `run --watch`: a live page in a thread of its own, and how the run stands on the terminal. */
export class RunWatch implements RunWatcher {
  readonly #thread: Worker;
  readonly #wanted: Int32Array<SharedArrayBuffer>;
  readonly #terminal: Terminal;
  #toldAt = Number.NEGATIVE_INFINITY;
  #hasLine = false;
  /** The thread is there no more: nobody can look on, and the run goes on. */
  #isGone = false;

  private constructor(thread: Worker, wanted: Int32Array<SharedArrayBuffer>, terminal: Terminal) {
    this.#thread = thread;
    this.#wanted = wanted;
    this.#terminal = terminal;
    thread.once('exit', () => {
      this.#isGone = true;
    });
    thread.once('error', (error) => {
      this.#isGone = true;
      terminal.warn(
        `the live page is gone, the run goes on: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    });
  }

  /** `port` 0 = any that is free. */
  static async open(port: number, terminal: Terminal): Promise<RunWatch> {
    const wanted = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const workerData: WatchStart = { port, wanted };
    const thread = new Worker(entry(), { workerData });
    const [opened] = (await once(thread, 'message')) as [WatchOpened];
    if (opened.kind === 'failed')
      throw new UsageError(
        `port ${port} cannot be listened on: ${opened.message}`,
        'name another, or leave --watch-port out: any that is free is taken',
      );
    terminal.warn(`the run can be watched at ${opened.url}/\n`);
    return new RunWatch(thread, wanted, terminal);
  }

  observe(scenario: CompiledScenario, series: SeriesTracker): Observer {
    const { name, variant, about, replication } = scenario;
    this.#post({ kind: 'run', run: { scenario: name, variant, about, replication, brief: briefOf(scenario) } });
    return new LiveRecorder(scenario, series, {
      isWanted: () => Atomics.load(this.#wanted, 0) === 1,
      show: (view) => {
        Atomics.store(this.#wanted, 0, 0);
        this.#post({ kind: 'view', view });
        this.#tell(`${name} > ${variant}`, view);
      },
    });
  }

  /** Shows where the reports are and waits until those who look have them. */
  async end(subjects: readonly ReportSubject[], notRun: NotRun, folder: string | null): Promise<void> {
    if (this.#isGone) return;
    const over = new Promise((resolve) => this.#thread.once('exit', resolve));
    const interrupted = suiteInterruptedText(
      subjects.map(({ result }) => result),
      notRun,
    );
    this.#post({ kind: 'end', end: { subjects: subjects.map(withoutRows), folder, interrupted } });
    await over;
  }

  /** At once, whatever was or was not shown. */
  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  /** Takes the line of how things stand away again. */
  clearLine(): void {
    if (this.#hasLine) this.#terminal.warn(CLEAR_LINE);
    this.#hasLine = false;
  }

  #post(message: WatchMessage): void {
    this.#thread.postMessage(message);
  }

  /** On a terminal one line that changes; elsewhere a line from time to time. */
  #tell(title: string, view: LiveView): void {
    const { isWatched, columns } = this.#terminal;
    const now = performance.now();
    if (!isWatched && now - this.#toldAt < LINE_EVERY_MS) return;
    this.#toldAt = now;
    this.#hasLine = isWatched;
    this.#terminal.warn(
      isWatched ? CLEAR_LINE + statusLine(title, view, columns - 1) : `${statusLine(title, view, 200)}\n`,
    );
  }
}

/** The rows of all tasks are for files. */
const withoutRows = (subject: ReportSubject): ReportSubject => {
  const { result } = subject;
  const slim = <R extends { readonly kind: string }>(runs: readonly R[]): readonly R[] =>
    runs.map((run) => (run.kind === 'finished' ? { ...run, tasks: null } : run));
  return { ...subject, result: { ...result, runs: slim(result.runs), outcomes: slim(result.outcomes) } };
};

/** Threads load built JavaScript, as those of suites do. */
function entry(): URL {
  const built = new URL('./live-worker.js', import.meta.url);
  if (!existsSync(built)) throw new Error(`${built.pathname} is not there: run \`npm run build\` first`);
  return built;
}

const CLEAR_LINE = '\r\u001b[2K';
const LINE_EVERY_MS = 10_000;
