import type { Fact } from '../engine/fact.ts';
import type { Note } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import type { TaskType } from '../engine/task.ts';
import { type CompiledScenario, happensInOneInstant } from '../scenario/compiled.ts';
import { type Course, CourseRecorder } from './course-recorder.ts';
import { DecisionLog, type LoggedDecision } from './decision-log.ts';
import { LongestWaits, type LongWait } from './longest-waits.ts';
import { Names } from './names.ts';
import type { SeriesTracker } from './series.ts';
import { type SlotGantt, SlotRecorder } from './slot-recorder.ts';
import { type Steps, StepTable } from './step-table.ts';
import { Tally } from './tally.ts';
import type { TaskAccount } from './task-account.ts';
import type { TaskReader } from './task-book.ts';
import { type WaitDistribution, waitDistributions } from './wait-distribution.ts';
import { isWithin, measuredWindow, type Window } from './window.ts';

const NODE_COLUMNS = ['nodes', 'pods without a node'] as const;

/** What a report draws of one run, over all pools. Plain data. */
export interface ChartData extends Course {
  readonly endedAt: number;
  /** The course of each pool in the order of the scenario; none of a single one, and none while the run goes on. */
  readonly byPool: readonly (Course & { readonly pool: string })[];
  /** Null without a cluster. */
  readonly nodes: Steps<(typeof NODE_COLUMNS)[number]> | null;
  /** Of tasks submitted in the measured window. */
  readonly waits: readonly WaitDistribution[];
  readonly longestWaits: readonly (LongWait & { readonly name: string })[];
  readonly decisions: readonly LoggedDecision[];
  readonly decisionsOmitted: number;
  readonly faults: readonly FaultBand[];
  /** Null while the run goes on. */
  readonly gantt: SlotGantt | null;
}

export interface FaultBand {
  readonly name: string;
  readonly at: number;
  /** The end of the run for a fault that lasted longer; `at` where it happened in one instant. */
  readonly until: number;
}

/** Records what charts need, in bounded memory. Stands after the tracker in the list of observers. */
export class ChartRecorder implements Observer, TaskReader {
  readonly #series: SeriesTracker;
  readonly #names: Names;
  readonly #window: Window;
  readonly #whole: CourseRecorder;
  readonly #byPool: readonly CourseRecorder[];
  readonly #nodes: StepTable<(typeof NODE_COLUMNS)[number]> | null;
  readonly #waits: Record<TaskType, Tally> = {
    plan: new Tally(),
    plan_and_apply: new Tally(),
    drift_check: new Tally(),
  };
  readonly #longest: LongestWaits;
  readonly #decisions = new DecisionLog();
  readonly #faults: { name: string; at: number; until: number | null; fault: number }[] = [];
  readonly #instantFaults: ReadonlySet<number>;
  readonly #used: SlotRecorder | null;
  #endedAt = 0;

  /** `rowsMax`: how fine the series over time are kept, of a run that is only looked at while it goes on; see `StepTable`. */
  constructor(scenario: CompiledScenario, series: SeriesTracker, rowsMax?: number) {
    this.#whole = new CourseRecorder(series, null, rowsMax);
    const isTold = rowsMax === undefined && series.pools.length > 1;
    this.#byPool = isTold ? series.pools.map((_, pool) => new CourseRecorder(series, pool)) : [];
    this.#instantFaults = new Set(scenario.faults.filter(happensInOneInstant).map(({ index }) => index));
    this.#used = rowsMax === undefined ? new SlotRecorder(scenario) : null;
    this.#series = series;
    this.#longest = new LongestWaits(scenario.pools);
    this.#names = new Names(scenario);
    this.#window = measuredWindow(scenario.run);
    this.#nodes = scenario.cluster === null ? null : new StepTable(NODE_COLUMNS, rowsMax);
    series.tasks.subscribe(this);
    this.instantEnded(0);
  }

  /** Of a run that goes on, as far as it came: `at` is the instant that ended last. */
  present(at: number): ChartData {
    this.#whole.ageQueue(at);
    return this.#upTo(at, false);
  }

  /** After the run's end. */
  data(): ChartData {
    return this.#upTo(this.#endedAt, true);
  }

  #upTo(at: number, isOver: boolean): ChartData {
    return {
      endedAt: at,
      ...this.#whole.upTo(at),
      byPool: this.#byPool.map((course, pool) => ({
        pool: this.#series.pools[pool]?.name ?? '',
        ...course.upTo(at),
      })),
      nodes: this.#nodes?.steps(at) ?? null,
      waits: waitDistributions(this.#waits),
      longestWaits: this.#longest.longest.map((wait) => ({ ...wait, name: this.#names.task(wait.task) })),
      decisions: this.#decisions.entries,
      decisionsOmitted: this.#decisions.omitted,
      faults: this.#faults.map(({ name, at: beganAt, until }) => ({ name, at: beganAt, until: until ?? at })),
      gantt: isOver ? (this.#used?.gantt(at) ?? null) : null,
    };
  }

  note(note: Note): void {
    switch (note.kind) {
      case 'task.moved':
      case 'workspace.blocked': {
        const account = this.#series.tasks.find(note.task);
        if (account !== undefined) this.#longest.moved(account, note.at);
        return;
      }
      case 'dispatch.failed': {
        const account = this.#series.tasks.find(note.task);
        if (account !== undefined) this.#longest.failed(account, note.cause, note.at);
        return;
      }
      case 'slot.changed':
        this.#used?.slotChanged(note);
        return;
      case 'scale.decided':
        this.#decisions.add(note, this.#names.pool(note.pool));
        return;
    }
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.up':
        this.#used?.podUp(fact.pod, fact.pool, fact.at);
        return;
      case 'pod.down':
        this.#used?.podDown(fact.pod, fact.at);
        return;
      case 'server.down':
        this.#longest.serverDown(fact.at);
        return;
      case 'server.up':
        this.#longest.serverUp(fact.at);
        return;
      case 'fault.began':
        if (this.#faults.length < FAULTS_MAX) {
          const until = this.#instantFaults.has(fact.fault) ? fact.at : null;
          this.#faults.push({ name: fact.name, at: fact.at, until, fault: fact.fault });
        }
        return;
      case 'fault.ended': {
        const open = this.#faults.findLast((band) => band.fault === fact.fault && band.until === null);
        if (open !== undefined) open.until = fact.at;
        return;
      }
    }
  }

  instantEnded(at: number): void {
    const series = this.#series;
    this.#whole.instantEnded(at);
    for (const course of this.#byPool) course.instantEnded(at);
    this.#nodes?.set(at, [series.value('nodes', at), series.value('pods.unschedulable', at)]);
  }

  runEnded(at: number): void {
    this.#endedAt = at;
    this.#series.tasks.forEachActive((account) => this.#cutOff(account, at));
    this.instantEnded(at);
    for (const course of [this.#whole, ...this.#byPool]) course.ageQueue(at);
  }

  taskArrived(account: TaskAccount): void {
    if (!account.planBegan && isWithin(this.#window, account.arrivedAt)) this.#longest.arrived(account);
  }

  planBegan(account: TaskAccount, at: number): void {
    if (!isWithin(this.#window, account.arrivedAt)) return;
    this.#waits[account.type].add(account.waitUntil(at));
    this.#longest.began(account, at);
  }

  taskEnded(account: TaskAccount, _state: unknown, _cause: unknown, at: number): void {
    this.#cutOff(account, at);
  }

  applyBegan(): void {}

  systemLeft(): void {}

  #cutOff(account: TaskAccount, at: number): void {
    if (account.planBegan || !isWithin(this.#window, account.arrivedAt)) return;
    this.#waits[account.type].addAtLeast(account.waitUntil(at));
    this.#longest.cutOff(account, at);
  }
}

const FAULTS_MAX = 1000;
