import type { Decision, ParameterDescription, Policy } from '../policy.ts';
import type { Signals } from '../signals.ts';
import { hold, poolFigures, scaleTo } from './platform-reasons.ts';

export interface SlotUtilizationParameters {
  /** Occupancy above which one pod is added, 0–1. */
  readonly scaleUpAbove: number;
  /** Occupancy below which, with nothing used, one pod is removed, 0–1. */
  readonly scaleDownBelow: number;
  readonly countUnblockedApplies: boolean;
}

/** Both formulas grow and shrink by these. */
export const OCCUPANCY_MARKS: readonly ParameterDescription[] = [
  {
    name: 'scaleUpAbove',
    kind: 'ratio',
    default: 0.8,
    min: 0,
    max: 1,
    summary: 'Occupancy above which one pod is added.',
  },
  {
    name: 'scaleDownBelow',
    kind: 'ratio',
    default: 0.2,
    min: 0,
    max: 1,
    summary: 'Occupancy below which, with no slot used, one pod is removed.',
  },
];

/**
 * Occupancy = (used + reserved) / total slots of all pods. In this order:
 * no slots or no pods → any pending: max(min, 1), else min (a failed query is "none") ·
 * V unblocked plan_and_apply, W pods with a running task: V > 0 and W + V > n → W + V ·
 * reserved slots → keep n, at least ⌈reserved / slots per pod⌉ · occupancy above `scaleUpAbove` → n + 1 ·
 * below `scaleDownBelow` and nothing used → n − 1, or keep n while work waits or its query failed · else keep n.
 * A shrink is skipped while any task is apply_pending.
 *
 * Source: reports 599, 604 and 713. Known weaknesses, kept: pods that are only reserved do not count as running, so waiting
 * applies can starve until a person confirms; one reserved slot anywhere stops growth by occupancy, so plans can starve beside it
 * (`scenarios/pull-request-fan-out.yaml`); and while any slot is used nothing shrinks.
 */
export const slotUtilization: Policy<SlotUtilizationParameters, null> = {
  name: 'slot-utilization',
  summary: 'Keeps slot occupancy between two marks and makes room for waiting applies (reports 599, 604, 713).',
  parameters: [
    ...OCCUPANCY_MARKS,
    {
      name: 'countUnblockedApplies',
      kind: 'boolean',
      default: true,
      summary: 'Make a pod for every unblocked plan_and_apply that finds none; off is the fault of report 604.',
    },
  ],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory, parameters) {
    if (isCold(signals)) return { decision: coldStart(signals), memory };
    return { decision: warm(signals, parameters), memory };
  },
};

export const isCold = (signals: Signals): boolean => signals.slots.total === 0 || signals.pods.count === 0;

/** The simple question of report 599's fix: is anything pending at all? */
function coldStart(signals: Signals): Decision {
  const { pending } = signals.tasks;
  const figures = poolFigures(signals);
  figures.pending = pending;
  const { min } = signals;
  if (pending === null)
    return scaleTo(signals, min, {
      rule: 'cold-unavailable',
      text: 'no pods, and the store did not answer: min holds',
      figures,
    });
  if (pending === 0)
    return scaleTo(signals, min, { rule: 'cold-idle', text: `no pods and nothing pending: min ${min}`, figures });
  const pods = Math.max(min, 1);
  return scaleTo(signals, pods, {
    rule: 'cold-start',
    text: `no pods and ${pending} tasks pending: ${pods} to begin with`,
    figures,
  });
}

/** With pods. Also what `slot-utilization-unfixed` does then, without the clamp to min. */
export function warm(signals: Signals, parameters: SlotUtilizationParameters): Decision {
  const { pods, slots, tasks, slotsPerPod } = signals;
  const n = pods.count;
  const occupancy = (slots.used + slots.reserved) / slots.total;
  const applies = tasks.unblockedByType?.plan_and_apply ?? 0;
  const figures = poolFigures(signals);
  figures.occupancy = occupancy;
  figures.unblocked = tasks.unblocked;
  figures.unblockedApplies = applies;
  const wanted = pods.withRunningTask + applies;
  if (parameters.countUnblockedApplies && applies > 0 && wanted > n) {
    const text = `${applies} unblocked plan_and_apply tasks and ${pods.withRunningTask} pods at work need ${wanted} pods`;
    return scaleTo(signals, wanted, { rule: 'unblocked-applies', text, figures });
  }
  if (slots.reserved > 0) {
    const text = `${slots.reserved} reserved slots keep the pool`;
    return scaleTo(signals, Math.max(n, Math.ceil(slots.reserved / slotsPerPod)), { rule: 'reserved', text, figures });
  }
  if (occupancy > parameters.scaleUpAbove) {
    const text = `occupancy ${percent(occupancy)} is above ${percent(parameters.scaleUpAbove)}`;
    return scaleTo(signals, n + 1, { rule: 'occupancy-high', text, figures });
  }
  if (occupancy >= parameters.scaleDownBelow || slots.used > 0) {
    return scaleTo(signals, n, { rule: 'occupancy-fine', text: `occupancy ${percent(occupancy)}`, figures });
  }
  if (tasks.unblocked === null || tasks.unblocked > 0) {
    const text =
      tasks.unblocked === null ? 'idle, but the store did not answer' : `idle, but ${tasks.unblocked} tasks wait`;
    return scaleTo(signals, n, { rule: 'work-waits', text, figures });
  }
  return shrink(signals, figures);
}

function shrink(signals: Signals, figures: Record<string, number | null>): Decision {
  const { applyPending } = signals.tasks;
  // Below min there is nothing to hold back from.
  if (applyPending > 0 && signals.pods.count >= signals.min) {
    const { reason } = hold({
      rule: 'apply-pending',
      text: `${applyPending} tasks wait for a person: no shrink`,
      figures,
    });
    return { kind: 'hold', reason: { ...reason, limitedBy: 'apply-pending' } };
  }
  return scaleTo(signals, signals.pods.count - 1, {
    rule: 'occupancy-low',
    text: 'nothing used, nothing waits',
    figures,
  });
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
