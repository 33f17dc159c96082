import { paretoFront } from '../compare/pareto-front.ts';

/**
 * By how near each is to the front: the front itself, then the front of the rest, and so on; within one of these the loneliest first, so that
 * what is kept covers the whole width (non-dominated sorting and crowding distance: Deb et al., NSGA-II, 2002, sections III.A and B).
 */
export function bestFirst<T>(
  items: readonly T[],
  firstOf: (item: T) => number | null,
  secondOf: (item: T) => number | null,
): readonly T[] {
  const ordered: T[] = [];
  let rest = items.map((item) => ({ item, x: firstOf(item), y: secondOf(item) }));
  while (rest.length > 0) {
    const isOnFront = paretoFront(
      rest.map(({ x }) => x),
      rest.map(({ y }) => y),
    );
    const layer = rest.filter((_, index) => isOnFront[index]);
    // Without values nobody is on a front: all that is left comes last.
    if (layer.length === 0) return [...ordered, ...rest.map(({ item }) => item)];
    ordered.push(...loneliestFirst(layer as readonly Point<T>[]));
    rest = rest.filter((_, index) => !isOnFront[index]);
  }
  return ordered;
}

interface Point<T> {
  readonly item: T;
  readonly x: number;
  readonly y: number;
}

/** Both ends come before all between them. */
function loneliestFirst<T>(layer: readonly Point<T>[]): readonly T[] {
  const sorted = [...layer].sort((a, b) => a.x - b.x || b.y - a.y);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const [width, height] = [last.x - first.x || 1, first.y - last.y || 1];
  return sorted
    .map((point, index) => {
      const [before, after] = [sorted[index - 1], sorted[index + 1]];
      const room =
        before === undefined || after === undefined
          ? Number.POSITIVE_INFINITY
          : (after.x - before.x) / width + (before.y - after.y) / height;
      return { item: point.item, room, index };
    })
    .sort((a, b) => (a.room === b.room ? a.index - b.index : b.room - a.room))
    .map(({ item }) => item);
}
