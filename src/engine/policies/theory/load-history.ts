import type { ParameterDescription } from '../../policy.ts';
import type { Signals } from '../../signals.ts';

/** What a queueing formula must know of the work, measured by a policy for itself. */
export interface LoadHistory {
  /** Sums of the server so far, oldest first; the first one is at the beginning of the window or before. */
  readonly marks: Mark[];
  /** Mean time in a slot, ms; null until one stay has ended. */
  meanMs: number | null;
}

interface Mark {
  readonly at: number;
  readonly arrivals: number;
  readonly slotStays: number;
  readonly slotTimeMs: number;
}

export interface Load {
  /** λ, tasks per ms. */
  readonly ratePerMs: number;
  /** 1/μ, ms. */
  readonly serviceMs: number;
}

export interface LoadParameters {
  /** ms */
  readonly window: number;
  /** ms */
  readonly serviceTime: number;
}

export const LOAD_PARAMETERS: readonly ParameterDescription[] = [
  {
    name: 'window',
    kind: 'duration',
    default: 900_000,
    min: 60_000,
    max: 86_400_000,
    summary: 'Arrivals and service times of this time are measured.',
  },
  {
    name: 'serviceTime',
    kind: 'duration',
    default: 300_000,
    min: 1,
    summary: 'Taken for the mean time in a slot until a first task has ended.',
  },
];

export const newLoadHistory = (): LoadHistory => ({ marks: [], meanMs: null });

/**
 * λ = arrivals / time and 1/μ = slot time / stays over the window, or over what there is of it, at least a minute. Sums are marked at
 * most sixty times per window, so that the window is long by a sixtieth. A stay counts when it ends, reservations included:
 * long tasks count late, and while none ends the last mean stands.
 */
export function measureLoad(history: LoadHistory, signals: Signals, parameters: LoadParameters): Load {
  const { window, serviceTime } = parameters;
  const { now, totals } = signals;
  const { marks } = history;
  // What came in the very first instant has come since the server began, not before.
  if (marks.length === 0) marks.push({ at: now, arrivals: 0, slotStays: 0, slotTimeMs: 0 });
  while (marks[1] !== undefined && marks[1].at <= now - window) marks.shift();
  const first = marks[0] as Mark;
  const last = marks.at(-1) as Mark;
  const stays = totals.slotStays - first.slotStays;
  if (stays > 0) history.meanMs = (totals.slotTimeMs - first.slotTimeMs) / stays;
  const elapsed = Math.max(now - first.at, MINUTE_MS);
  const ratePerMs = (totals.arrivals - first.arrivals) / elapsed;
  if (now - last.at >= window / MARKS) {
    const { arrivals, slotStays, slotTimeMs } = totals;
    marks.push({ at: now, arrivals, slotStays, slotTimeMs });
  }
  return { ratePerMs, serviceMs: history.meanMs ?? serviceTime };
}

const MINUTE_MS = 60_000;
const MARKS = 60;
