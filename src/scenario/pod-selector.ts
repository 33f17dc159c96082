import type { PodId, PoolId } from '../engine/ids.ts';

/** Which living pods a fault hits. */
export interface PodSelector {
  readonly pool: PoolId | null;
  readonly pick: 'random' | 'oldest' | 'youngest' | 'all' | 'idle' | 'busy';
  /** At most so many; `Infinity` = all that match. */
  readonly count: number;
  /** 0–1: this share of those that match, rounded up; 1 unless given. */
  readonly share: number;
  /** A pod named by ordinal (1 = first pod of the run); null unless given. */
  readonly pod: PodId | null;
}

/** What a selector asks about a pod. */
export interface SelectablePod {
  readonly id: PodId;
  readonly pool: PoolId;
  /** Ms since the run began; negative for one that is older. */
  readonly createdAt: number;
}

/** The pods that a fault hits, of those that it can hit. `random` is drawn from for `pick: random` alone. */
export function selectPods<P extends SelectablePod>(
  candidates: readonly P[],
  select: PodSelector,
  isWorking: (pod: PodId) => boolean,
  random: () => number,
): readonly P[] {
  const own = candidates.filter((pod) => select.pool === null || select.pool === pod.pool);
  if (select.pod !== null) return own.filter((pod) => pod.id === select.pod);
  const matching = own.filter((pod) => {
    if (select.pick === 'idle') return !isWorking(pod.id);
    return select.pick !== 'busy' || isWorking(pod.id);
  });
  const wanted = Math.min(select.count, Math.ceil(matching.length * select.share));
  if (select.pick === 'oldest') matching.sort((a, b) => a.createdAt - b.createdAt || a.id - b.id);
  if (select.pick === 'youngest') matching.sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
  if (select.pick === 'random') shuffle(matching, random);
  return matching.slice(0, wanted);
}

/** Fisher–Yates. */
function shuffle<T>(items: T[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const held = items[last] as T;
    items[last] = items[other] as T;
    items[other] = held;
  }
}
