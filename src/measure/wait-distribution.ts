import { TASK_TYPES, type TaskType } from '../engine/task.ts';
import type { Tally } from './tally.ts';

/** How long the tasks of one type waited, for a histogram and a cumulative curve. */
export interface WaitDistribution {
  readonly type: TaskType;
  readonly count: number;
  /** Of these, waits known only as at least so long. */
  readonly censored: number;
  /** Equal bins from 0 to the longest wait of any type: the bin [from, to] counts waits in (from, to], the first one those of 0 too. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** Share of tasks that waited at most `ms`, evenly spread over the ranks, ending with 1. */
  readonly ecdf: readonly { readonly ms: number; readonly share: number }[];
}

/** One per type that has tasks, in the order of the types. */
export function waitDistributions(tallies: Readonly<Record<TaskType, Tally>>): readonly WaitDistribution[] {
  const types = TASK_TYPES.filter((type) => tallies[type].count > 0);
  const longest = types.reduce((most, type) => Math.max(most, tallies[type].max ?? 0), 1);
  const width = Math.ceil(longest / BINS);
  return types.map((type) => {
    const tally = tallies[type];
    return {
      type,
      count: tally.count,
      censored: tally.censored,
      bins: binsOf(tally, width, longest),
      ecdf: ecdfOf(tally),
    };
  });
}

function binsOf(tally: Tally, width: number, longest: number): WaitDistribution['bins'] {
  const bins: { from: number; to: number; count: number }[] = [];
  let below = 0;
  for (let from = 0; from < longest; from += width) {
    const to = from + width;
    const upTo = to >= longest ? tally.count : tally.countUpTo(to);
    bins.push({ from, to, count: upTo - below });
    below = upTo;
  }
  return bins;
}

function ecdfOf(tally: Tally): WaitDistribution['ecdf'] {
  const n = tally.count;
  const step = Math.max(1, Math.ceil(n / POINTS_MAX));
  const points: { ms: number; share: number }[] = [];
  for (let rank = step; rank < n; rank += step)
    points.push({ ms: tally.quantile(rank / n) as number, share: rank / n });
  points.push({ ms: tally.max as number, share: 1 });
  return points;
}

const BINS = 40;
const POINTS_MAX = 400;

/** One curve of several types taken together, by their numbers of tasks: at each of their points the share that waited at most so long. */
export function pooledEcdf(waits: readonly WaitDistribution[]): WaitDistribution['ecdf'] {
  const total = waits.reduce((sum, { count }) => sum + count, 0);
  const steps = waits
    .flatMap(({ ecdf, count }) =>
      ecdf.map(({ ms, share }, at) => ({ ms, tasks: (share - (ecdf[at - 1]?.share ?? 0)) * count })),
    )
    .sort((a, b) => a.ms - b.ms);
  let tasks = 0;
  return steps.flatMap((step, at) => {
    tasks += step.tasks;
    return steps[at + 1]?.ms === step.ms ? [] : [{ ms: step.ms, share: Math.min(1, tasks / total) }];
  });
}
