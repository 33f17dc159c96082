import type { DispatchFailure } from '../engine/note.ts';
import type { CompiledPool } from '../scenario/compiled.ts';

/**
 * What the latest failed attempt in a pool says of all that wait there. Whether any of its pods is ready is a fact of the pool, and one that works
 * by events does not try each task again to say so. With retry timers a task has what its own attempt found.
 */
export class PoolWideFailures {
  readonly #isShared: readonly boolean[];
  readonly #latest: (DispatchFailure | null)[];

  constructor(pools: readonly Pick<CompiledPool, 'config'>[]) {
    this.#isShared = pools.map(({ config }) => config.dispatch.mode === 'event-driven');
    this.#latest = pools.map(() => null);
  }

  /** Whether it is news for others that wait in the pool. */
  note(pool: number, cause: DispatchFailure): boolean {
    if (this.#isShared[pool] !== true || !isPoolWide(cause) || this.#latest[pool] === cause) return false;
    this.#latest[pool] = cause;
    return true;
  }

  /** What an attempt that failed by `cause` would find now, as far as is known. */
  present(pool: number, cause: DispatchFailure): DispatchFailure {
    return isPoolWide(cause) ? (this.#latest[pool] ?? cause) : cause;
  }
}

const isPoolWide = (cause: DispatchFailure): boolean => cause === 'no-free-slot' || cause === 'no-ready-pod';
