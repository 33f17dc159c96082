import type { Reason } from '../note.ts';
import type { Policy } from '../policy.ts';
import type { Signals } from '../signals.ts';
import { type IdleMemory, withoutPending } from './blind-step.ts';
import { capacityFigures, hold, scaleTo, UNAVAILABLE } from './platform-reasons.ts';

/**
 * As `blind-step`, but with work waiting it looks at online agents first:
 * capacity unknown → keep n (0 → 1) · no agent online → 1 · capacity available → keep n · none available → n + 1.
 *
 * Source: capacity report, after the fix. Behaves badly when heartbeats are forgotten in a restart: it sees no agent and goes
 * to 1; while new pods start, a full pool gets one more on every tick until the first of their agents connects (it counts online
 * agents only), and when that one agent ends (`maxTasks: 1`) it gives those pods up again; and where a free slot is of the wrong
 * kind for the task that waits: it counts the slot as available.
 */
export const capacityAware: Policy<Record<string, never>, IdleMemory> = {
  name: 'capacity-aware',
  summary: 'One more pod only when the online agents have no free slot (capacity report, after its fix).',
  parameters: [],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: true, responsive: false }),
  initialMemory: () => ({ idleSince: null }),
  decide(signals, memory) {
    const { unblocked } = signals.tasks;
    if (unblocked === null) {
      const figures = { pods: signals.pods.count };
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures }), memory };
    }
    if (unblocked === 0) return withoutPending(signals, memory);
    const { wish, rule, text } = judge(signals, unblocked);
    const reason: Omit<Reason, 'limitedBy'> = {
      rule,
      text,
      figures: { firstPendingTasks: unblocked, ...capacityFigures(signals), pods: signals.pods.count },
    };
    return { decision: scaleTo(signals, wish, reason), memory: { idleSince: null } };
  },
};

function judge(signals: Signals, unblocked: number): { wish: number; rule: string; text: string } {
  const { capacity } = signals;
  const { count } = signals.pods;
  const waiting = `${unblocked} unblocked tasks wait`;
  if (capacity === null) {
    return {
      wish: Math.max(count, 1),
      rule: 'capacity-unknown',
      text: `${waiting}; how much the agents have free is unknown`,
    };
  }
  if (capacity.agentsOnline === 0) {
    return { wish: 1, rule: 'cold-start', text: `${waiting} and no agent is online: one pod to begin with` };
  }
  if (capacity.available > 0) {
    const text = `${waiting}; ${capacity.agentsOnline} online agents have ${capacity.available} of ${capacity.total} slots free for them`;
    return { wish: count, rule: 'capacity-available', text };
  }
  return {
    wish: count + 1,
    rule: 'capacity-full',
    text: `${waiting} and all ${capacity.total} slots of ${capacity.agentsOnline} online agents are taken: one more pod`,
  };
}
