import type { PodView, RecentCount, RunningTask, Signals, UnblockedTask } from './signals.ts';

/** Lists that a program may want beside the counts. */
export const SIGNAL_LISTS = ['pods', 'unblockedTasks', 'runningTasks'] as const;
export type SignalList = (typeof SIGNAL_LISTS)[number];

/** Signals as plain data: what a program is told. Ids are numbers, unique within a run. */
export interface SignalData
  extends Omit<Signals, 'arrivals' | 'completions' | 'unblockedTasks' | 'runningTasks' | 'listPods'> {
  readonly arrivals: WindowCounts;
  readonly completions: WindowCounts;
  /** Only those that were asked for. */
  readonly lists: {
    readonly pods?: readonly PodView[] | undefined;
    readonly unblockedTasks?: readonly UnblockedTask[] | undefined;
    readonly runningTasks?: readonly RunningTask[] | undefined;
  };
}

/** How many in the last so many minutes. */
export interface WindowCounts {
  readonly last1m: number;
  readonly last5m: number;
  readonly last15m: number;
  readonly last60m: number;
}

export function signalData(signals: Signals, wanted: readonly SignalList[]): SignalData {
  const { arrivals, completions, unblockedTasks, runningTasks, listPods, ...data } = signals;
  return {
    ...data,
    // Read now, and by its name: what is counted only when asked for is no field that is copied, and must not be counted later.
    tasks: { ...data.tasks, runningByType: data.tasks.runningByType, reserved: data.tasks.reserved },
    arrivals: windowCounts(arrivals),
    completions: windowCounts(completions),
    lists: {
      ...(wanted.includes('pods') ? { pods: listPods() } : {}),
      ...(wanted.includes('unblockedTasks') ? { unblockedTasks: unblockedTasks() } : {}),
      ...(wanted.includes('runningTasks') ? { runningTasks: runningTasks() } : {}),
    },
  };
}

const windowCounts = (count: RecentCount): WindowCounts => ({
  last1m: count.within(MINUTE_MS),
  last5m: count.within(5 * MINUTE_MS),
  last15m: count.within(15 * MINUTE_MS),
  last60m: count.within(60 * MINUTE_MS),
});

const MINUTE_MS = 60_000;
