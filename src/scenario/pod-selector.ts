import type { PodId, PoolId } from '../engine/ids.ts';
import { shuffle } from './shuffle.ts';

export const PICKS = ['random', 'oldest', 'youngest', 'all', 'idle', 'busy', 'busiest', 'connected'] as const;

/** Which living pods a fault hits. */
export interface PodSelector {
  readonly pool: PoolId | null;
  readonly pick: (typeof PICKS)[number];
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

/** What a selector asks of the agents. */
export interface AgentsAsked {
  /** Tasks that the pod's agent works on. */
  tasksOn(pod: PodId): number;
  isConnected(pod: PodId): boolean;
}

/** The pods that a fault hits, of those that it can hit. `random` is drawn from for `pick: random` alone. */
export function selectPods<P extends SelectablePod>(
  candidates: readonly P[],
  select: PodSelector,
  agents: AgentsAsked,
  random: () => number,
): readonly P[] {
  const own = candidates.filter((pod) => select.pool === null || select.pool === pod.pool);
  if (select.pod !== null) return own.filter((pod) => pod.id === select.pod);
  const matching = own.filter(({ id }) => {
    if (select.pick === 'idle') return agents.tasksOn(id) === 0;
    if (select.pick === 'connected') return agents.isConnected(id);
    return select.pick !== 'busy' || agents.tasksOn(id) > 0;
  });
  const wanted = Math.min(select.count, Math.ceil(matching.length * select.share));
  if (select.pick === 'oldest') matching.sort(byAge);
  if (select.pick === 'youngest') matching.sort((a, b) => byAge(b, a));
  if (select.pick === 'busiest') matching.sort((a, b) => agents.tasksOn(b.id) - agents.tasksOn(a.id) || byAge(a, b));
  if (select.pick === 'random') shuffle(matching, random);
  return matching.slice(0, wanted);
}

const byAge = (a: SelectablePod, b: SelectablePod): number => a.createdAt - b.createdAt || a.id - b.id;
