import { changed, type Modifier } from '../modifier.ts';
import { SlidingExtreme } from './sliding-extreme.ts';

export interface StabilizationParameters {
  /** ms; 0 = shrink at once. */
  readonly down: number;
  /** ms; 0 = grow at once. */
  readonly up: number;
}

interface StabilizationMemory {
  readonly largest: SlidingExtreme;
  readonly smallest: SlidingExtreme;
  isSeeded: boolean;
}

/**
 * pods = clamp(count, smallest wish of the last `up`, largest wish of the last `down`), this wish among them; a wish counts while it
 * is younger than its window.
 *
 * Source: the stabilization of the HorizontalPodAutoscaler with behaviors (kubernetes/kubernetes,
 * pkg/controller/podautoscaler/horizontal.go), its seeding included: the first wish after a start joins the pods that are
 * there. Defaults are those of the HPA. Behaves badly after a peak of a moment: it is paid for over the whole window.
 */
export const stabilization: Modifier<StabilizationParameters, StabilizationMemory> = {
  name: 'stabilization',
  summary: 'Shrinks to the largest wish of a window, and grows to the smallest of another.',
  parameters: [
    {
      name: 'down',
      kind: 'duration',
      default: 300_000,
      min: 0,
      max: 86_400_000,
      summary: 'A shrink goes no lower than the largest wish of this time.',
    },
    {
      name: 'up',
      kind: 'duration',
      default: 0,
      min: 0,
      max: 86_400_000,
      summary: 'A growth goes no higher than the smallest wish of this time.',
    },
  ],
  shorthand: ['down'],
  initialMemory: () => ({
    largest: new SlidingExtreme('largest'),
    smallest: new SlidingExtreme('smallest'),
    isSeeded: false,
  }),
  modify(wish, signals, memory, { down, up }) {
    if (wish.kind === 'hold') return wish;
    const { now } = signals;
    const { count } = signals.pods;
    if (!memory.isSeeded) {
      memory.isSeeded = true;
      if (down > 0) memory.largest.add(now, count);
      if (up > 0) memory.smallest.add(now, count);
    }
    memory.largest.add(now, wish.pods);
    memory.smallest.add(now, wish.pods);
    const high = memory.largest.within(down, now) ?? wish.pods;
    const low = memory.smallest.within(up, now) ?? wish.pods;
    const pods = Math.max(low, Math.min(count, high));
    if (pods === wish.pods) return wish;
    const text =
      pods > wish.pods
        ? `${high} pods were wanted lately: ${pods} stay`
        : `${low} pods were enough lately: ${pods} for now`;
    return changed(wish, pods, { limit: 'stabilization', text, figures: { stabilizedFrom: wish.pods } });
  },
};
