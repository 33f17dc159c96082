import type { Core, PoolState } from './core.ts';
import type { FreezeInterval } from './pool-config.ts';
import type { TaskStore } from './task-store.ts';

/** In a freeze window, unless a person suspended it. */
export const isFrozen = (core: Core, pool: PoolState): boolean => isFrozenAt(core.store, pool, core.now);

export function isFrozenAt(store: TaskStore, pool: PoolState, at: number): boolean {
  if ((store.unfrozenUntil[pool.id] as number) > at) return false;
  return windowAt(pool.config.freeze, at) !== null;
}

/** Sets the timer for the end of the present or next window, at which the pool returns to `min`. */
export function watchFreezeEnd(core: Core, pool: PoolState): void {
  const window = pool.config.freeze.find((candidate) => candidate.to > core.now);
  if (window !== undefined) core.setTimer({ kind: 'freeze-end', pool: pool.id }, window.to);
}

const windowAt = (windows: readonly FreezeInterval[], at: number): FreezeInterval | null =>
  windows.find((window) => window.from <= at && at < window.to) ?? null;
