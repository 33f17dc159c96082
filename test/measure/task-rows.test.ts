import { describe, expect, it } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { TaskRows } from '../../src/measure/task-rows.ts';
import { rowsOf, type TaskRow, type TaskTable } from '../../src/measure/task-table.ts';
import { tasksCsv } from '../../src/report/csv.ts';
import { play, type StreamRecord, scenarioOf } from '../support/records.ts';
import { arrives, began, ends, moved, podReady, slot, starts, submitted } from '../support/task-stories.ts';

const scenario = scenarioOf({ taskNames: new Map([[taskId(1), '=cmd|calc']]), workspaces: ['ws-a', 'ws-b', 'ws-c'] });

function tableOf(records: readonly StreamRecord[], endsAt: number): TaskTable {
  const series = new SeriesTracker(scenario);
  const tasks = new TaskRows(scenario);
  series.tasks.subscribe(tasks);
  play([series], records, endsAt);
  return tasks.table(endsAt);
}

const allRows = (table: TaskTable): readonly TaskRow[] => table.blocks.flatMap((block) => rowsOf(table, block));

const STORY: readonly StreamRecord[] = [
  ...podReady(0, 0),
  ...submitted(100, { task: 0, type: 'plan_and_apply' }),
  ...submitted(200, { task: 1 }),
  ...starts(300, 0, 0),
  ...arrives(350, { task: 2 }),
  slot(400, 0, 0, 'running', 'reserved'),
  moved(400, 0, 'running', 'apply_pending'),
  { event: { kind: 'apply.confirmed', at: 450, task: taskId(0), confirmedAt: 450 } },
  slot(500, 0, 0, 'reserved', 'running'),
  moved(500, 0, 'apply_pending', 'running'),
  began(500, 0, 0, 'apply'),
  ...ends(600, 0, 0, 'failed'),
  moved(700, 1, 'pending', 'cancelled', 'cancelled'),
];

describe('the table of tasks', () => {
  it('has a row for each task in order of submission, whatever became of it', () => {
    const rows = allRows(tableOf(STORY, 1000));
    expect(rows).toMatchObject([
      {
        task: 'task-000000',
        pool: 'pool',
        type: 'plan_and_apply',
        state: 'failed',
        submittedAt: 100,
        startedAt: 300,
        applyStartedAt: 500,
        finishedAt: 600,
        waitMs: 200,
        blockedMs: 0,
        applyWaitMs: 50,
      },
      // Cancelled before it started: it waited at least 500 ms.
      { task: '=cmd|calc', state: 'cancelled', cause: 'cancelled', startedAt: null, finishedAt: 700, waitMs: 500 },
      // The platform never heard of it; at the end of the run it had waited 650 ms.
      { task: 'task-000002', workspace: '', state: null, cause: null, finishedAt: null, waitMs: 650 },
    ]);
  });

  it('is cut to its length, so that a small run keeps little', () => {
    const { count, blocks } = tableOf(STORY, 1000);
    expect([count, blocks.length, blocks[0]?.task.length]).toEqual([3, 1, 3]);
    expect(tableOf([], 1000)).toMatchObject({ count: 0, blocks: [] });
  });

  it('loses nothing where one block ends and the next begins', () => {
    const tasks = Array.from({ length: 1200 }, (_, task) => submitted(task, { task }));
    const table = tableOf(
      [...tasks.flat(), moved(2000, 511, 'pending', 'cancelled'), moved(2001, 512, 'pending', 'cancelled')],
      3000,
    );
    const rows = allRows(table);
    expect(table.count).toBe(1200);
    expect(rows.map(({ submittedAt }) => submittedAt)).toEqual(Array.from({ length: 1200 }, (_, task) => task));
    expect(rows.flatMap(({ finishedAt }, row) => (finishedAt === null ? [] : [[row, finishedAt]]))).toEqual([
      [511, 2000],
      [512, 2001],
    ]);
  });

  it('crosses the border of a thread unchanged', () => {
    const table = tableOf(STORY, 1000);
    expect(allRows(structuredClone(table))).toEqual(allRows(table));
  });

  it('is written with one heading, and without formulas for spreadsheets', () => {
    const tasks = Array.from({ length: 1200 }, (_, task) => submitted(task, { task }));
    const lines = [...tasksCsv(tableOf(tasks.flat(), 3000))].join('').trimEnd().split('\n');
    expect(lines.length).toBe(1201);
    expect(lines.filter((line) => line.startsWith('task,pool,workspace'))).toHaveLength(1);
    expect(lines[2]).toMatch(/^'=cmd\|calc,pool,/);
    expect([...tasksCsv(tableOf([], 10))].join('')).toMatch(/^task,pool,.*apply_wait_ms\n$/);
  });
});
