import type { ArrivalTimes, ArrivalWindow } from '../../src/scenario/arrival-window.ts';
import { type Arrivals, arrivalTimes } from '../../src/scenario/arrivals.ts';
import { Streams } from '../../src/scenario/stream.ts';
import { loadGood } from './scenario-text.ts';

/** Arrivals as an author writes them. */
export function read(written: string): Arrivals {
  const text = `
clock: { start: 2026-01-05T00:00:00 }
run: { duration: 1d }
profiles: { p: { type: plan, plan: 20s } }
workload: [ { arrivals: ${written}, profile: p } ]`;
  const [entry] = loadGood(text).variants[0]!.decoded.workload;
  if (entry === undefined || !('arrivals' in entry)) throw new Error('no arrivals were read');
  return entry.arrivals;
}

type Window = Partial<ArrivalWindow> & Pick<ArrivalWindow, 'until'>;

/** The arrival times of one replication, one after the other, in ms. */
export function sequence(arrivals: Arrivals, window: Window, replication = 0): ArrivalTimes {
  const streams = new Streams('arrivals', replication);
  return arrivalTimes(arrivals, { from: 0, startAt: null, clock: null, ...window }, (name) => streams.open(name));
}

/** All of them. */
export function draw(arrivals: Arrivals, window: Window, replication = 0): readonly number[] {
  const next = sequence(arrivals, window, replication);
  const times: number[] = [];
  for (let at = next(); at < Number.POSITIVE_INFINITY; at = next()) times.push(at);
  return times;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};

/** How many fall into each of `count` equal parts of [0, width × count). */
export function histogram(values: readonly number[], width: number, count: number): readonly number[] {
  const counts = new Array<number>(count).fill(0);
  for (const value of values) counts[Math.floor(value / width)]! += 1;
  return counts;
}

/** Kolmogorov–Smirnov: the largest distance of the sample's distribution from `cdf`, times √n. Above 1.95 once in a thousand. */
export function kolmogorov(values: readonly number[], cdf: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distances = sorted.map((value, i) => Math.max(cdf(value) - i / n, (i + 1) / n - cdf(value)));
  return distances.reduce((most, distance) => Math.max(most, distance), 0) * Math.sqrt(n);
}
