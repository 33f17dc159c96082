import type { EngineEvent } from '../../engine/event.ts';
import type { Fact } from '../../engine/fact.ts';
import type { PodId, PoolId, TaskId } from '../../engine/ids.ts';
import type { SlotChanged, TaskMoved } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';
import type { PoolConfig } from '../../engine/pool-config.ts';
import { isFinal, type TaskSubmission } from '../../engine/task.ts';
import type { CompiledScenario } from '../../scenario/compiled.ts';
import { measuredWindow, type Window } from '../window.ts';
import { clairvoyantBoundMs } from './bound.ts';
import type { PoolLimits } from './piece.ts';
import { piecesAsSoonAs, piecesWithin, type Stay } from './stay.ts';

const HOUR_MS = 3_600_000;

/** Plain data. */
export interface ClairvoyantBound {
  /** What any policy needs that begins each task no later than the run did. */
  readonly podHours: number;
  /** What any policy needs under which no task waits longer, for some waits in rising order; empty where locks decide who may wait. */
  readonly within: readonly { readonly waitMs: number; readonly podHours: number }[];
}

/** 0 s to 20 min. */
const WAITS_MS = [0, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000];

/**
 * Keeps when each task of a run stood in a slot, and makes of it the clairvoyant bound on the pod-hours of any policy under which
 * the same tasks stay as long in their slots. Made only when asked for: it remembers every task.
 */
export class StayRecorder implements Observer {
  readonly #configs: readonly PoolConfig[];
  readonly #window: Window;
  readonly #locks: boolean;
  readonly #open = new Map<TaskId, Mutable<Stay>>();
  /** In the order of submission, ended ones and others. */
  readonly #stays: Mutable<Stay>[] = [];
  readonly #pods = new Map<
    PodId,
    { readonly pool: PoolId; readonly upAt: number; terminatingAt: number; hasConnected: boolean }
  >();
  readonly #startMs: number[];
  readonly #endMs: number[];

  constructor(scenario: CompiledScenario) {
    this.#configs = scenario.pools.map((pool) => pool.config);
    this.#window = measuredWindow(scenario.run);
    this.#locks = scenario.people.some(({ kind }) => kind === 'lock');
    this.#startMs = this.#configs.map(() => Number.POSITIVE_INFINITY);
    this.#endMs = this.#configs.map(() => Number.POSITIVE_INFINITY);
    for (const task of scenario.initial.tasks) this.#add(task, 0, task.pod === null ? -1 : 0);
  }

  /** After the run's end. */
  bound(): ClairvoyantBound {
    return {
      podHours: this.podHours(),
      within: this.#locks ? [] : WAITS_MS.map((waitMs) => ({ waitMs, podHours: this.podHoursWithin(waitMs) ?? 0 })),
    };
  }

  /**
   * Pod-hours that no policy can do without if it begins every task no later than this run did. Of all pools together.
   */
  podHours(): number {
    return this.#podHours(piecesAsSoonAs(this.#stays, this.#configs));
  }

  /** Pod-hours that no policy can do without if no task waits longer than `waitMs`; null where locks decide who may wait. */
  podHoursWithin(waitMs: number): number | null {
    return this.#locks ? null : this.#podHours(piecesWithin(this.#stays, this.#configs, waitMs));
  }

  event(event: EngineEvent): void {
    if (event.kind === 'task.submitted') this.#add(event, event.submittedAt, -1);
  }

  slotChanged({ task, at, from, to, units }: SlotChanged): void {
    const stay = this.#open.get(task);
    if (stay === undefined) return;
    stay.units = units;
    if (to === 'idle') stay.endedAt = at;
    else if (to === 'reserved') {
      // Back from a send that failed, or planned.
      if (stay.reservedAt >= 0) stay.resumedAt = -1;
      else stay.reservedAt = at;
    } else if (to === 'running' && stay.reservedAt >= 0) {
      stay.resumedAt = at;
      if (from !== 'reserved') stay.isMoved = true;
    } else if (to === 'running') stay.startedAt = at;
  }

  taskMoved({ task, to, cause }: TaskMoved): void {
    if (!isFinal(to)) return;
    const stay = this.#open.get(task);
    this.#open.delete(task);
    if (stay === undefined) return;
    // What a task needed to fail of itself is drawn with it; what was done to it is not.
    stay.isWhole = to !== 'cancelled' && cause === null && stay.startedAt >= 0;
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.up':
        this.#pods.set(fact.pod, { pool: fact.pool, upAt: fact.at, terminatingAt: -1, hasConnected: false });
        return;
      case 'agent.up': {
        const pod = this.#pods.get(fact.pod);
        if (pod === undefined || pod.hasConnected) return;
        pod.hasConnected = true;
        least(this.#startMs, pod.pool, fact.at - pod.upAt);
        return;
      }
      case 'pod.phase': {
        const pod = this.#pods.get(fact.pod);
        if (pod !== undefined && fact.phase !== 'running') pod.terminatingAt = fact.at;
        return;
      }
      case 'pod.down': {
        const pod = this.#pods.get(fact.pod);
        this.#pods.delete(fact.pod);
        if (pod !== undefined) least(this.#endMs, pod.pool, pod.terminatingAt < 0 ? 0 : fact.at - pod.terminatingAt);
        return;
      }
    }
  }

  #add(task: TaskSubmission, submittedAt: number, startedAt: number): void {
    const { pool, workspace, type } = task;
    const stay: Mutable<Stay> = {
      pool,
      workspace,
      type,
      units: 1,
      submittedAt,
      startedAt,
      reservedAt: -1,
      resumedAt: -1,
      endedAt: -1,
      isMoved: false,
      isWhole: false,
    };
    this.#open.set(task.task, stay);
    this.#stays.push(stay);
  }

  #podHours(pieces: ReturnType<typeof piecesAsSoonAs>): number {
    const ms = this.#configs.map((config, pool) =>
      clairvoyantBoundMs(pieces[pool] ?? [], this.#limits(config, pool), this.#window),
    );
    return ms.reduce((sum, each) => sum + each, 0) / HOUR_MS;
  }

  #limits({ agent }: PoolConfig, pool: number): PoolLimits {
    const known = (ms: number | undefined): number => (ms === undefined || ms === Number.POSITIVE_INFINITY ? 0 : ms);
    return {
      slots: agent.slots,
      oneApplyPerPod: agent.rule !== 'weighted',
      maxTasks: agent.maxTasks,
      startMs: known(this.#startMs[pool]),
      endMs: known(this.#endMs[pool]),
    };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function least(figures: number[], pool: PoolId, ms: number): void {
  figures[pool] = Math.min(figures[pool] as number, ms);
}
