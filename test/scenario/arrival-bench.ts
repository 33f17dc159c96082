import { expect } from 'vitest';
import type { ArrivalTimes, ArrivalWindow } from '../../src/scenario/arrival-window.ts';
import { type Arrivals, arrivalTimes } from '../../src/scenario/arrivals.ts';
import type { ArrivingTask, Workload } from '../../src/scenario/compiled.ts';
import { Streams } from '../../src/scenario/stream.ts';
import { loadGood } from './scenario-text.ts';

/** All tasks of a workload that nobody answers. */
export function all(workload: Workload): readonly ArrivingTask[] {
  const tasks: ArrivingTask[] = [];
  while (workload.nextAt() < Number.POSITIVE_INFINITY) {
    const announced = workload.nextAt();
    const task = workload.take();
    expect(task.at).toBe(announced);
    tasks.push(task);
  }
  return tasks;
}

/** Arrivals as an author writes them. */
export function read(written: string): Arrivals {
  const text = `
clock: { start: 2026-01-05T00:00:00 }
run: { duration: 100d }
profiles: { p: { type: plan, plan: 20s } }
workload: [ { arrivals: ${written}, profile: p } ]`;
  const [entry] = loadGood(text).variants[0]!.decoded.workload;
  if (entry === undefined || !('arrivals' in entry)) throw new Error('no arrivals were read');
  return entry.arrivals;
}

type Window = Partial<ArrivalWindow> & Pick<ArrivalWindow, 'until'>;

/** The arrival times of one replication, one after the other, in ms. */
export function sequence(arrivals: Arrivals, window: Window, replication = 0): ArrivalTimes {
  if (arrivals.kind === 'closed') throw new Error('closed users have no times of their own');
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
