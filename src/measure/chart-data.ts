import type { Fact } from '../engine/fact.ts';
import type { Note } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import type { TaskType } from '../engine/task.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
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

const POD_COLUMNS = ['connected', 'starting', 'failed', 'terminating', 'desired'] as const;
const SLOT_COLUMNS = ['running', 'reserved', 'claimed', 'idle', 'offline'] as const;
const NODE_COLUMNS = ['nodes', 'pods without a node'] as const;
const QUEUE_COLUMNS = ['unblocked', 'oldestMs'] as const;

/** What a report draws of one run, over all pools. Plain data. */
export interface ChartData {
  readonly endedAt: number;
  /** `starting`: alive without a connected agent. */
  readonly pods: Steps<(typeof POD_COLUMNS)[number]>;
  readonly slots: Steps<(typeof SLOT_COLUMNS)[number]>;
  /** Null without a cluster. */
  readonly nodes: Steps<(typeof NODE_COLUMNS)[number]> | null;
  /** `oldestMs` grows by itself between two rows; where it falls, a row at the same time bears its last height. */
  readonly queue: Steps<(typeof QUEUE_COLUMNS)[number]>;
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
  /** The end of the run for a fault that lasted longer. */
  readonly until: number;
}

/** Records what charts need, in bounded memory. Stands after the tracker in the list of observers. */
export class ChartRecorder implements Observer, TaskReader {
  readonly #series: SeriesTracker;
  readonly #names: Names;
  readonly #window: Window;
  readonly #pods: StepTable<(typeof POD_COLUMNS)[number]>;
  readonly #slots: StepTable<(typeof SLOT_COLUMNS)[number]>;
  readonly #nodes: StepTable<(typeof NODE_COLUMNS)[number]> | null;
  readonly #queue: StepTable<(typeof QUEUE_COLUMNS)[number]>;
  readonly #waits: Record<TaskType, Tally> = {
    plan: new Tally(),
    plan_and_apply: new Tally(),
    drift_check: new Tally(),
  };
  readonly #longest = new LongestWaits();
  readonly #decisions = new DecisionLog();
  readonly #faults: { name: string; at: number; until: number | null; fault: number }[] = [];
  readonly #used: SlotRecorder | null;
  #oldestSince: number | null = null;
  #unblocked = 0;
  #endedAt = 0;

  /** `rowsMax`: how fine the series over time are kept, of a run that is only looked at while it goes on; see `StepTable`. */
  constructor(scenario: CompiledScenario, series: SeriesTracker, rowsMax?: number) {
    this.#pods = new StepTable(POD_COLUMNS, rowsMax);
    this.#slots = new StepTable(SLOT_COLUMNS, rowsMax);
    this.#queue = new StepTable(QUEUE_COLUMNS, rowsMax);
    this.#used = rowsMax === undefined ? new SlotRecorder(scenario) : null;
    this.#series = series;
    this.#names = new Names(scenario);
    this.#window = measuredWindow(scenario.run);
    this.#nodes = scenario.cluster === null ? null : new StepTable(NODE_COLUMNS, rowsMax);
    series.tasks.subscribe(this);
    this.instantEnded(0);
  }

  /** Of a run that goes on, as far as it came: `at` is the instant that ended last. */
  present(at: number): ChartData {
    if (this.#oldestSince !== null) this.#queue.set(at, [this.#unblocked, at - this.#oldestSince]);
    return this.#upTo(at, false);
  }

  /** After the run's end. */
  data(): ChartData {
    return this.#upTo(this.#endedAt, true);
  }

  #upTo(at: number, isOver: boolean): ChartData {
    return {
      endedAt: at,
      pods: this.#pods.steps(at),
      slots: this.#slots.steps(at),
      nodes: this.#nodes?.steps(at) ?? null,
      queue: this.#queue.steps(at),
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
          this.#faults.push({ name: fact.name, at: fact.at, until: null, fault: fact.fault });
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
    const connected = series.value('pods.connected', at);
    const starting = series.value('pods.pending', at) + series.value('pods.running', at) - connected;
    this.#pods.set(at, [
      connected,
      starting,
      series.value('pods.failed', at),
      series.value('pods.terminating', at),
      series.value('desired', at),
    ]);
    this.#slots.set(at, [
      series.value('slots.running', at),
      series.value('slots.reserved', at),
      series.value('slots.claimed', at),
      series.value('slots.idle', at),
      series.value('slots.offline', at),
    ]);
    this.#nodes?.set(at, [series.value('nodes', at), series.value('pods.unschedulable', at)]);
    this.#readQueue(at);
  }

  runEnded(at: number): void {
    this.#endedAt = at;
    this.#series.tasks.forEachActive((account) => this.#cutOff(account, at));
    this.instantEnded(at);
    if (this.#oldestSince !== null) this.#queue.set(at, [this.#unblocked, at - this.#oldestSince]);
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

  #readQueue(at: number): void {
    const since = this.#series.tasks.queue.oldestSince;
    const unblocked = this.#series.value('tasks.unblocked', at);
    if (since === this.#oldestSince && unblocked === this.#unblocked && at > 0) return;
    if (this.#oldestSince !== null && this.#oldestSince !== since) {
      this.#queue.set(at, [this.#unblocked, at - this.#oldestSince]);
    }
    this.#oldestSince = since;
    this.#unblocked = unblocked;
    this.#queue.set(at, [unblocked, since === null ? 0 : at - since]);
  }
}

const FAULTS_MAX = 1000;
