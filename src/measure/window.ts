import { measuredEnd, type RunPlan } from '../scenario/compiled.ts';

/** The measured time [from, to) in ms since the run began: warm-up and drain are outside. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const measuredWindow = (run: RunPlan): Window => ({ from: run.warmupMs, to: measuredEnd(run) });

export const isWithin = (window: Window, at: number): boolean => at >= window.from && at < window.to;

/** How much of [from, to) lies in the window, ms. */
export function overlapMs(window: Window, from: number, to: number): number {
  const first = Math.max(from, window.from);
  const last = Math.min(to, window.to);
  return last > first ? last - first : 0;
}
