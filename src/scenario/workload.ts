import { type TaskId, taskId } from '../engine/ids.ts';
import { ClosedUsers } from './arrival-closed.ts';
import type { ArrivalTimes, ArrivalWindow } from './arrival-window.ts';
import { arrivalTimes } from './arrivals.ts';
import type { Workload } from './compiled.ts';
import { entryNames } from './entry-names.ts';
import type { NumberedTask } from './hand-tasks.ts';
import { MergedArrivals } from './merged-arrivals.ts';
import { handMaker, profileMakers, type TaskMaker, type WorkloadContext } from './task-maker.ts';
import type { ReplayEntry } from './trace/attach-trace.ts';
import { replayedJobs, replayTimes } from './trace/replay.ts';
import { type ArrivalsEntry, entryWindow, type WorkloadEntry } from './workload-section.ts';

/** Where the tasks of one entry come from. */
interface Source {
  /** When the next task comes: asked at the beginning and after each `make`. */
  readonly next: ArrivalTimes;
  readonly make: TaskMaker;
  /** Those who wait for their tasks: told of every task that is over. After it `next` may be asked again. */
  readonly ended: ((task: TaskId, at: number) => void) | null;
}

/** The tasks written by hand, by entry; all others get the ids from `firstDrawn` on, in order of arrival. */
export interface Numbering {
  readonly byHand: readonly (readonly NumberedTask[])[];
  readonly firstDrawn: number;
}

/** The workload of all entries, merged in order of time, then entry. */
export function compileWorkload(
  entries: readonly WorkloadEntry[],
  { byHand, firstDrawn }: Numbering,
  context: WorkloadContext,
): Workload {
  let drawn = firstDrawn;
  const nextId = (): TaskId => taskId(drawn++);
  const names = entryNames(entries);
  const sources = entries.map((entry, index) => {
    const prefix = `workload/${names[index]!}`;
    if ('trace' in entry) return replaySource(entry, prefix, context, nextId);
    return 'tasks' in entry
      ? { next: listed(byHand[index]!), make: handMaker(entry, byHand[index]!, prefix, context), ended: null }
      : arrivalsSource(entry, prefix, context, nextId);
  });
  const arrivals = new MergedArrivals(sources.map(({ next }) => next()));
  const listeners = sources.flatMap(({ next, ended }, entry) => (ended === null ? [] : [{ next, ended, entry }]));
  return {
    nextAt: () => arrivals.at,
    take: () => {
      const { at, entry } = arrivals;
      const { make, next } = sources[entry]!;
      const task = make(at);
      arrivals.set(entry, next());
      return task;
    },
    taskEnded:
      listeners.length === 0
        ? null
        : (task, at) => {
            for (const { next, ended, entry } of listeners) {
              ended(task, at);
              arrivals.set(entry, next());
            }
          },
  };
}

function listed(tasks: readonly NumberedTask[]): ArrivalTimes {
  let next = 0;
  return () => tasks[next++]?.at ?? Number.POSITIVE_INFINITY;
}

function replaySource(entry: ReplayEntry, prefix: string, context: WorkloadContext, nextId: () => TaskId): Source {
  const { streams, workspaces, workspace, until } = context;
  const pool = context.pool(entry.pool);
  const open = (attribute: string) => streams.open(`${prefix}/${attribute}`);
  const next = replayedJobs(entry, { workspaces, workspace, open });
  return { next: replayTimes(entry, until), make: (at) => ({ at, task: nextId(), pool, ...next() }), ended: null };
}

function arrivalsSource(entry: ArrivalsEntry, prefix: string, context: WorkloadContext, nextId: () => TaskId): Source {
  const { arrivals } = entry;
  const { streams, until, clock } = context;
  const window: ArrivalWindow = {
    ...entryWindow(entry, until),
    startAt: entry.startAt,
    clock,
  };
  const makerUnder = profileMakers(entry, context, nextId);
  if (arrivals.kind !== 'closed') {
    const next = arrivalTimes(arrivals, window, (attribute) => streams.open(`${prefix}/${attribute}`));
    return { next, make: makerUnder(prefix), ended: null };
  }
  const userPrefix = (user: number): string => `${prefix}/user-${user + 1}`;
  const users = new ClosedUsers(arrivals.value, window, (user, attribute) =>
    streams.open(`${userPrefix(user)}/${attribute}`),
  );
  return closedSource(users, (user) => makerUnder(userPrefix(user)));
}

function closedSource(users: ClosedUsers, makerOf: (user: number) => TaskMaker): Source {
  const makers: (TaskMaker | undefined)[] = [];
  const waiting = new Map<TaskId, number>();
  return {
    next: () => users.nextAt,
    make: (at) => {
      const user = users.take();
      makers[user] ??= makerOf(user);
      const arriving = makers[user](at);
      waiting.set(arriving.task, user);
      return arriving;
    },
    ended: (task, at) => {
      const user = waiting.get(task);
      if (user === undefined) return;
      waiting.delete(task);
      users.answered(user, at);
    },
  };
}
