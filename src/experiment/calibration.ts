import { type FittedDistribution, fitDistribution } from '../measure/fit-distribution.ts';
import type { PhaseTimes } from '../measure/phase-times.ts';
import type { PodStart } from '../measure/pod-starts.ts';
import { mean } from '../measure/statistics.ts';
import type { RunDelays } from './run-outcome.ts';

/** What can be fitted, by its place under a pool of the scenario. */
export const CALIBRATED = [
  'pods.schedule',
  'pods.start',
  'pods.connect',
  'pods.terminate',
  'latency.accept',
  'latency.report',
] as const;
export type CalibratedField = (typeof CALIBRATED)[number];

export interface FittedField {
  readonly field: CalibratedField;
  /** Observations; 0 = none, and the scenario's own stays. */
  readonly n: number;
  readonly meanMs: number | null;
  readonly fitted: FittedDistribution | null;
}

/** A pool's delays as they were on the cluster, in scenario time. */
export interface PoolCalibration {
  readonly pool: string;
  readonly fields: readonly FittedField[];
}

/** One real run, and how long its phases take without any latency, by `phaseKey`. */
export interface CalibratedRun {
  readonly delays: RunDelays;
  readonly workMs: ReadonlyMap<string, number>;
}

export const phaseKey = ({ task, phase }: Pick<PhaseTimes, 'task' | 'phase'>): string => `${task} ${phase}`;

/**
 * Fits the delays that the simulation only guesses, from what the observations of real runs have in common. Delays count from the
 * platform's wish (create, delete, send) to the instant at which it learned of the step: so the API's and the watch's own time is in them.
 */
export function calibrate(runs: readonly CalibratedRun[], pools: readonly string[]): readonly PoolCalibration[] {
  return pools.map((name, pool) => {
    const observed = runs.map((run) => observations(run, pool));
    return {
      pool: name,
      fields: CALIBRATED.map((field) => {
        const values = observed.flatMap((each) => each[field]);
        return { field, n: values.length, meanMs: mean(values), fitted: fitDistribution(values) };
      }),
    };
  });
}

function observations({ delays, workMs }: CalibratedRun, pool: number): Readonly<Record<CalibratedField, number[]>> {
  const seen: Record<CalibratedField, number[]> = {
    'pods.schedule': [],
    'pods.start': [],
    'pods.connect': [],
    'pods.terminate': [],
    'latency.accept': [],
    'latency.report': [],
  };
  const pods = delays.pods.filter((each) => each.pool === pool);
  for (const pod of pods) observePod(pod, seen);
  const ours = new Set(pods.map((each) => each.pod));
  for (const phase of delays.phases) {
    if (!ours.has(phase.pod)) continue;
    seen['latency.accept'].push(phase.beganAt - phase.sentAt);
    const work = workMs.get(phaseKey(phase));
    // What a fresh directory takes is not drawn here: it would pass for lateness.
    if (work !== undefined && !phase.freshDirectory)
      seen['latency.report'].push(Math.max(0, phase.endedAt - phase.beganAt - work));
  }
  return seen;
}

function observePod(pod: PodStart, seen: Readonly<Record<CalibratedField, number[]>>): void {
  const { askedAt, scheduledAt, runningAt, connectedAt, deleteAskedAt, goneAt } = pod;
  if (scheduledAt !== null) seen['pods.schedule'].push(scheduledAt - askedAt);
  if (scheduledAt !== null && runningAt !== null) seen['pods.start'].push(runningAt - scheduledAt);
  // The agent may be faster than the watch that shows its pod running.
  if (runningAt !== null && connectedAt !== null) seen['pods.connect'].push(Math.max(0, connectedAt - runningAt));
  // A pod that never ran is gone at once, in either world.
  if (runningAt !== null && deleteAskedAt !== null && goneAt !== null)
    seen['pods.terminate'].push(Math.max(0, goneAt - deleteAskedAt));
}
