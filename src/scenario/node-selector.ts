import { shuffle } from './shuffle.ts';

/** Which nodes a fault hits. */
export interface NodeSelector {
  readonly pick: 'random' | 'oldest' | 'youngest' | 'busiest' | 'all';
  /** At most so many; `Infinity` = all. */
  readonly count: number;
  /** A node named by ordinal (1 = first node of the run); null unless given. */
  readonly node: number | null;
}

export interface SelectableNode {
  /** Its number, from 1. */
  readonly ordinal: number;
  /** Pods that stand on it. */
  readonly pods: number;
}

/** The nodes that a fault hits, of those that are up, in order of their numbers. `random` is drawn from for `pick: random` alone. */
export function selectNodes<N extends SelectableNode>(
  nodes: readonly N[],
  { pick, count, node }: NodeSelector,
  random: () => number,
): readonly N[] {
  if (node !== null) return nodes.filter(({ ordinal }) => ordinal === node);
  const ordered = [...nodes];
  if (pick === 'youngest') ordered.reverse();
  if (pick === 'busiest') ordered.sort((a, b) => b.pods - a.pods || a.ordinal - b.ordinal);
  if (pick === 'random') shuffle(ordered, random);
  return ordered.slice(0, count);
}
