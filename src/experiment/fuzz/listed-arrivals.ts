import type { ArrivingTask, CompiledScenario } from '../../scenario/compiled.ts';
import { formatDuration } from '../../scenario/duration-text.ts';
import { type FuzzDocument, valueAt, withValue } from './fuzz-document.ts';

type Entry = Readonly<Record<string, unknown>>;

/**
 * The same document with the tasks that arrive by chance until then written by hand, so that they can be taken away one by one. Null where none
 * arrives so, where users wait for their tasks, or where they are too many to write down.
 */
export function withListedArrivals(
  document: FuzzDocument,
  scenario: CompiledScenario,
  untilMs: number,
): FuzzDocument | null {
  const entries = (valueAt(document, ['workload']) ?? []) as readonly Entry[];
  const byHand = entries.filter((entry) => 'tasks' in entry);
  const { workload, initial } = scenario;
  if (byHand.length === entries.length || workload.taskEnded !== null) return null;
  const firstDrawn = initial.tasks.length + byHand.reduce((sum, { tasks }) => sum + countOf(tasks as Entry[]), 0);
  const tasks: Entry[] = [];
  while (workload.nextAt() <= untilMs && Number.isFinite(workload.nextAt())) {
    const task = workload.take();
    if (task.task >= firstDrawn) tasks.push(written(task, scenario));
    if (tasks.length > LISTED_MAX) return null;
  }
  return withValue(document, ['workload'], [...byHand, ...(tasks.length > 0 ? [{ tasks }] : [])]);
}

const LISTED_MAX = 200;

const countOf = (tasks: readonly Entry[]): number => tasks.reduce((sum, { count = 1 }) => sum + Number(count), 0);

function written({ at, pool, workspace, type, needs }: ArrivingTask, { pools, workspaces }: CompiledScenario): Entry {
  const { planMs, confirmMs, applyMs, discards, nothingToApply, planFails, applyFails } = needs;
  return {
    at: formatDuration(at),
    workspace: workspaces[workspace],
    ...(pools.length > 1 ? { pool: pools[pool]?.config.name } : {}),
    type,
    plan: formatDuration(planMs),
    ...(planFails ? { planFails } : {}),
    // Of what has no apply phase it says nothing.
    ...(type === 'plan_and_apply'
      ? {
          confirm: formatDuration(confirmMs),
          apply: formatDuration(applyMs),
          ...(discards ? { discard: true } : {}),
          ...(nothingToApply ? { nothingToApply } : {}),
          ...(applyFails ? { applyFails } : {}),
        }
      : {}),
  };
}
