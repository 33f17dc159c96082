import type { Command } from '../../src/engine/command.ts';
import type { PoolState } from '../../src/engine/core.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { AgentConnected, EngineEvent, ListedPod, Timer } from '../../src/engine/event.ts';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { Note } from '../../src/engine/note.ts';
import type { Pod } from '../../src/engine/pod-table.ts';
import type { InitialTask, TaskType } from '../../src/engine/task.ts';
import type { Task } from '../../src/engine/task-store.ts';
import { type PoolChanges, poolConfig } from './pools.ts';

const POOL = poolId(0);

/** What the cluster would list; the test may change it. */
export type ClusterPod = { -readonly [K in keyof ListedPod]: ListedPod[K] };

/**
 * An engine of one pool whose world is the test: events are fed by hand, commands and notes are kept as copies. Time passes as the
 * events say: timers due before an event come first, those due at its instant when `until` says so (arrivals go before timers).
 * A created pod stands in the next list as pending; lists are answered at once.
 */
export class EngineByHand {
  readonly commands: Command[] = [];
  readonly notes: Note[] = [];
  readonly engine: Engine;
  readonly cluster = new Map<number, ClusterPod>();
  listsFail = false;
  #timers: { readonly dueAt: number; readonly timer: Timer }[] = [];

  constructor(
    changes: PoolChanges = {},
    initial: { readonly pods?: readonly Partial<ClusterPod>[]; readonly tasks?: readonly InitialTask[] } = {},
  ) {
    const pods = initial.pods ?? [];
    pods.forEach((pod, index) => {
      this.cluster.set(index, {
        ...PENDING,
        phase: 'running',
        scheduled: true,
        createdAt: 0,
        runningAt: 0,
        ...pod,
        pod: podId(index),
      });
    });
    this.engine = new Engine(
      { pools: [poolConfig(changes)], initialTasks: initial.tasks ?? [], firstPod: pods.length },
      {
        perform: (command) => this.#perform(structuredClone(command)),
        taskMoved: (note) => this.#keep(note),
        slotChanged: (note) => this.#keep(note),
        note: (note) => this.#keep(note),
      },
    );
    this.tell({ kind: 'server.started', at: 0 });
  }

  #keep(note: Note): void {
    this.notes.push(structuredClone(note));
  }

  tell(event: EngineEvent): void {
    this.#passTimers(event.at, false);
    this.#handle(event);
  }

  /** Everything up to and including `at`. */
  until(at: number): void {
    this.#passTimers(at, true);
  }

  submit(at: number, task: number, type: TaskType = 'plan', workspace = task): void {
    this.tell({
      kind: 'task.submitted',
      at,
      task: taskId(task),
      pool: POOL,
      workspace: workspaceId(workspace),
      type,
      submittedAt: at,
    });
  }

  connect(at: number, pod: number, work: Partial<Pick<AgentConnected, 'running' | 'finished'>> = {}): void {
    this.#passTimers(at, false);
    const known = this.cluster.get(pod);
    if (known !== undefined && known.phase === 'pending')
      Object.assign(known, { phase: 'running', scheduled: true, runningAt: at });
    this.tell({ kind: 'agent.connected', at, pod: podId(pod), running: [], finished: [], ...work });
  }

  disconnect(at: number, pod: number, lastBeatAt = at): void {
    this.tell({ kind: 'agent.disconnected', at, pod: podId(pod), lastBeatAt });
  }

  silent(at: number, pod: number, lastBeatAt: number): void {
    this.tell({ kind: 'agent.silent', at, pod: podId(pod), lastBeatAt });
  }

  /** The agent that has the task accepts its present attempt. */
  accept(at: number, task: number): void {
    this.tell({ kind: 'task.accepted', at, task: taskId(task), attempt: this.attempt(task) });
  }

  planned(at: number, task: number, hasChanges = true): void {
    this.tell({ kind: 'task.planned', at, task: taskId(task), attempt: this.attempt(task), hasChanges });
  }

  finish(at: number, task: number, outcome: 'success' | 'failed' | 'cancelled' = 'success'): void {
    this.tell({ kind: 'task.finished', at, task: taskId(task), attempt: this.attempt(task), outcome });
  }

  sendFails(at: number, task: number, failure: { certain?: boolean; reason?: string } = {}): void {
    const { certain = true, reason = 'reset' } = failure;
    this.tell({ kind: 'task.sendFailed', at, task: taskId(task), attempt: this.attempt(task), certain, reason });
  }

  confirm(at: number, task: number): void {
    this.tell({ kind: 'apply.confirmed', at, task: taskId(task), confirmedAt: at });
  }

  cancel(at: number, task: number): void {
    this.tell({ kind: 'task.cancelRequested', at, task: taskId(task) });
  }

  /** The pod ends in the cluster, and the engine is told. */
  gone(at: number, pod: number): void {
    this.#passTimers(at, false);
    this.cluster.delete(pod);
    this.tell({ kind: 'pod.gone', at, pod: podId(pod) });
  }

  restart(at: number, lastBeats: Readonly<Record<number, number>> = {}): void {
    const agents = Object.entries(lastBeats).map(([pod, lastBeatAt]) => ({ pod: podId(Number(pod)), lastBeatAt }));
    this.tell({ kind: 'server.restarted', at, agents });
  }

  /** Submits, accepts, plans: the task waits for its person in a reserved slot. */
  reserve(at: number, task: number, workspace = task): void {
    this.submit(at, task, 'plan_and_apply', workspace);
    this.accept(at, task);
    this.planned(at, task);
  }

  attempt(task: number): ReturnType<typeof attemptId> {
    const sent = this.asked('task.send').filter((send) => send.task === task);
    return sent.at(-1)?.attempt ?? attemptId(0);
  }

  task(id: number): Task | undefined {
    return this.engine.books.store.tasks.get(id);
  }

  state(id: number): string {
    return (
      this.task(id)?.state ??
      this.noted('task.moved')
        .filter((moved) => moved.task === id)
        .at(-1)?.to ??
      'unknown'
    );
  }

  /** Where a task was sent last, as `pod/slot`. */
  place(task: number): string {
    const send = this.asked('task.send')
      .filter((candidate) => candidate.task === task)
      .at(-1);
    return send === undefined ? 'nowhere' : `${send.pod}/${send.slot}`;
  }

  get pool(): PoolState {
    return this.engine.books.pools[0] as PoolState;
  }

  pod(id: number): Pod {
    return this.pool.pods.get(podId(id)) as Pod;
  }

  asked<K extends Command['kind']>(kind: K): readonly Extract<Command, { kind: K }>[] {
    return this.commands.filter((command): command is Extract<Command, { kind: K }> => command.kind === kind);
  }

  noted<K extends Note['kind']>(kind: K): readonly Extract<Note, { kind: K }>[] {
    return this.notes.filter((note): note is Extract<Note, { kind: K }> => note.kind === kind);
  }

  #handle(event: EngineEvent): void {
    const before = this.commands.length;
    this.engine.handle(event);
    if (!this.commands.slice(before).some((command) => command.kind === 'pods.list')) return;
    if (this.listsFail) this.#handle({ kind: 'pods.listFailed', at: event.at, pool: POOL, reason: 'HTTP 500' });
    else
      this.#handle({
        kind: 'pods.listed',
        at: event.at,
        pool: POOL,
        pods: [...this.cluster.values()].map((pod) => ({ ...pod })),
      });
  }

  #passTimers(at: number, isInclusive: boolean): void {
    for (;;) {
      this.#timers.sort((a, b) => a.dueAt - b.dueAt || rank(a.timer) - rank(b.timer) || a.timer.id - b.timer.id);
      const next = this.#timers[0];
      if (next === undefined || next.dueAt > at || (next.dueAt === at && !isInclusive)) return;
      this.#timers = this.#timers.slice(1);
      this.#handle({ kind: 'timer.due', at: next.dueAt, timer: next.timer });
    }
  }

  #perform(command: Command): void {
    this.commands.push(command);
    if (command.kind === 'timer.set') this.#timers.push({ dueAt: command.dueAt, timer: command.timer });
    if (command.kind !== 'pod.create' || this.cluster.has(command.pod)) return;
    this.cluster.set(command.pod, { ...PENDING, pod: command.pod, createdAt: command.at });
  }
}

const PENDING: ClusterPod = {
  pod: podId(0),
  phase: 'pending',
  scheduled: false,
  createdAt: 0,
  runningAt: null,
  terminating: false,
  registered: false,
};

/** Autoscaler first, then retries, then the monitor, as domain.md orders one instant. */
function rank(timer: Timer): number {
  const { kind } = timer.job;
  if (kind === 'tick' || kind === 'scale-check' || kind === 'freeze-end') return 0;
  return kind === 'monitor' ? 2 : 1;
}

/** An engine whose first `pods` agents connected at time zero, `min` = `pods` unless changed. */
export function engineWith(pods: number, changes: PoolChanges = {}): EngineByHand {
  const engine = new EngineByHand(
    { min: pods, max: Math.max(pods, 3), ...changes },
    { pods: Array.from({ length: pods }, () => ({})) },
  );
  for (let pod = 0; pod < pods; pod += 1) engine.connect(0, pod);
  return engine;
}
