/** By place: whether nothing is at least as good in both and better in one; less is better. A point without a value is not on the front. */
export function paretoFront(first: readonly (number | null)[], second: readonly (number | null)[]): readonly boolean[] {
  return first.map((x, index) => {
    const y = second[index] ?? null;
    if (x === null || y === null) return false;
    return first.every((otherX, other) => {
      const otherY = second[other] ?? null;
      if (otherX === null || otherY === null) return true;
      return otherX > x || otherY > y || (otherX === x && otherY === y);
    });
  });
}
