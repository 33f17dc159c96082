import type { Policy } from '../../policy.ts';
import { scaleTo } from '../platform-reasons.ts';

export interface StaticParameters {
  readonly pods: number;
}

/** pods = clamp(`pods`), whatever happens: what every other formula is measured against. */
export const staticPods: Policy<StaticParameters, null> = {
  name: 'static',
  summary: 'Always the same number of pods.',
  parameters: [
    { name: 'pods', kind: 'count', default: 1, max: 100_000, summary: "How many, within the pool's min and max." },
  ],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory, { pods }) {
    const reason = { rule: 'static', text: `always ${pods} pods`, figures: { pods: signals.pods.count } };
    return { decision: scaleTo(signals, pods, reason), memory };
  },
};
