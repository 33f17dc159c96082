import type { Fact } from '../engine/fact.ts';
import { type PoolId, poolId, type TaskId } from '../engine/ids.ts';
import type { Note, ScaleDecided } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import type { PoolConfig } from '../engine/pool-config.ts';
import type { Signals } from '../engine/signals.ts';
import type { ApiVerb } from './kubernetes.ts';
import type { Refusal } from './refusals.ts';
import type { RunHealth } from './run-health.ts';
import type { ApiCallCount, PoolView, RunView } from './run-view.ts';

/** What is asked of a run that is not the engine's to know. */
export interface LiveSources {
  readonly signals: (pool: PoolId) => Signals;
  readonly isUp: () => boolean;
  /** Wall ms. */
  readonly inboxLagMs: () => number;
  readonly refusals: () => ReadonlyMap<Refusal, number>;
  readonly health: () => RunHealth;
}

/** Keeps what a real run shows of itself: an observer of its decisions and waits; everything else is read when somebody asks. */
export class LiveView implements RunView, Observer {
  readonly #pools: readonly PoolConfig[];
  readonly #sources: LiveSources;
  /** Told of every task that was taken up, after so much scenario time. */
  waited: (pool: string, ms: number) => void = () => {};
  readonly #decisions: ScaleDecided[][];
  readonly #calls = new Map<
    string,
    { readonly verb: ApiVerb; readonly resource: string; readonly status: string; count: number }
  >();
  /** Since when nothing of its own workspace blocks a task that waits, and whose it is. */
  readonly #unblocked = new Map<TaskId, number>();
  readonly #poolOf = new Map<TaskId, PoolId>();

  constructor(pools: readonly PoolConfig[], sources: LiveSources) {
    this.#pools = pools;
    this.#sources = sources;
    this.#decisions = pools.map(() => []);
  }

  get isUp(): boolean {
    return this.#sources.isUp();
  }

  get inboxLagMs(): number {
    return this.#sources.inboxLagMs();
  }

  get refusals(): ReadonlyMap<Refusal, number> {
    return this.#sources.refusals();
  }

  get health(): RunHealth {
    return this.#sources.health();
  }

  get apiCalls(): readonly ApiCallCount[] {
    return [...this.#calls.values()];
  }

  get pools(): readonly PoolView[] {
    return this.#pools.map(({ name }, index) => {
      const { tasks, pods, connectedSlots, capacity } = this.#sources.signals(poolId(index));
      return {
        id: name,
        tasks: {
          waiting: tasks.waiting,
          // A query that fails is the policy's trouble, not the reader's: the store itself knows.
          pending: tasks.pending ?? 0,
          running: tasks.running,
          applyPending: tasks.applyPending,
        },
        pods: { requested: pods.requested, pending: pods.pending, running: pods.running, connected: pods.connected },
        slots: { running: connectedSlots.used, reserved: connectedSlots.reserved, idle: connectedSlots.idle },
        capacity,
        decisions: this.#decisions[index] ?? [],
      };
    });
  }

  /** 0 = no answer. */
  called(verb: ApiVerb, resource: string, status: number): void {
    const text = status === 0 ? 'none' : String(status);
    const key = `${verb} ${resource} ${text}`;
    const call = this.#calls.get(key) ?? { verb, resource, status: text, count: 0 };
    call.count += 1;
    this.#calls.set(key, call);
  }

  note(note: Note): void {
    if (note.kind === 'scale.decided') {
      const kept = this.#decisions[note.pool];
      kept?.push({ ...note });
      if (kept !== undefined && kept.length > DECISIONS_KEPT) kept.shift();
    } else if (note.kind === 'task.moved') {
      if (note.to === 'pending' && note.from !== 'apply_pending') this.#unblocked.set(note.task, note.at);
    } else if (note.kind === 'workspace.blocked' && !note.blocked) {
      if (this.#unblocked.has(note.task)) this.#unblocked.set(note.task, note.at);
    }
  }

  fact(fact: Fact): void {
    if (fact.kind === 'task.arrived') this.#poolOf.set(fact.task, fact.pool);
    if (fact.kind !== 'phase.began' || fact.phase !== 'plan') return;
    const since = this.#unblocked.get(fact.task);
    const pool = this.#poolOf.get(fact.task);
    this.#unblocked.delete(fact.task);
    this.#poolOf.delete(fact.task);
    if (since !== undefined && pool !== undefined) this.waited(this.#pools[pool]?.name ?? '', fact.at - since);
  }
}

const DECISIONS_KEPT = 200;
