import type { JobLogFindings } from '../../measure/job-log-findings.ts';
import type { OfferedLoad } from '../../measure/offered-load.ts';

/** A pool for the work of a log, with the reason behind each figure: to be sharpened by whoever knows the real one. */
export interface PoolGuess {
  readonly min: number;
  readonly max: number;
  readonly slots: number;
  readonly because: { readonly min: string; readonly max: string };
}

/**
 * Enough pods for the busy slots that were enough for 99 % of the time if nothing waited, and at least for half of the mean load; by the
 * usual rule a pod takes one plan_and_apply at a time, so also as many pods as there are of those. Time scaling shortens gaps and
 * durations alike and leaves the load as it is.
 */
export function guessPool({ load, applyLoad }: JobLogFindings): PoolGuess {
  const all = podsFor(load, SLOTS, 'busy slots');
  const applies = applyLoad === null ? NO_PODS : podsFor(applyLoad, 1, 'plan_and_apply, one to a pod');
  const max = Math.min(MOST_PODS, Math.max(1, all.max, applies.max));
  return {
    min: Math.min(max, Math.max(all.min, applies.min)),
    max,
    slots: SLOTS,
    because: {
      min: (all.min >= applies.min ? all : applies).because.min,
      max: (all.max >= applies.max ? all : applies).because.max,
    },
  };
}

type Pods = Omit<PoolGuess, 'slots'>;

const NO_PODS: Pods = { min: -1, max: -1, because: { min: '', max: '' } };

/** `what` the load is of, `perPod` to a pod. */
function podsFor(load: OfferedLoad, perPod: number, what: string): Pods {
  const need = load.p99 ?? load.peak;
  const enough = load.p99 === null ? 'all jobs come at once' : `enough for 99 % of the time were ${need} ${what}`;
  const mean =
    load.mean === null ? 'nothing is known of quiet times' : `half of the mean load of ${shown(load.mean)} ${what}`;
  return {
    min: Math.floor((load.mean ?? 0) / 2 / perPod),
    max: Math.ceil(need / perPod),
    because: { min: mean, max: `${enough}; at most ${load.peak} at once` },
  };
}

const shown = (value: number): string => String(Number(value.toFixed(1)));

/** Of the language's default rule. */
const SLOTS = 4;
/** Of the language. */
const MOST_PODS = 100_000;
