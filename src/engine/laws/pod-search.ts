import type { PoolState } from '../core.ts';
import type { PodId } from '../ids.ts';
import type { Pod } from '../pod-table.ts';
import { TASK_TYPES, type TaskType } from '../task.ts';

/**
 * Whether a pool has a pod that is fit for a task of some type, asked at the end of every instant in which work waits. What was
 * found, or not found, is kept: the pod of the last time is asked first, and where there was none only the pods that something
 * happened to since are looked at. So `fits` may turn from true to false by time alone, but never the other way.
 */
export class PodSearch {
  readonly #fits: (pool: PoolState, pod: Pod, type: TaskType, at: number) => boolean;
  /** By pool and type: the pod that was fit, `null` if none was, undefined if nothing is known. */
  readonly #known: Record<TaskType, Pod | null | undefined>[];
  /** By pool: the pods, its own and others', that something happened to since one of its nulls was written. */
  readonly #touched: PodId[][];
  #hasNulls = false;

  constructor(pools: number, fits: (pool: PoolState, pod: Pod, type: TaskType, at: number) => boolean) {
    this.#known = Array.from({ length: pools }, nothingKnown);
    this.#touched = Array.from({ length: pools }, () => []);
    this.#fits = fits;
  }

  /** Something happened to the pod that may make it fit. */
  touch(pod: PodId): void {
    if (!this.#hasNulls) return;
    for (const touched of this.#touched) {
      if (touched.length === TOUCHED_MAX) return this.forget();
      touched.push(pod);
    }
  }

  /** Something happened to who knows which pods. */
  forget(): void {
    if (!this.#hasNulls) return;
    this.#hasNulls = false;
    for (const touched of this.#touched) touched.length = 0;
    for (const known of this.#known) {
      for (const type of TASK_TYPES) if (known[type] === null) known[type] = undefined;
    }
  }

  find(pool: PoolState, type: TaskType, at: number): Pod | null {
    if ((this.#touched[pool.id] as PodId[]).length > 0) this.#lookAtTouched(pool, at);
    const known = this.#known[pool.id] as Record<TaskType, Pod | null | undefined>;
    const last = known[type];
    if (last === null) return null;
    if (last !== undefined && pool.pods.get(last.id) === last && this.#fits(pool, last, type, at)) return last;
    const found = this.#search(pool, type, at);
    known[type] = found;
    if (found === null) this.#hasNulls = true;
    return found;
  }

  #lookAtTouched(pool: PoolState, at: number): void {
    const known = this.#known[pool.id] as Record<TaskType, Pod | null | undefined>;
    for (const id of (this.#touched[pool.id] as PodId[]).splice(0)) {
      const pod = pool.pods.get(id);
      if (pod === undefined) continue;
      for (const type of TASK_TYPES) if (known[type] === null && this.#fits(pool, pod, type, at)) known[type] = pod;
    }
  }

  #search(pool: PoolState, type: TaskType, at: number): Pod | null {
    const { pods } = pool.pods;
    for (let i = 0; i < pods.length; i += 1) {
      const pod = pods[i] as Pod;
      if (this.#fits(pool, pod, type, at)) return pod;
    }
    return null;
  }
}

const nothingKnown = (): Record<TaskType, Pod | null | undefined> => ({
  plan: undefined,
  plan_and_apply: undefined,
  drift_check: undefined,
});

/** Beyond so many a search of all is as good. */
const TOUCHED_MAX = 64;
