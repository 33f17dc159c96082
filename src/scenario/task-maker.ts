import type { PoolId, TaskId, WorkspaceId } from '../engine/ids.ts';
import type { Clock } from './clock.ts';
import type { ArrivingTask } from './compiled.ts';
import { cumulative, weightedIndex } from './distribution-sampler.ts';
import type { NumberedTask } from './hand-tasks.ts';
import { chancesOf, type Profile } from './profile.ts';
import type { Streams } from './stream.ts';
import { certain, needsDrawer } from './task-needs.ts';
import type { ArrivalsEntry, TasksEntry } from './workload-section.ts';
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
  workspace(name: string): WorkspaceId;
  pool(name: string | null): PoolId;
}

/** Makes the next task, submitted now. */
export type TaskMaker = (at: number) => ArrivingTask;

/**
 * Makers of the tasks of one entry, each with its own streams under a prefix. What a task needs is drawn when it is made; every attribute
 * has a stream of its own.
 */
export function profileMakers(
  entry: ArrivalsEntry,
  context: WorkloadContext,
  nextId: () => TaskId,
): (prefix: string) => TaskMaker {
  const { streams } = context;
  const pool = context.pool(entry.pool);
  const mix = Object.entries(entry.profile).map(([name, weight]) => ({
    name,
    weight,
    profile: context.profiles.get(name)!,
  }));
  const weights = cumulative(mix.map(({ weight }) => weight));
  const section: WorkspacesSection =
    entry.workspaces === null ? context.workspaces : { names: entry.workspaces, pick: 'uniform' };
  const workspaces = section.names.map((name) => context.workspace(name));
  const picker = workspacePicker(section);
  return (prefix) => {
    const kinds = mix.map(({ name, profile }) => ({
      type: profile.type,
      draw: needsDrawer(profile, chancesOf(profile), streams, `${prefix}/${name}`),
    }));
    const pickKind = weightedIndex(weights, streams.open(`${prefix}/profile`));
    const pickWorkspace = picker(streams.open(`${prefix}/workspace`));
    return (at) => {
      const { type, draw } = kinds[pickKind()]!;
      return { at, task: nextId(), pool, workspace: workspaces[pickWorkspace()]!, type, needs: draw() };
    };
  };
}

/**
 * Tasks written by hand, in order of time. A random attribute has a stream per task, which its copies share; ids are unique in a
 * scenario, so that the streams of a named task in an entry without a name need not know the entry.
 */
export function handMaker(
  entry: TasksEntry,
  tasks: readonly NumberedTask[],
  prefix: string,
  context: WorkloadContext,
): TaskMaker {
  const named = entry.name === null ? 'task' : prefix;
  const drawers = entry.tasks.map((task, order) =>
    needsDrawer(task, certain(task), context.streams, task.id === null ? `${prefix}/${order}` : `${named}/${task.id}`),
  );
  const prepared = tasks.map(({ task, written, copy, order }) => ({
    task,
    pool: context.pool(written.pool),
    workspace: context.workspace(copy.workspace),
    type: written.type,
    draw: drawers[order]!,
  }));
  let next = 0;
  return (at) => {
    const { task, pool, workspace, type, draw } = prepared[next++]!;
    return { at, task, pool, workspace, type, needs: draw() };
  };
}
