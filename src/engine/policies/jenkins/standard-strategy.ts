import type { Load, LoadMemory } from './load-statistics.ts';

export interface Margins {
  /** Idle executors below which nodes are provisioned, and the margin of a large label. */
  readonly margin: number;
  /** Margin of a label without executors. */
  readonly margin0: number;
  /** How fast the margin goes from one to the other, by executor. */
  readonly marginDecay: number;
}

/**
 * Executors that NodeProvisioner.StandardStrategyImpl provisions, each term from its pessimistic side. Called only while more is queued
 * than is available.
 *
 * needNow = nothing available, connecting, online or planned · a = max(available, its average) · unless a < margin or needNow: none ·
 * excess = min(queue average, queue) − max(planned average, planned) − planned in this round − min(connecting average, connecting);
 * at least 1 with needNow · m = margin + (margin0 − margin) · marginDecay^online, within 0–1 · excess > 1 − m → ⌊excess + m⌋.
 */
export function standardStrategy(load: Load, averages: LoadMemory, margins: Margins, plannedNow: number): number {
  const needNow = load.available + load.connecting === 0 && load.online + load.planned + plannedNow === 0;
  const available = Math.max(load.available, averages.available);
  if (available >= margins.margin && !needNow) return 0;
  const queue = Math.min(averages.queue, load.queue);
  const planned = Math.max(averages.planned, load.planned) + plannedNow;
  const connecting = Math.min(averages.connecting, load.connecting);
  const missing = queue - planned - connecting;
  const excess = needNow ? Math.max(missing, 1) : missing;
  const margin = marginOf(load.online, margins);
  return excess > 1 - margin ? Math.floor(excess + margin) : 0;
}

function marginOf(online: number, { margin, margin0, marginDecay }: Margins): number {
  return Math.min(Math.max(margin + (margin0 - margin) * marginDecay ** online, 0), 1);
}
