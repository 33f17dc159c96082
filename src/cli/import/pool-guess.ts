import type { JobLogFindings } from '../../measure/job-log-findings.ts';

/** A pool for the work of a log, with the reason behind each figure: to be sharpened by whoever knows the real one. */
export interface PoolGuess {
  readonly min: number;
  readonly max: number;
  readonly slots: number;
  readonly because: { readonly min: string; readonly max: string };
}

/**
 * Enough pods for the busy slots that were enough for 99 % of the time if nothing waited, and at least for half of the mean load.
 * Time scaling shortens gaps and durations alike and leaves the load as it is.
 */
export function guessPool({ load }: JobLogFindings): PoolGuess {
  const need = load.p99 ?? load.peak;
  const max = Math.min(MOST_PODS, Math.max(1, Math.ceil(need / SLOTS)));
  const min = Math.min(max, Math.floor((load.mean ?? 0) / 2 / SLOTS));
  const enough = load.p99 === null ? 'all jobs come at once' : `${need} busy slots were enough for 99 % of the time`;
  return {
    min,
    max,
    slots: SLOTS,
    because: {
      min:
        load.mean === null
          ? 'nothing is known of quiet times'
          : `half of the mean load of ${shown(load.mean)} busy slots`,
      max: `${enough}, at most ${load.peak} at once`,
    },
  };
}

const shown = (value: number): string => String(Number(value.toFixed(1)));

/** Of the language's default rule. */
const SLOTS = 4;
/** Of the language. */
const MOST_PODS = 100_000;
