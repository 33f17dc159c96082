import type { Policy } from '../../policy.ts';
import { type Demand, demandParameter } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { slotDemand } from '../slot-demand.ts';

export interface DelayedOffParameters {
  /** ms */
  readonly offAfter: number;
  readonly demand: Demand;
}

/**
 * D = tasks that hold or want a slot, N = slots per pod, n = pods, starting ones too. D > N·n → ⌈D / N⌉; else n − pods whose agent
 * has been idle for `offAfter`.
 *
 * Source: Gandhi, Gupta, Harchol-Balter & Kozuch 2010 (DelayedOff), as a pool: a server is a pod, "an arrival finds all busy" is
 * D > N·n, looked for at every event. Theirs sends work to the most recently busy server; `dispatch.placement: lowest-index` stands for it,
 * so that the work gathers and the other pods' timers run out. `autoscaler.victims: longest-idle` takes the pods whose time is
 * over and no others. Behaves badly where the gaps between tasks are a little longer than `offAfter`: each task then pays for a start
 * and the time before is paid for nothing.
 */
export const delayedOff: Policy<DelayedOffParameters, null> = {
  name: 'delayed-off',
  summary: 'A pod more when all slots are taken; each goes when it has been idle for a while (Gandhi and others).',
  parameters: [
    {
      name: 'offAfter',
      kind: 'duration',
      default: 120_000,
      min: 0,
      summary: 'How long an agent must have been idle; about what a pod takes to start, by cost.',
    },
    demandParameter('runnable'),
  ],
  nativePeriodMs: 10_000,
  reactsWithinMs: 0,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory, { offAfter, demand }) {
    const { slotsPerPod } = signals;
    const { count } = signals.pods;
    const needed = slotDemand(signals, demand);
    const figures = { demand: needed, pods: count, offAfterMs: offAfter };
    if (needed === null) return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures }), memory };
    if (needed > slotsPerPod * count) {
      const text = `${needed} tasks and ${slotsPerPod * count} slots`;
      return {
        decision: scaleTo(signals, Math.ceil(needed / slotsPerPod), { rule: 'all-busy', text, figures }),
        memory,
      };
    }
    const over = signals.listPods().filter(({ idleMs }) => idleMs !== null && idleMs >= offAfter).length;
    const reason = {
      rule: over > 0 ? 'idle-over' : 'enough',
      text: `${over} of ${count} pods have been idle for ${Math.round(offAfter / 1000)} s`,
      figures: { ...figures, over },
    };
    return { decision: scaleTo(signals, count - over, reason), memory };
  },
};
