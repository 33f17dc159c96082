import type { Fact } from '../engine/fact.ts';
import type { Note } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import { type CompiledScenario, horizonOf } from '../scenario/compiled.ts';
import { ChartRecorder } from './chart-data.ts';
import { type LoggedDecision, loggedDecision } from './decision-log.ts';
import type { LiveView } from './live-view.ts';
import { Names } from './names.ts';
import type { SeriesTracker } from './series.ts';
import { Tally } from './tally.ts';
import type { TaskAccount } from './task-account.ts';
import type { TaskReader } from './task-book.ts';

/** Who looks on: asked at the end of every instant, so the question must cost next to nothing. */
export interface LiveWatch {
  isWanted(): boolean;
  show(view: LiveView): void;
}

/** Shows a run while it goes on, whenever somebody wants to see it, in memory that does not grow with it. Stands after the tracker. */
export class LiveRecorder implements Observer, TaskReader {
  readonly #series: SeriesTracker;
  readonly #names: Names;
  readonly #charts: ChartRecorder;
  readonly #watch: LiveWatch;
  readonly #endAt: number;
  readonly #waits = new Tally();
  /** Newest first. */
  #latest: LoggedDecision[] = [];
  #changes = 0;

  constructor(scenario: CompiledScenario, series: SeriesTracker, watch: LiveWatch) {
    this.#series = series;
    this.#names = new Names(scenario);
    this.#charts = new ChartRecorder(scenario, series, ROWS_MAX);
    this.#watch = watch;
    this.#endAt = horizonOf(scenario.run);
    series.tasks.subscribe(this);
  }

  note(note: Note): void {
    this.#charts.note(note);
    if (note.kind !== 'scale.decided' || note.from === note.to) return;
    this.#changes++;
    this.#latest.unshift(loggedDecision(note, this.#names.pool(note.pool)));
    if (this.#latest.length > CHANGES_SHOWN) this.#latest.pop();
  }

  fact(fact: Fact): void {
    this.#charts.fact(fact);
  }

  instantEnded(at: number): void {
    this.#charts.instantEnded(at);
    if (this.#watch.isWanted()) this.#watch.show(this.#view(at));
  }

  /** The last of a run is always shown. */
  runEnded(at: number): void {
    this.#charts.instantEnded(at);
    this.#watch.show(this.#view(at));
  }

  planBegan(account: TaskAccount, at: number): void {
    this.#waits.add(account.waitUntil(at));
  }

  taskArrived(): void {}

  applyBegan(): void {}

  systemLeft(): void {}

  taskEnded(): void {}

  #view(at: number): LiveView {
    const value = (name: Parameters<SeriesTracker['value']>[0]): number => this.#series.value(name, at);
    const [connected, running, reserved] = [value('pods.connected'), value('slots.running'), value('slots.reserved')];
    const { mean } = this.#waits;
    return {
      at,
      endAt: this.#endAt,
      pods: {
        connected,
        starting: value('pods.pending') + value('pods.running') - connected,
        desired: value('desired'),
      },
      slots: { running, reserved, all: value('slots') },
      queue: { tasks: value('tasks.unblocked'), oldestMs: value('queue.oldest') },
      tasks: { submitted: value('tasks.submitted'), finished: value('tasks.finished') },
      waits: mean === null ? null : { meanMs: mean, p95Ms: this.#waits.quantile(0.95) ?? 0 },
      charts: { ...this.#charts.present(at), decisions: this.#latest, decisionsOmitted: 0 },
      changes: this.#changes,
    };
  }
}

/** Enough for a drawing that is replaced every second. */
const ROWS_MAX = 300;
const CHANGES_SHOWN = 20;
