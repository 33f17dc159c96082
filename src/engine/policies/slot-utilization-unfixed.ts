import type { Decision, Policy } from '../policy.ts';
import type { Signals } from '../signals.ts';
import { poolFigures } from './platform-reasons.ts';
import { isCold, OCCUPANCY_MARKS, type SlotUtilizationParameters, warm } from './slot-utilization.ts';

/**
 * `slot-utilization` before report 599. No slots or no pods: unblocked tasks and an answer of the store → max(min, 1), else 0.
 * Otherwise as `slot-utilization` without counting unblocked applies, and without the clamp to min.
 *
 * Faults: min is ignored while the pool is empty, and a failed query is taken for "nothing to do".
 */
export const slotUtilizationUnfixed: Policy<Omit<SlotUtilizationParameters, 'countUnblockedApplies'>, null> = {
  name: 'slot-utilization-unfixed',
  summary: 'slot-utilization before report 599: an empty pool ignores min and takes a failed query for no work.',
  parameters: OCCUPANCY_MARKS,
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory, parameters) {
    if (isCold(signals)) return { decision: coldStart(signals), memory };
    return { decision: warm({ ...signals, min: 0 }, { ...parameters, countUnblockedApplies: false }), memory };
  },
};

function coldStart(signals: Signals): Decision {
  const { unblocked } = signals.tasks;
  const figures = poolFigures(signals);
  figures.unblocked = unblocked;
  const hasWork = unblocked !== null && unblocked > 0;
  const pods = hasWork ? Math.min(Math.max(signals.min, 1), signals.max) : 0;
  const text = hasWork
    ? `no pods and ${unblocked} unblocked tasks`
    : 'no pods and no unblocked task seen: none are made';
  return {
    kind: 'scale-to',
    pods,
    reason: { rule: hasWork ? 'cold-start' : 'cold-none-seen', text, figures, limitedBy: null },
  };
}
