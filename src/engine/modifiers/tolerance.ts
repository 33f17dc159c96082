import { changed, type Modifier } from '../modifier.ts';
import { standing } from './standing.ts';

export interface ToleranceParameters {
  /** Share of the present number, 0–1. */
  readonly up: number;
  readonly down: number;
}

interface ToleranceMemory {
  asked: number | null;
}

/**
 * A change of at most this share of the present number is not made: |wish − present| ≤ tolerance × present. From 0 pods every
 * change is made.
 *
 * After the tolerance of the HorizontalPodAutoscaler, which looks at the ratio of usage to target before rounding; a wrapper sees the
 * rounded number. Behaves badly in large pools: with 0.1, 100 full pods and work for 10 more stay 100 pods.
 */
export const tolerance: Modifier<ToleranceParameters, ToleranceMemory> = {
  name: 'tolerance',
  summary: 'Ignores changes that are small beside the present number.',
  parameters: [
    { name: 'up', kind: 'ratio', default: 0.1, summary: 'A growth by at most this share is not made.' },
    { name: 'down', kind: 'ratio', default: 0.1, summary: 'A shrink by at most this share is not made.' },
  ],
  shorthand: ['up', 'down'],
  initialMemory: () => ({ asked: null }),
  modify(wish, signals, memory, { up, down }) {
    if (wish.kind === 'hold') return wish;
    const present = standing(wish.pods, memory.asked, signals.pods.count);
    const band = (wish.pods > present ? up : down) * present;
    if (wish.pods === present || Math.abs(wish.pods - present) > band) {
      memory.asked = wish.pods;
      return wish;
    }
    memory.asked = present;
    const text = `too small a change: ${present} pods stay`;
    return changed(wish, present, { limit: 'tolerance', text, figures: { toleratedFrom: wish.pods } });
  },
};
