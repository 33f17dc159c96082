import type { Policy } from '../policy.ts';
import { hold, scaleTo, UNAVAILABLE } from './platform-reasons.ts';

/**
 * pods = clamp(P), P = pending tasks.
 *
 * Source: report 515, before the fix. Fault: a task that starts is no longer counted, so the pool shrinks, or never grows to
 * the second agent, as soon as the first task runs.
 */
export const pendingOnly: Policy<Record<string, never>, null> = {
  name: 'pending-only',
  summary: 'One pod per pending task; running ones are forgotten (the fault of report 515).',
  parameters: [],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals) {
    const { pending } = signals.tasks;
    if (pending === null) {
      const figures = { pods: signals.pods.count };
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures }), memory: null };
    }
    const reason = {
      rule: 'pending',
      text: `${pending} pending tasks need an agent each`,
      figures: { activeTasks: pending, pending, pods: signals.pods.count },
    };
    return { decision: scaleTo(signals, pending, reason), memory: null };
  },
};
