import type { Limit, Reason } from '../note.ts';
import type { Decision } from '../policy.ts';
import type { Signals } from '../signals.ts';

/**
 * What the platform's own policies share: clamps and the figures that the reports' log lines show. Made at every tick, so field by field:
 * to spread one object into another takes many times as long as the decision.
 */

/** `clamp(x) = min(max(x, min), max)`: max bites last. */
export function clamped(signals: Signals, wish: number): { pods: number; limitedBy: Limit | null } {
  const raised = Math.max(wish, signals.min);
  const pods = Math.min(raised, signals.max);
  if (pods < raised) return { pods, limitedBy: 'max' };
  return { pods, limitedBy: raised > wish ? 'min' : null };
}

/** Scale to the clamped wish. */
export function scaleTo(signals: Signals, wish: number, { rule, text, figures }: Omit<Reason, 'limitedBy'>): Decision {
  const { pods, limitedBy } = clamped(signals, wish);
  return { kind: 'scale-to', pods, reason: { rule, text, figures, limitedBy } };
}

export function hold({ rule, text, figures }: Omit<Reason, 'limitedBy'>): Decision {
  return { kind: 'hold', reason: { rule, text, figures, limitedBy: null } };
}

/** Pods and slots by use: what the pool's status line shows in report 604. Whoever asks adds what else it looked at. */
export const poolFigures = (signals: Signals): Record<string, number | null> => ({
  pods: signals.pods.count,
  slotsTotal: signals.slots.total,
  slotsUsed: signals.slots.used,
  slotsReserved: signals.slots.reserved,
  slotsIdle: signals.slots.idle,
});

/** Online agents and their slots: what the capacity report logs before it decides. */
export const capacityFigures = (signals: Signals): Record<string, number | null> => ({
  onlineAgents: signals.capacity?.agentsOnline ?? null,
  totalCapacity: signals.capacity?.total ?? null,
  runningTasks: signals.capacity?.used ?? null,
  availableCapacity: signals.capacity?.available ?? null,
});

export const UNAVAILABLE = 'the task store did not answer';
