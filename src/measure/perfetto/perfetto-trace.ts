import type { EngineEvent } from '../../engine/event.ts';
import type { Fact, PhaseBegan, PhaseEnded } from '../../engine/fact.ts';
import type { PodId, PoolId, TaskId } from '../../engine/ids.ts';
import type { Note, SlotChanged, TaskMoved } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';
import { type InitialTask, isFinal } from '../../engine/task.ts';
import type { CompiledScenario } from '../../scenario/compiled.ts';
import { Names } from '../names.ts';
import type { SeriesTracker } from '../series.ts';
import { FaultMarks } from './fault-marks.ts';
import { PodTrack, type SlotStay } from './pod-track.ts';
import { PoolTrack } from './pool-track.ts';
import { type TraceArguments, TraceFile } from './trace-file.ts';
import type { WaitKind } from './waiting-rows.ts';

/**
 * Writes a run as a trace that Perfetto and chrome://tracing open, while it goes on: pods are processes and slots their threads, a task in
 * a slot is a slice and its phases, claims and reservations are slices in it; every pool is a process, too, with counters, waits and
 * decisions; faults stand above all. What is kept meanwhile grows with the tasks and pods that are alive, not with the length of the run.
 *
 * What a slot is held for is the platform's word, phases are the world's truth. `series` must stand before this in the list of observers.
 */
export class PerfettoTrace implements Observer {
  readonly #names: Names;
  readonly #file: TraceFile;
  readonly #pools: readonly PoolTrack[];
  readonly #faults: FaultMarks;
  readonly #firstPodPid: number;
  readonly #pods = new Map<PodId, PodTrack>();
  readonly #poolOf = new Map<TaskId, PoolId>();
  readonly #about = new Map<TaskId, TraceArguments>();
  /** The stay that the platform gave a task, wherever its agent works. */
  readonly #held = new Map<TaskId, SlotStay>();
  /** Tasks whose workspace is locked: pending, and yet kept from running. */
  readonly #locked = new Set<TaskId>();
  #at = 0;
  #isClosed = false;

  constructor(scenario: CompiledScenario, series: SeriesTracker, write: (line: string) => void) {
    const { name, variant, seed, replication } = scenario;
    this.#names = new Names(scenario);
    this.#file = new TraceFile(write, { scenario: name, variant, seed, replication });
    this.#faults = new FaultMarks(scenario, this.#file, RUN_PID, `${name} > ${variant}`);
    this.#pools = scenario.pools.map(
      ({ config }, index) => new PoolTrack(this.#file, { pid: RUN_PID + 1 + index, name: config.name }, series, index),
    );
    this.#firstPodPid = RUN_PID + 1 + scenario.pools.length;
    for (const { pod, pool, state } of scenario.initial.pods) this.#openPod(pod, pool, state, 0);
    for (const task of scenario.initial.tasks) this.#openTask(task);
  }

  event(event: EngineEvent): void {
    this.#at = event.at;
    if (event.kind !== 'task.submitted') return;
    this.#poolOf.set(event.task, event.pool);
    this.#about.set(event.task, { workspace: this.#names.workspace(event.workspace), type: event.type });
  }

  taskAnswered({ at }: { readonly at: number }): void {
    this.#at = at;
  }

  taskMoved({ task, to, at }: TaskMoved): void {
    const isQueued = to === 'waiting' || to === 'pending';
    if (isQueued) this.#wait(task, to === 'waiting' || this.#locked.has(task) ? 'blocked' : 'waiting', at);
    // A running task waits until its agent has begun.
    else if (to !== 'running') this.#wait(task, null, at);
    // A restart makes the platform forget its slots without a word.
    if (isQueued || isFinal(to)) this.#release(task, at);
    if (!isFinal(to)) return;
    this.#poolOf.delete(task);
    this.#about.delete(task);
    this.#locked.delete(task);
  }

  slotChanged({ pod, slot, task, to, at }: SlotChanged): void {
    const held = this.#held.get(task);
    const track = this.#pods.get(pod);
    if (to === 'idle') {
      if (held?.track === track) this.#release(task, at);
      return;
    }
    if (held !== undefined && held.track !== track) this.#release(task, at);
    if (track === undefined) return;
    const stay = this.#stayOf(track, task, slot, at);
    stay.isHeld = true;
    this.#held.set(task, stay);
    if (!stay.isWorking && to !== 'running') track.show(stay, to, at);
  }

  phaseBegan({ task, phase, pod, slot, at }: PhaseBegan): void {
    this.#at = at;
    this.#wait(task, null, at);
    const track = this.#pods.get(pod);
    if (track === undefined) return;
    const stay = this.#stayOf(track, task, slot, at);
    stay.isWorking = true;
    track.show(stay, phase, at);
  }

  phaseEnded({ task, pod, at, outcome }: PhaseEnded): void {
    this.#at = at;
    const track = this.#pods.get(pod);
    const stay = track?.find(task);
    if (track === undefined || stay === undefined) return;
    stay.isWorking = false;
    track.show(stay, null, at, { outcome });
    track.settle(stay, at);
  }

  note(note: Note): void {
    const { at } = note;
    switch (note.kind) {
      case 'workspace.blocked':
        if (note.blocked) this.#locked.add(note.task);
        else this.#locked.delete(note.task);
        if (this.#waitOf(note.task) !== null) this.#wait(note.task, note.blocked ? 'blocked' : 'waiting', at);
        return;
      case 'scale.decided':
        this.#pools[note.pool]?.decided(note);
        return;
      case 'pod.cordoned':
        this.#pods.get(note.pod)?.mark(note.cordoned ? 'cordoned' : 'uncordoned', at);
        return;
      case 'pod.unhealthy':
        this.#pods.get(note.pod)?.mark(`unhealthy: ${note.action}`, at);
        return;
    }
  }

  fact(fact: Fact): void {
    const { at } = fact;
    this.#at = at;
    switch (fact.kind) {
      case 'task.arrived':
        this.#poolOf.set(fact.task, fact.pool);
        this.#wait(fact.task, 'waiting', at);
        return;
      case 'pod.up':
        this.#openPod(fact.pod, fact.pool, 'pending', at);
        return;
      case 'pod.phase':
        this.#pods.get(fact.pod)?.live(fact.phase, at);
        return;
      case 'pod.down':
        this.#pods.get(fact.pod)?.close(at);
        this.#pods.delete(fact.pod);
        return;
      case 'pod.scheduled':
        this.#file.labelProcess(this.#pidOf(fact.pod), this.#names.node(fact.node));
        return;
      case 'agent.up':
      case 'agent.down':
        this.#connection(fact.pod, fact.kind === 'agent.up', at);
        return;
      default:
        this.#faults.fact(fact);
    }
  }

  instantEnded(at: number): void {
    this.#at = at;
    for (const pool of this.#pools) pool.count(at);
  }

  runEnded(at: number): void {
    this.#at = at;
  }

  /** Ends what is open where the run ended, or broke off. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const track of this.#pods.values()) track.close(this.#at);
    for (const pool of this.#pools) for (const task of pool.waits.tasks) this.#wait(task, null, this.#at);
    this.#faults.close(this.#at);
    this.#file.close();
  }

  #openPod(pod: PodId, pool: PoolId, life: string, at: number): void {
    if (this.#pods.has(pod)) return;
    const names = { pod: this.#names.pod(pod), pool: this.#names.pool(pool) };
    const track = new PodTrack(this.#file, this.#pidOf(pod), names);
    this.#pods.set(pod, track);
    track.live(life, at);
  }

  #openTask({ task, pool, workspace, type, state, phase, pod, slot }: InitialTask): void {
    this.#poolOf.set(task, pool);
    this.#about.set(task, { workspace: this.#names.workspace(workspace), type });
    if (state === 'waiting' || state === 'pending') this.#wait(task, state === 'waiting' ? 'blocked' : 'waiting', 0);
    const track = pod === null ? undefined : this.#pods.get(pod);
    if (track === undefined) return;
    const stay = this.#stayOf(track, task, slot, 0);
    stay.isHeld = true;
    stay.isWorking = state === 'running';
    this.#held.set(task, stay);
    track.show(stay, state === 'running' ? phase : 'reserved', 0);
  }

  #connection(pod: PodId, isUp: boolean, at: number): void {
    const track = this.#pods.get(pod);
    if (track === undefined || track.isGoing) return;
    if (isUp) track.live('connected', at);
    else if (track.isConnected) track.live('not connected', at);
  }

  #stayOf(track: PodTrack, task: TaskId, slot: number, at: number): SlotStay {
    return track.find(task) ?? track.enter(task, slot, at, this.#names.task(task), this.#about.get(task) ?? {});
  }

  #release(task: TaskId, at: number): void {
    const stay = this.#held.get(task);
    if (stay === undefined) return;
    this.#held.delete(task);
    stay.isHeld = false;
    stay.track.settle(stay, at);
  }

  #wait(task: TaskId, kind: WaitKind | null, at: number): void {
    const pool = this.#poolOf.get(task);
    if (pool === undefined) return;
    this.#pools[pool]?.waits.set(task, kind, at, { task: this.#names.task(task), ...this.#about.get(task) });
  }

  #waitOf(task: TaskId): WaitKind | null {
    const pool = this.#poolOf.get(task);
    return pool === undefined ? null : (this.#pools[pool]?.waits.kindOf(task) ?? null);
  }

  #pidOf(pod: PodId): number {
    return this.#firstPodPid + pod;
  }
}

const RUN_PID = 1;
