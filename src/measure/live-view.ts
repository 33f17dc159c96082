import type { ChartData } from './chart-data.ts';

/** How a run stands that still goes on: what a person who looks on wants to see. Plain data of bounded size. */
export interface LiveView {
  /** The instant that ended last, and until when the run may last; ms since it began. */
  readonly at: number;
  readonly endAt: number;
  readonly pods: { readonly connected: number; readonly starting: number; readonly desired: number };
  readonly slots: { readonly running: number; readonly reserved: number; readonly all: number };
  /** Tasks that nothing but the pool keeps waiting, and for how long the oldest of them has. */
  readonly queue: { readonly tasks: number; readonly oldestMs: number };
  readonly tasks: { readonly submitted: number; readonly finished: number };
  /** Of all tasks so far whose plan began; null without any. */
  readonly waits: { readonly meanMs: number; readonly p95Ms: number } | null;
  /** Its decisions are the latest that changed a pool, newest first. */
  readonly charts: ChartData;
  /** Of those that changed a pool, how many there were in all. */
  readonly changes: number;
}

/** Share of the slots that run tasks; null without slots. */
export const utilizationOf = ({ slots }: LiveView): number | null =>
  slots.all === 0 ? null : slots.running / slots.all;
