import type { Reason } from '../note.ts';
import type { Policy } from '../policy.ts';
import type { Signals } from '../signals.ts';
import { hold, scaleTo, UNAVAILABLE } from './platform-reasons.ts';

/** When the pool was first seen idle; null while it works. */
export interface IdleMemory {
  readonly idleSince: number | null;
}

/**
 * U = unblocked pending tasks, R = running tasks, n = pods.
 * U > 0: n + 1, whatever the agents have free. U = 0 and R > 0: keep n. Both 0: the idle rule.
 *
 * Source: capacity report, before the fix. Fault: one more pod on every tick while a task waits, and after every restart.
 */
export const blindStep: Policy<Record<string, never>, IdleMemory> = {
  name: 'blind-step',
  summary: 'One more pod on every tick while a task waits, whatever is free (the fault of the capacity report).',
  parameters: [],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: true, responsive: true }),
  initialMemory: () => ({ idleSince: null }),
  decide(signals, memory) {
    const { unblocked, running } = signals.tasks;
    const { count } = signals.pods;
    const figures = { firstPendingTasks: unblocked, running, pods: count };
    if (unblocked === null) return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures }), memory };
    if (unblocked === 0) return withoutPending(signals, memory);
    const reason = {
      rule: count === 0 ? 'cold-start' : 'step',
      text: `${unblocked} unblocked tasks wait: one more pod`,
      figures,
    };
    return { decision: scaleTo(signals, count + 1, reason), memory: { idleSince: null } };
  },
};

/**
 * What `blind-step` and `capacity-aware` do while nothing waits: keep the pods while tasks run; then the first idle tick
 * starts a timer and keeps one pod warm, and after a minute of idleness the pool goes to zero (or `min`).
 */
export function withoutPending(signals: Signals, memory: IdleMemory): ReturnType<typeof blindStep.decide> {
  const { running } = signals.tasks;
  const { count } = signals.pods;
  const figures = { firstPendingTasks: 0, running, pods: count };
  if (running > 0) {
    const reason = { rule: 'busy', text: `${running} tasks run, nothing waits`, figures };
    return { decision: scaleTo(signals, count, reason), memory: { idleSince: null } };
  }
  const idleSince = memory.idleSince ?? signals.now;
  const isOver = signals.now - idleSince >= IDLE_MS;
  const reason: Omit<Reason, 'limitedBy'> = isOver
    ? { rule: 'idle', text: 'idle for a minute', figures }
    : { rule: 'keep-warm', text: 'idle: one pod is kept warm for a minute', figures };
  return { decision: scaleTo(signals, isOver ? 0 : Math.min(count, 1), reason), memory: { idleSince } };
}

const IDLE_MS = 60_000;
