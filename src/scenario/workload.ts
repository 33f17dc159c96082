import { type PoolId, type TaskId, taskId, type WorkspaceId } from '../engine/ids.ts';
import type { TaskType } from '../engine/task.ts';
import type { ArrivalTimes } from './arrival-window.ts';
import { arrivalTimes } from './arrivals.ts';
import type { Clock } from './clock.ts';
import type { ArrivingTask, TaskNeeds, Workload } from './compiled.ts';
import { weightedIndex } from './distribution-sampler.ts';
import { chancesOf, type Profile } from './profile.ts';
import type { Streams } from './stream.ts';
import { certain, needsDrawer } from './task-needs.ts';
import { type ArrivalsEntry, copiesOf, type TasksEntry, type WorkloadEntry } from './workload-section.ts';
import { type WorkspacesSection, workspacePicker } from './workspaces.ts';

/** What the entries of a workload refer to. */
export interface WorkloadContext {
  readonly streams: Streams;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly workspaces: WorkspacesSection;
  /** End of the measured window: no arrival at or after it. */
  readonly until: number;
  /** Null unless the scenario says when it starts; no cron is without it. */
  readonly clock: Clock | null;
  readonly firstTask: number;
  workspace(name: string): WorkspaceId;
  pool(name: string | null): PoolId;
}

/**
 * The open workload of all entries, merged in order of time, then entry. What a task needs is drawn when it is taken; every
 * attribute of every entry has a stream of its own.
 */
export function openWorkload(entries: readonly WorkloadEntry[], context: WorkloadContext): Workload {
  const arrivals = new MergedArrivals(entries.map((entry, index) => entryTimes(entry, index, context)));
  const makers = entries.map((entry, index) => taskMaker(entry, index, context));
  let next = context.firstTask;
  return {
    nextAt: () => arrivals.at,
    take: () => {
      const { at, entry } = arrivals;
      arrivals.advance();
      return makers[entry]!(at, taskId(next++));
    },
  };
}

/**
 * The ids that named tasks will get. They depend on how many random arrivals come before, so the arrival times alone, which take
 * fresh copies of their streams, are run through up to the last named task.
 */
export function namedTasks(entries: readonly WorkloadEntry[], context: WorkloadContext): ReadonlyMap<string, TaskId> {
  const waiting = entries.map((entry) => ('tasks' in entry ? inOrderOfTime(entry).map(({ copy }) => copy.id) : []));
  let missing = waiting.flat().filter((id) => id !== null).length;
  const arrivals = new MergedArrivals(entries.map((entry, index) => entryTimes(entry, index, context)));
  const taken = entries.map(() => 0);
  const names = new Map<string, TaskId>();
  for (let next = context.firstTask; missing > 0 && arrivals.at < Number.POSITIVE_INFINITY; next++) {
    const id = waiting[arrivals.entry]![taken[arrivals.entry]!++];
    if (id !== undefined && id !== null) {
      names.set(id, taskId(next));
      missing -= 1;
    }
    arrivals.advance();
  }
  return names;
}

/** The earliest of several sequences of times; of equal times the first sequence. Few sequences: a scan beats a heap. */
class MergedArrivals {
  /** `Infinity` when all have ended. */
  at = Number.POSITIVE_INFINITY;
  entry = 0;
  readonly #sequences: readonly ArrivalTimes[];
  readonly #nextAt: Float64Array;

  constructor(sequences: readonly ArrivalTimes[]) {
    this.#sequences = sequences;
    this.#nextAt = Float64Array.from(sequences, (next) => next());
    this.#findEarliest();
  }

  advance(): void {
    this.#nextAt[this.entry] = this.#sequences[this.entry]!();
    this.#findEarliest();
  }

  #findEarliest(): void {
    const nextAt = this.#nextAt;
    let earliest = Number.POSITIVE_INFINITY;
    let entry = 0;
    for (let i = 0; i < nextAt.length; i++) {
      const at = nextAt[i]!;
      if (at < earliest) {
        earliest = at;
        entry = i;
      }
    }
    this.at = earliest;
    this.entry = entry;
  }
}

const streamPrefix = (entry: WorkloadEntry, index: number): string => `workload/${entry.name ?? index}`;

function entryTimes(entry: WorkloadEntry, index: number, { streams, until, clock }: WorkloadContext): ArrivalTimes {
  if ('tasks' in entry) return listed(inOrderOfTime(entry).map(({ at }) => at));
  const window = {
    from: entry.from ?? 0,
    until: Math.min(entry.until ?? until, until),
    startAt: entry.startAt,
    clock,
  };
  return arrivalTimes(entry.arrivals, window, (attribute) =>
    streams.open(`${streamPrefix(entry, index)}/${attribute}`),
  );
}

function listed(times: readonly number[]): ArrivalTimes {
  let next = 0;
  return () => times[next++] ?? Number.POSITIVE_INFINITY;
}

const inOrderOfTime = (entry: TasksEntry) =>
  entry.tasks
    .flatMap((task, index) => copiesOf(task).map((copy) => ({ at: task.at, task, index, copy })))
    // Stable: tasks of one instant keep the author's order.
    .sort((a, b) => a.at - b.at);

type TaskMaker = (at: number, task: TaskId) => ArrivingTask;

const taskMaker = (entry: WorkloadEntry, index: number, context: WorkloadContext): TaskMaker =>
  'tasks' in entry ? handMaker(entry, index, context) : profileMaker(entry, index, context);

function profileMaker(entry: ArrivalsEntry, index: number, context: WorkloadContext): TaskMaker {
  const { streams } = context;
  const prefix = streamPrefix(entry, index);
  const pool = context.pool(entry.pool);
  const mix = Object.entries(entry.profile);
  const kinds = mix.map(([name]) => {
    const profile = context.profiles.get(name)!;
    return { type: profile.type, draw: needsDrawer(profile, chancesOf(profile), streams, `${prefix}/${name}`) };
  });
  const pickKind = weightedIndex(
    mix.map(([, weight]) => weight),
    streams.open(`${prefix}/profile`),
  );
  const section: WorkspacesSection =
    entry.workspaces === null ? context.workspaces : { names: entry.workspaces, pick: 'uniform' };
  const workspaces = section.names.map((name) => context.workspace(name));
  const pickWorkspace = workspacePicker(section, streams.open(`${prefix}/workspace`));
  return (at, task) => {
    const { type, draw } = kinds[pickKind()]!;
    return { at, task, pool, workspace: workspaces[pickWorkspace()]!, type, needs: draw() };
  };
}

/** Tasks written by hand, made in order of time. A random attribute has a stream per task, which its copies share. */
function handMaker(entry: TasksEntry, index: number, context: WorkloadContext): TaskMaker {
  const prefix = streamPrefix(entry, index);
  const drawers = entry.tasks.map((task, order) =>
    needsDrawer(task, certain(task), context.streams, `${prefix}/${task.id ?? order}`),
  );
  const prepared = inOrderOfTime(entry).map(({ task, copy, index: order }) => ({
    pool: context.pool(task.pool),
    workspace: context.workspace(copy.workspace),
    type: task.type,
    draw: drawers[order]!,
  }));
  let next = 0;
  return (at, task) => {
    const { pool, workspace, type, draw }: PreparedTask = prepared[next++]!;
    return { at, task, pool, workspace, type, needs: draw() };
  };
}

interface PreparedTask {
  readonly pool: PoolId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  readonly draw: () => TaskNeeds;
}
