import type { Command } from '../engine/command.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Fact, PhaseBegan, PhaseEnded } from '../engine/fact.ts';
import type { TaskId, WorkspaceId } from '../engine/ids.ts';
import type { DispatchFailed, Note, ScaleDecided, SlotChanged, TaskMoved } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import type { InitialTask } from '../engine/task.ts';
import type { CompiledPool, CompiledScenario, InitialPod } from '../scenario/compiled.ts';
import type { PoolSeriesName, SeriesName, SeriesRef } from '../scenario/expectation.ts';
import { NodeBook } from './node-book.ts';
import { PodBook } from './pod-book.ts';
import { lostTasks, type PoolCounts, poolCounts } from './pool-counts.ts';
import { TaskBook } from './task-book.ts';

/** Told that time moves on. */
export interface TimeReader {
  /** What the series show now has been so since the end of instant `from`, and stays so up to just before `to`. */
  timePasses(from: number, to: number): void;
}

/** Told what the autoscaler and the dispatcher say beside the moves of tasks and slots. */
export interface DecisionReader {
  scaleDecided(note: ScaleDecided): void;
  dispatchFailed(note: DispatchFailed): void;
}

/** What of a scenario it needs; a journal's header says as much. */
export type TrackedScenario = Pick<CompiledScenario, 'cluster' | 'expectations' | 'faults'> & {
  readonly initial: { readonly pods: readonly InitialPod[]; readonly tasks: readonly InitialTask[] };
  readonly pools: readonly Pick<CompiledPool, 'config'>[];
};

/**
 * The present value of every series, counted once for metrics, expectations and charts alike. It must come before its readers in the
 * list of observers.
 */
export class SeriesTracker implements Observer {
  readonly pools: readonly PoolCounts[];
  readonly tasks: TaskBook;
  readonly pods: PodBook;
  readonly nodes: NodeBook;
  readonly #timeReaders: TimeReader[] = [];
  readonly #decisionReaders: DecisionReader[] = [];
  /** The last instant that anything happened in. */
  #now = 0;
  /** That instant is over: the next record begins another. */
  #isResting = true;

  constructor(scenario: TrackedScenario) {
    this.pools = poolCounts(scenario.pools);
    this.nodes = new NodeBook(scenario.cluster);
    this.pods = new PodBook(this.pools, scenario.initial.pods);
    this.tasks = new TaskBook(this.pools, this.pods, namedIn(scenario));
    this.tasks.begin(scenario.initial.tasks);
  }

  get now(): number {
    return this.#now;
  }

  onTime(reader: TimeReader): void {
    this.#timeReaders.push(reader);
  }

  onDecision(reader: DecisionReader): void {
    this.#decisionReaders.push(reader);
  }

  /** Over all pools, `at` the present instant or later while nothing happens. */
  value(name: SeriesName, at: number): number {
    if (name === 'queue.oldest') return this.#oldest(null, at);
    if (name === 'nodes') return this.nodes.count;
    const read = COUNTS[name];
    let sum = 0;
    for (const counts of this.pools) sum += read(counts);
    return sum;
  }

  /** The same of one pool. */
  valueOf(pool: number, name: PoolSeriesName, at: number): number {
    return name === 'queue.oldest' ? this.#oldest(pool, at) : COUNTS[name](this.pools[pool] as PoolCounts);
  }

  /** Since when the oldest of the queue has waited, of one pool or of all (null); null where nobody waits. */
  oldestSince(pool: number | null): number | null {
    if (pool !== null) return (this.pools[pool] as PoolCounts).queue.oldestSince;
    let oldest: number | null = null;
    for (const { queue } of this.pools) {
      const since = queue.oldestSince;
      if (since !== null && (oldest === null || since < oldest)) oldest = since;
    }
    return oldest;
  }

  #oldest(pool: number | null, at: number): number {
    const since = this.oldestSince(pool);
    return since === null ? 0 : at - since;
  }

  read(series: SeriesRef, at: number): number | string {
    switch (series.kind) {
      case 'count':
        return this.value(series.name, at);
      case 'pool-count':
        return this.valueOf(series.pool, series.name, at);
      case 'task-status':
        return this.tasks.status(series.task);
      case 'task-pod': {
        const pod = this.tasks.podOf(series.task);
        return pod === null ? 'none' : pod + 1;
      }
      case 'workspace-running':
        return this.tasks.runningIn(series.workspace);
      case 'pod-phase':
        return this.pods.phase(series.pod);
    }
  }

  taskMoved(note: TaskMoved): void {
    if (this.#isResting) this.#wake(note.at);
    this.tasks.moved(note);
  }

  slotChanged(note: SlotChanged): void {
    if (this.#isResting) this.#wake(note.at);
    this.tasks.slotChanged(note);
  }

  phaseBegan(fact: PhaseBegan): void {
    if (this.#isResting) this.#wake(fact.at);
    this.tasks.began(fact);
  }

  /** Other ends show in how the platform moves the task. */
  phaseEnded(fact: PhaseEnded): void {
    if (this.#isResting) this.#wake(fact.at);
    if (fact.outcome === 'lost') this.pods.workLost(fact.pod, fact.at);
  }

  /** So do answers. */
  taskAnswered(event: { readonly at: number }): void {
    if (this.#isResting) this.#wake(event.at);
  }

  note(note: Note): void {
    if (this.#isResting) this.#wake(note.at);
    switch (note.kind) {
      case 'workspace.blocked':
        this.tasks.lockChanged(note.task, note.blocked, note.at);
        return;
      case 'scale.decided': {
        const counts = this.pools[note.pool] as PoolCounts;
        counts.desired = note.to;
        counts.version++;
        for (const reader of this.#decisionReaders) reader.scaleDecided(note);
        return;
      }
      case 'dispatch.failed':
        for (const reader of this.#decisionReaders) reader.dispatchFailed(note);
        return;
      default:
        return;
    }
  }

  event(event: EngineEvent): void {
    if (this.#isResting) this.#wake(event.at);
    switch (event.kind) {
      case 'task.submitted':
        this.tasks.handedIn(event);
        return;
      case 'apply.confirmed':
        this.tasks.confirmed(event.task, event.confirmedAt);
        return;
      case 'agent.connected':
      case 'agent.heard':
        this.pods.heard(event.pod, true);
        return;
      case 'agent.silent':
        this.pods.heard(event.pod, false);
        return;
      case 'pod.deleteFailed':
        this.pods.scaledDown(event.pod, false);
        return;
      case 'pod.createFailed':
        this.pods.createFailed(event.pod, event.certain);
        return;
      case 'pods.listed':
        this.pods.listed(event.pool, event.pods);
        return;
      default:
        return;
    }
  }

  fact(fact: Fact): void {
    if (this.#isResting) this.#wake(fact.at);
    switch (fact.kind) {
      case 'task.arrived':
        this.tasks.arrived(fact.task, fact.pool, fact.at);
        return;
      case 'pod.up':
        this.pods.up(fact.pod, fact.pool, fact.at);
        return;
      case 'pod.phase':
        this.pods.phaseChanged(fact.pod, fact.phase, fact.at);
        return;
      case 'pod.down':
        this.pods.down(fact.pod, fact.at);
        return;
      case 'node.up':
        this.nodes.up(fact.node, fact.group);
        return;
      case 'node.down':
        this.nodes.down(fact.node);
        return;
      case 'pod.scheduled':
      case 'pod.unschedulable':
        this.pods.placed(fact.pod, fact.kind === 'pod.unschedulable');
        return;
      case 'agent.up':
        this.pods.connection(fact.pod, true);
        return;
      case 'agent.down':
        this.pods.connection(fact.pod, false);
        return;
      default:
        return;
    }
  }

  command(command: Command): void {
    if (this.#isResting) this.#wake(command.at);
    if (command.kind === 'pod.create') this.pods.requested(command.pod, command.pool);
    else if (command.kind === 'pod.delete' && command.cause === 'scale-down') this.pods.scaledDown(command.pod, true);
  }

  instantEnded(at: number): void {
    // An instant may leave no record (a void calendar entry): time has passed all the same.
    if (this.#isResting) this.#wake(at);
    this.#now = at;
    this.#isResting = true;
  }

  runEnded(at: number): void {
    if (at > this.#now) this.#wake(at);
  }

  #wake(at: number): void {
    this.#isResting = false;
    if (at <= this.#now) return;
    const from = this.#now;
    this.#now = at;
    for (const reader of this.#timeReaders) reader.timePasses(from, at);
  }
}

const COUNTS: Readonly<Record<Exclude<PoolSeriesName, 'queue.oldest'>, (counts: PoolCounts) => number>> = {
  pods: (counts) => counts.pods,
  'pods.pending': (counts) => counts.podsPending,
  'pods.running': (counts) => counts.podsRunning,
  'pods.connected': (counts) => counts.podsConnected,
  'pods.failed': (counts) => counts.podsFailed,
  'pods.terminating': (counts) => counts.podsTerminating,
  'pods.unschedulable': (counts) => counts.podsUnschedulable,
  'pods.created': (counts) => counts.podsCreated,
  desired: (counts) => counts.desired,
  'agents.online': (counts) => counts.agentsOnline,
  slots: (counts) => counts.slots,
  'slots.running': (counts) => counts.slotsRunning,
  'slots.claimed': (counts) => counts.slotsClaimed,
  'slots.reserved': (counts) => counts.slotsReserved,
  'slots.idle': (counts) => counts.slotsIdle,
  'slots.starting': (counts) => counts.slotsStarting,
  'slots.offline': (counts) => counts.slotsOffline,
  'tasks.submitted': (counts) => counts.submitted,
  'tasks.waiting': (counts) => counts.waiting,
  'tasks.pending': (counts) => counts.pending,
  'tasks.unblocked': (counts) => counts.unblocked,
  'tasks.running': (counts) => counts.running,
  'tasks.applyPending': (counts) => counts.applyPending,
  'tasks.finished': (counts) => counts.finished,
  'tasks.failed': (counts) => counts.failed,
  'tasks.lost': lostTasks,
};

/** The tasks and workspaces that need books of their own. */
function namedIn({ expectations, faults }: TrackedScenario): {
  tasks: readonly TaskId[];
  workspaces: readonly WorkspaceId[];
} {
  const tasks: TaskId[] = [];
  const workspaces: WorkspaceId[] = [];
  const expected = expectations.map(({ form }) => (form.kind === 'metric' ? [] : form.conditions));
  for (const conditions of [...expected, ...faults.map(({ trigger }) => trigger?.conditions ?? [])]) {
    for (const { series } of conditions) {
      if (series.kind === 'task-status') tasks.push(series.task);
      else if (series.kind === 'workspace-running') workspaces.push(series.workspace);
    }
  }
  return { tasks, workspaces };
}
