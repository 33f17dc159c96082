import { type TaskId, taskId } from '../engine/ids.ts';
import { copiesOf, type HandTask, type TaskCopy, type WorkloadEntry } from './workload-section.ts';

/** A task written by hand, with the id that it has from the beginning. */
export interface NumberedTask {
  readonly at: number;
  readonly task: TaskId;
  readonly written: HandTask;
  readonly copy: TaskCopy;
  /** Of the written task in its entry. */
  readonly order: number;
}

/**
 * All tasks written by hand, by entry, each entry in order of time. They are numbered from `firstTask` on in order of time, then as
 * they are written: before all others, whose ids follow in order of arrival. So what expectations and people name is known without
 * running through the arrivals, which closed users do not even have beforehand.
 */
export function numberedTasks(
  entries: readonly WorkloadEntry[],
  firstTask: number,
): readonly (readonly NumberedTask[])[] {
  const byEntry = entries.map((): NumberedTask[] => []);
  const all = entries.flatMap((entry, index) =>
    'tasks' in entry
      ? entry.tasks.flatMap((written, order) => copiesOf(written).map((copy) => ({ index, written, copy, order })))
      : [],
  );
  // Stable: tasks of one instant keep the author's order.
  all.sort((a, b) => a.written.at - b.written.at);
  for (const [n, { index, written, copy, order }] of all.entries()) {
    byEntry[index]!.push({ at: written.at, task: taskId(firstTask + n), written, copy, order });
  }
  return byEntry;
}

/** The ids of those that have a name. */
export const namedTasks = (tasks: readonly (readonly NumberedTask[])[]): ReadonlyMap<string, TaskId> =>
  new Map(tasks.flat().flatMap(({ copy, task }) => (copy.id === null ? [] : [[copy.id, task] as const])));
