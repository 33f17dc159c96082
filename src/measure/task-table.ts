import { type TaskId, taskName } from '../engine/ids.ts';
import { ACTIVE_STATES, FINAL_STATES, TASK_TYPES, type TaskState, type TaskType } from '../engine/task.ts';

/** One task of a run, for `tasks.csv`. Times in ms since the run began; null = it never came to that. */
export interface TaskRow {
  readonly task: string;
  readonly pool: string;
  readonly workspace: string;
  readonly type: TaskType;
  /** At the end of the run. */
  readonly state: TaskState | null;
  readonly cause: string | null;
  readonly submittedAt: number;
  readonly startedAt: number | null;
  readonly applyStartedAt: number | null;
  readonly finishedAt: number | null;
  /** Of a task that never started: what it waited at least. */
  readonly waitMs: number;
  readonly blockedMs: number;
  /** From the confirmation to the start of the apply phase. */
  readonly applyWaitMs: number | null;
}

/**
 * All tasks of a run in order of submission, as columns of numbers: a month's half a million tasks take 35 MB so, and ten times that as
 * objects. Plain data: it crosses the border of a worker thread unchanged.
 */
export interface TaskTable {
  readonly count: number;
  readonly blocks: readonly TaskBlock[];
  /** Of pools, workspaces and causes, by the numbers that stand in the columns. */
  readonly names: {
    readonly pools: readonly string[];
    readonly workspaces: readonly string[];
    readonly causes: readonly string[];
  };
  /** Of the tasks that their author named. */
  readonly taskNames: ReadonlyMap<number, string>;
}

/** So many tasks that follow one another; NaN = it never came to that, −1 = none. */
export interface TaskBlock {
  readonly task: Uint32Array;
  readonly pool: Int32Array;
  readonly workspace: Int32Array;
  readonly type: Int8Array;
  readonly state: Int8Array;
  readonly cause: Int32Array;
  readonly submittedAt: Float64Array;
  readonly startedAt: Float64Array;
  readonly applyStartedAt: Float64Array;
  readonly finishedAt: Float64Array;
  readonly waitMs: Float64Array;
  readonly blockedMs: Float64Array;
  readonly applyWaitMs: Float64Array;
}

/** The rows of one block. */
export function rowsOf(table: TaskTable, block: TaskBlock): readonly TaskRow[] {
  const { pools, workspaces, causes } = table.names;
  return Array.from(block.task, (task, row): TaskRow => {
    const number = (column: Float64Array): number => column[row] as number;
    const orNull = (column: Float64Array): number | null => (Number.isNaN(number(column)) ? null : number(column));
    return {
      task: table.taskNames.get(task) ?? taskName(task as TaskId),
      pool: pools[block.pool[row] as number] as string,
      workspace: workspaces[block.workspace[row] as number] ?? '',
      type: TASK_TYPES[block.type[row] as number] as TaskType,
      state: STATES[block.state[row] as number] ?? null,
      cause: causes[block.cause[row] as number] ?? null,
      submittedAt: number(block.submittedAt),
      startedAt: orNull(block.startedAt),
      applyStartedAt: orNull(block.applyStartedAt),
      finishedAt: orNull(block.finishedAt),
      waitMs: number(block.waitMs),
      blockedMs: number(block.blockedMs),
      applyWaitMs: orNull(block.applyWaitMs),
    };
  });
}

/** By the numbers that stand in the column `state`. */
export const STATES: readonly TaskState[] = [...ACTIVE_STATES, ...FINAL_STATES];
