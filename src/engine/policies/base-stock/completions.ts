import type { Signals } from '../../signals.ts';
import type { Wanted } from './room.ts';

/**
 * Slots that running work will give back within `leadMs`, on the mean: a stay that lasts S on the mean has ended by then with probability
 * 1 − exp(−lead / S), as if stays were exponential. S: all stays that ended so far. None before the first has; and none once a task has
 * waited for a whole lead, since then the stays are not what they were.
 */
export function freedWithin({ totals, tasks, oldestUnblockedAgeMs }: Signals, leadMs: number): Wanted {
  if (totals.slotStays === 0 || oldestUnblockedAgeMs > leadMs) return { applies: 0, plans: 0 };
  const meanStayMs = totals.slotTimeMs / totals.slotStays;
  const share = 1 - Math.exp(-leadMs / meanStayMs);
  const { plan_and_apply: applies, plan, drift_check: checks } = tasks.runningByType;
  return { applies: Math.floor(applies * share), plans: Math.floor((plan + checks) * share) };
}
