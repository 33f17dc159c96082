import { changed, type Modifier, wishedPods } from '../modifier.ts';

export interface ClampParameters {
  readonly min: number;
  readonly max: number;
  readonly order: 'min-then-max' | 'max-then-min';
}

/**
 * low = max(the pool's min, `min`), high = min(the pool's max, `max`); pods = min(max(wish, low), high), or max(min(wish, high), low):
 * the bound applied last wins where low is above high. For formulas that do not look at the bounds themselves, and to try tighter
 * ones. The pool's own `max` holds in any case.
 */
export const clamp: Modifier<ClampParameters, null> = {
  name: 'clamp',
  summary: 'Keeps the number between bounds of its own and those of the pool.',
  parameters: [
    { name: 'min', kind: 'count', default: 0, max: 100_000, summary: "At least so many pods, and the pool's `min`." },
    {
      name: 'max',
      kind: 'count',
      default: 100_000,
      max: 100_000,
      summary: "At most so many pods, and the pool's `max`.",
    },
    {
      name: 'order',
      kind: 'choice',
      choices: ['min-then-max', 'max-then-min'],
      default: 'min-then-max',
      summary: 'The bound that is applied last wins where `min` is above `max`.',
    },
  ],
  shorthand: [],
  initialMemory: () => null,
  modify(wish, signals, _memory, { min, max, order }) {
    const low = Math.max(signals.min, min);
    const high = Math.min(signals.max, max);
    const wished = wishedPods(wish, signals);
    const pods =
      order === 'min-then-max' ? Math.min(Math.max(wished, low), high) : Math.max(Math.min(wished, high), low);
    if (pods === wished) return wish;
    const limit = pods > wished ? 'min' : 'max';
    return changed(wish, pods, { limit, text: `kept at ${pods} pods`, figures: { clampedFrom: wished } });
  },
};
