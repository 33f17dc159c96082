import type { Observer } from '../engine/observer.ts';
import type { RunEnd } from '../engine/run-end.ts';
import { ChartRecorder } from '../measure/chart-data.ts';
import { StayRecorder } from '../measure/clairvoyant/stay-recorder.ts';
import { ExpectationWatch } from '../measure/expectations.ts';
import { Fingerprint } from '../measure/fingerprint.ts';
import { JournalWriter } from '../measure/journal.ts';
import { headerLine, headerOf, type JournalSource } from '../measure/journal-header.ts';
import { Metrics } from '../measure/metrics.ts';
import { PhaseTimesRecorder } from '../measure/phase-times.ts';
import { PodStarts } from '../measure/pod-starts.ts';
import { SeriesTracker } from '../measure/series.ts';
import { SeriesConditions } from '../measure/series-conditions.ts';
import { TaskRows } from '../measure/task-rows.ts';
import type { CompiledScenario, ConditionReader } from '../scenario/compiled.ts';
import { briefOf } from './brief.ts';
import type { FinishedRun } from './run-outcome.ts';
import type { RunStop } from './run-stop.ts';
import { sha256 } from './sha256.ts';

/** What is kept of a run beside its measures and expectations, which cost little. */
export interface Collect {
  readonly fingerprint: boolean;
  readonly charts: boolean;
  readonly tasks: boolean;
  /** Steps of every pod and every phase. */
  readonly delays?: boolean;
  /** What a clairvoyant policy would have needed at least. */
  readonly bound?: boolean;
}

/** What else stands beside a run. */
export interface RunExtras {
  /** For the journal's header. */
  readonly source?: JournalSource;
  /** Of a run on a cluster: scenario ms per wall ms. */
  readonly timeScale?: number;
  /** Each makes one more observer. */
  readonly watches?: readonly Watch[];
  /** Unless given, the run goes on to its end. */
  readonly stop?: RunStop | null;
}

/** Makes an observer that reads the present from the run's own series; the run is the same without. */
export type Watch = (series: SeriesTracker) => Observer;

/** Looks on at one run after the other. */
export interface RunWatcher {
  observe(scenario: CompiledScenario, series: SeriesTracker): Observer;
}

export const NOTHING_MORE: Collect = { fingerprint: false, charts: false, tasks: false };

/** Everything that watches a run, in either world, and what it makes of it. `journal` takes the journal's lines, header first. */
export class MeasuredRun {
  readonly observers: readonly Observer[];
  /** For faults that wait for a condition. */
  readonly conditions: ConditionReader;
  readonly #scenario: CompiledScenario;
  readonly #series: SeriesTracker;
  readonly #metrics: Metrics;
  readonly #watch: ExpectationWatch;
  readonly #charts: ChartRecorder | null;
  readonly #fingerprint: Fingerprint | null;
  readonly #tasks: TaskRows | null;
  readonly #stays: StayRecorder | null;
  readonly #delays: { readonly pods: PodStarts; readonly phases: PhaseTimesRecorder } | null;

  constructor(
    scenario: CompiledScenario,
    collect: Collect,
    journal: ((line: string) => void) | null,
    { source, timeScale, watches = [] }: RunExtras = {},
  ) {
    // The tracker comes first: all that follow read the present from it.
    const series = new SeriesTracker(scenario);
    this.#scenario = scenario;
    this.#series = series;
    this.conditions = new SeriesConditions(series);
    this.#metrics = new Metrics(scenario, series);
    this.#watch = new ExpectationWatch(scenario, series);
    this.#charts = collect.charts ? new ChartRecorder(scenario, series) : null;
    this.#fingerprint = collect.fingerprint ? new Fingerprint(scenario, sha256()) : null;
    this.#tasks = collect.tasks ? new TaskRows(scenario) : null;
    this.#delays = collect.delays === true ? { pods: new PodStarts(), phases: new PhaseTimesRecorder() } : null;
    this.#stays = collect.bound === true ? new StayRecorder(scenario) : null;
    if (this.#tasks !== null) series.tasks.subscribe(this.#tasks);
    journal?.(headerLine(headerOf(scenario, source, timeScale)));
    const writer = journal === null ? null : new JournalWriter(scenario, journal);
    const { pods, phases } = this.#delays ?? { pods: null, phases: null };
    const observers = [
      series,
      this.#metrics,
      this.#watch,
      this.#charts,
      this.#fingerprint,
      pods,
      phases,
      this.#stays,
      writer,
      ...watches.map((watch) => watch(series)),
    ];
    this.observers = observers.filter((observer) => observer !== null);
  }

  /** Some task has not ended. */
  get isWorkLeft(): boolean {
    let left = false;
    this.#series.tasks.forEachActive(() => {
      left = true;
    });
    return left;
  }

  finished(end: RunEnd): FinishedRun {
    const measured = this.#metrics.summary();
    return {
      kind: 'finished',
      replication: this.#scenario.replication,
      seed: this.#scenario.seed,
      brief: briefOf(this.#scenario),
      end,
      expectations: this.#watch.results(measured),
      metrics: measured,
      fingerprint: this.#fingerprint?.digest() ?? null,
      determinism: null,
      charts: this.#charts?.data() ?? null,
      tasks: this.#tasks?.table(end.endedAt) ?? null,
      delays: this.#delays === null ? null : { pods: this.#delays.pods.starts, phases: this.#delays.phases.phases },
      bound: this.#stays?.bound() ?? null,
      programs: [],
      cluster: null,
    };
  }
}
