/**
 * What is there to be changed, in pods: `asked` = the last number let through (null at first), `count` = what there is, and the
 * rule that a held wish neither makes pods nor removes any.
 *
 * Pods that died while more were asked are gone for a wish that does not want them back (agents of one task end all the time);
 * pods that came by another way (`min` at start) are there for a wish that wants them. A pod lost while the wish stands is made again.
 */
export function standing(wish: number, asked: number | null, count: number): number {
  const last = asked ?? count;
  return wish < last ? Math.max(wish, Math.min(last, count)) : Math.min(wish, Math.max(last, count));
}
