import type { Policy } from '../policy.ts';
import { hold, scaleTo, UNAVAILABLE } from './platform-reasons.ts';

/**
 * pods = clamp(P + R), P = pending tasks, R = running tasks. Waiting and apply_pending tasks are not counted.
 *
 * Source: report 515, after the fix. Behaves badly with more than one slot per agent: it asks for a pod per task.
 */
export const pendingPlusRunning: Policy<Record<string, never>, null> = {
  name: 'pending-plus-running',
  summary: 'One pod per pending or running task (report 515, after its fix).',
  parameters: [],
  nativePeriodMs: 10_000,
  // Reservations hold agents that it does not count: with one task per agent, what comes behind them finds no room and no pod is made.
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals) {
    const { pending, running } = signals.tasks;
    if (pending === null) {
      const figures = { running, pods: signals.pods.count };
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures }), memory: null };
    }
    const active = pending + running;
    const reason = {
      rule: 'active',
      text: `${pending} pending and ${running} running tasks need an agent each`,
      figures: { activeTasks: active, pending, running, pods: signals.pods.count },
    };
    return { decision: scaleTo(signals, active, reason), memory: null };
  },
};
