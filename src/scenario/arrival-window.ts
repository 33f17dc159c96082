import type { Clock } from './clock.ts';
import type { Random } from './stream.ts';

/** Where and when the tasks of a workload entry may come. Half-open: no arrival at `until`. */
export interface ArrivalWindow {
  /** ms since the run began, as all times here. */
  readonly from: number;
  readonly until: number;
  /** First arrival of `every`; one period after `from` unless given. */
  readonly startAt: number | null;
  /** Only cron and weekly ask for it. */
  readonly clock: Clock | null;
}

/** Gives one arrival time after the other in whole ms, never earlier than the one before; `Infinity` when there are no more. */
export type ArrivalTimes = () => number;

/** The entry's own random streams, each for one attribute: changing the rate of a state does not move the changes of state. */
export type ArrivalStreams = (attribute: 'arrivals' | 'states') => Random;

export const HOUR_MS = 3_600_000;

export const noArrivals: ArrivalTimes = () => Number.POSITIVE_INFINITY;
