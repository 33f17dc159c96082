import { changed, type Modifier } from '../modifier.ts';
import { standing } from './standing.ts';

export interface RateLimitParameters {
  /** Growth per period; 0 = none. */
  readonly up: number;
  /** Shrinking per period; 0 = none. */
  readonly down: number;
  readonly unit: 'pods' | 'percent';
  /** ms */
  readonly period: number;
}

interface RateLimitMemory {
  asked: number | null;
  /** Changes let through, oldest first. */
  readonly changes: { readonly at: number; readonly by: number }[];
}

/**
 * s = pods asked for a period ago. pods ≤ s + up, or ⌈s·(1 + up/100)⌉ and at least s + 1; pods ≥ s − down, or ⌊s·(1 − down/100)⌋. What
 * was changed already is kept, even beyond a limit. Two of them make "pods or percent, whichever is less".
 *
 * Source: the scaling policies of the HorizontalPodAutoscaler (kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal.go).
 * Ours differs in "at least s + 1": the HPA is not asked at 0 pods, a pool is. Behaves badly when a burst needs many at once.
 */
export const rateLimit: Modifier<RateLimitParameters, RateLimitMemory> = {
  name: 'rate-limit',
  summary: 'Lets the number change by so many pods, or percent, per period.',
  parameters: [
    { name: 'up', kind: 'number', default: 4, min: 0, max: 100_000, summary: 'Growth per period; 0 = none.' },
    { name: 'down', kind: 'number', default: 4, min: 0, max: 100_000, summary: 'Shrinking per period; 0 = none.' },
    {
      name: 'unit',
      kind: 'choice',
      choices: ['pods', 'percent'],
      default: 'pods',
      summary: 'What `up` and `down` are; percent is of the pods at the start of the period.',
    },
    {
      name: 'period',
      kind: 'duration',
      default: 60_000,
      min: 1,
      max: 86_400_000,
      summary: 'The changes of this time count.',
    },
  ],
  shorthand: ['up', 'down'],
  initialMemory: () => ({ asked: null, changes: [] }),
  modify(wish, signals, memory, parameters) {
    if (wish.kind === 'hold') return wish;
    const { now } = signals;
    const { changes } = memory;
    while (changes[0] !== undefined && now - changes[0].at >= parameters.period) changes.shift();
    const present = standing(wish.pods, memory.asked, signals.pods.count);
    const start = present - changes.reduce((sum, { by }) => sum + by, 0);
    const pods =
      wish.pods > present
        ? Math.max(present, Math.min(wish.pods, highest(start, parameters)))
        : Math.min(present, Math.max(wish.pods, lowest(start, parameters)));
    memory.asked = pods;
    if (pods !== present) changes.push({ at: now, by: pods - present });
    if (pods === wish.pods) return wish;
    const text = `${start} pods a period ago: ${pods} for now`;
    return changed(wish, pods, { limit: 'rate-limit', text, figures: { rateLimitedFrom: wish.pods } });
  },
};

function highest(start: number, { up, unit }: RateLimitParameters): number {
  if (up === 0) return start;
  return unit === 'pods' ? Math.floor(start + up) : Math.max(start + 1, Math.ceil(start * (1 + up / 100)));
}

function lowest(start: number, { down, unit }: RateLimitParameters): number {
  if (down === 0) return start;
  return unit === 'pods' ? Math.ceil(start - down) : Math.trunc(start * (1 - down / 100));
}
