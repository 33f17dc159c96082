import type { AskedPolicy } from './asked-policy.ts';
import type { Command, TaskSend } from './command.ts';
import type { AgentConnected, DeadlineKind, StoreQuery, Timer, TimerJob } from './event.ts';
import type { PodId, PoolId, WorkspaceId } from './ids.ts';
import type { BetweenTicks, Note, SlotChanged, SlotUse, TaskMoved } from './note.ts';
import { type Pod, PodTable } from './pod-table.ts';
import type { PoolConfig } from './pool-config.ts';
import { RecentCounter } from './recent-counter.ts';
import type { TaskState } from './task.ts';
import type { PoolQueues, Task, TaskStore } from './task-store.ts';

/** Where the engine's words go: commands to a world, notes to whoever watches. */
export interface Output {
  perform(command: Command): void;
  taskMoved(note: TaskMoved): void;
  slotChanged(note: SlotChanged): void;
  /** All other notes. */
  note(note: Note): void;
}

/** What the server forgets in a restart, per pool. */
export class PoolState {
  readonly id: PoolId;
  readonly config: PoolConfig;
  readonly pods: PodTable;
  /** The policy's own memory; its type is the policy's secret. */
  policyMemory: unknown;
  /** Of each modifier, in their order. */
  readonly modifierMemories: readonly unknown[];
  /** The question to the pool's program that has no answer yet. */
  asked: AskedPolicy | null = null;
  /** What asked for a decision between ticks while that question was on its way: asked when the answer is there. */
  toAsk: BetweenTicks | null = null;
  /** Failures of the pool's program in a row. */
  failedAsks = 0;
  lastScaleUpAt: number | null = null;
  lastScaleDownAt: number | null = null;
  idleSince: number | null = null;
  /** Dispatching waits until pods are listed and slots rebuilt. */
  recovery: 'listing' | 'first-decision' | 'done' = 'listing';
  listing = false;
  /** Tasks that the last restart interrupted, as far as is known. */
  interrupted = 0;
  dispatchDue = false;
  /** Instant of the last immediate scale check: they coalesce. */
  scaleCheckAt = -1;
  /** When this incarnation of the server began: the monitor's grid starts here. */
  readonly startedAt: number;
  nextTickAt: number;
  monitorArmed = false;
  readonly deadlineArmed: Record<DeadlineKind, boolean> = { accept: false, 'task-timeout': false, claim: false };
  readonly retryAt = new Map<WorkspaceId, number>();
  readonly unhealthy = { restarts: 0, nextAt: 0, givenUp: false };
  readonly arrivals = new RecentCounter();
  readonly completions = new RecentCounter();
  readonly totals = {
    arrivals: 0,
    starts: 0,
    completions: 0,
    admitted: { plan: 0, plan_and_apply: 0, drift_check: 0 },
    slotStays: 0,
    slotTimeMs: 0,
  };
  /** A decision for what happened to tasks since the last one is on its way. */
  reactionArmed = false;
  /** A task arrived, began or ended in this event. */
  taskMoved = false;

  constructor(id: PoolId, config: PoolConfig, now: number) {
    this.id = id;
    this.config = config;
    this.pods = new PodTable(config);
    this.policyMemory = config.autoscaler.policy.policy.initialMemory();
    this.modifierMemories = config.autoscaler.modifiers.map(({ modifier }) => modifier.initialMemory());
    this.startedAt = now;
    this.nextTickAt = now + config.autoscaler.everyMs;
  }
}

/** A hello whose pod is not in the table, and what was heard of its agent since. */
export interface WaitingHello extends AgentConnected {
  readonly lastBeatAt: number;
  readonly silent: boolean;
}

/**
 * What the parts of the engine share: the clock of the present event, the durable store, the volatile pools and the way out.
 * Notes and sends of the hot path are one object each, refilled: they are valid during the call only.
 */
export class Core {
  now = 0;
  epoch = 0;
  /** Questions to programs so far. */
  asks = 0;
  readonly store: TaskStore;
  readonly configs: readonly PoolConfig[];
  pools: readonly PoolState[];
  /** Queries of the autoscaler that fail at present, and how. */
  readonly failing = new Map<StoreQuery, 'error' | 'zero'>();
  /** When each pod last beat, as the store knew at the restart. */
  readonly knownBeats = new Map<PodId, number>();
  /** Agents that are connected while their pods are not in the table: after a restart not yet, or an old list does not have them. */
  readonly hellos = new Map<PodId, WaitingHello>();
  /** Tasks that entered a queue in this event and have not been tried yet. */
  readonly fresh: Task[] = [];
  readonly #output: Output;
  #timers = 0;
  readonly #moved: Mutable<TaskMoved>;
  readonly #slotChanged: Mutable<SlotChanged>;
  readonly #send: Mutable<TaskSend>;

  constructor(made: { configs: readonly PoolConfig[]; store: TaskStore; output: Output }) {
    this.configs = made.configs;
    this.store = made.store;
    this.#output = made.output;
    this.pools = this.freshPools();
    const none = -1 as never;
    this.#moved = { kind: 'task.moved', at: 0, task: none, from: null, to: 'pending', cause: null };
    this.#slotChanged = {
      kind: 'slot.changed',
      at: 0,
      pod: none,
      slot: 0,
      task: none,
      units: 1,
      from: 'idle',
      to: 'idle',
    };
    this.#send = {
      kind: 'task.send',
      at: 0,
      task: none,
      pod: none,
      slot: 0,
      phase: 'plan',
      attempt: none,
      freshDirectory: false,
    };
  }

  freshPools(): readonly PoolState[] {
    return this.configs.map((config, index) => new PoolState(index as PoolId, config, this.now));
  }

  pool(id: PoolId): PoolState {
    return this.pools[id] as PoolState;
  }

  queues(pool: PoolState): PoolQueues {
    return this.store.queues[pool.id] as PoolQueues;
  }

  /** The pod a task holds a slot on, if the engine still has it. */
  podOf(task: Task): Pod | undefined {
    return this.pool(task.pool).pods.get(task.pod);
  }

  /** Pods know their pool, events about pods do not. */
  findPod(id: PodId): { pool: PoolState; pod: Pod } | null {
    for (const pool of this.pools) {
      const pod = pool.pods.get(id);
      if (pod !== undefined) return { pool, pod };
    }
    return null;
  }

  perform(command: Command): void {
    this.#output.perform(command);
  }

  note(note: Note): void {
    this.#output.note(note);
  }

  setTimer(job: TimerJob, dueAt: number): void {
    const timer: Timer = { id: this.#timers, epoch: this.epoch, job };
    this.#timers += 1;
    this.#output.perform({ kind: 'timer.set', at: this.now, dueAt: Math.max(dueAt, this.now), timer });
  }

  /** Its agent is to stop it. */
  tellToStop(task: Task): void {
    this.#output.perform({ kind: 'task.cancel', at: this.now, task: task.id, pod: task.pod, attempt: task.attempt });
  }

  sendTask(task: Task, freshDirectory: boolean): void {
    const send = this.#send;
    send.at = this.now;
    send.task = task.id;
    send.pod = task.pod;
    send.slot = task.slot;
    send.phase = task.phase;
    send.attempt = task.attempt;
    send.freshDirectory = freshDirectory;
    this.#output.perform(send);
  }

  noteMoved(task: Task, from: TaskState | null, to: TaskState, cause: string | null): void {
    const note = this.#moved;
    note.at = this.now;
    note.task = task.id;
    note.from = from;
    note.to = to;
    note.cause = cause;
    this.#output.taskMoved(note);
  }

  noteSlot(pod: Pod, slot: number, task: Task, units: number, from: SlotUse, to: SlotUse): void {
    const note = this.#slotChanged;
    note.at = this.now;
    note.pod = pod.id;
    note.slot = slot;
    note.task = task.id;
    note.units = units;
    note.from = from;
    note.to = to;
    this.#output.slotChanged(note);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
