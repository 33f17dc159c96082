import { stringify } from 'csv-stringify/sync';
import { rowsOf, type TaskRow, type TaskTable } from '../measure/task-table.ts';

/**
 * `tasks.csv`: one task a line, units in the headings, empty = it never came to that. Spreadsheets get no formulas from names. In
 * pieces, heading first, since a month of tasks makes more text than one wants to hold.
 */
export function* tasksCsv(table: TaskTable): Iterable<string> {
  const columns = [...COLUMNS];
  yield stringify([], { header: true, columns });
  for (const block of table.blocks) yield stringify([...rowsOf(table, block)], { columns, escape_formulas: true });
}

const COLUMNS: readonly { readonly key: keyof TaskRow; readonly header: string }[] = [
  { key: 'task', header: 'task' },
  { key: 'pool', header: 'pool' },
  { key: 'workspace', header: 'workspace' },
  { key: 'type', header: 'type' },
  { key: 'state', header: 'state' },
  { key: 'cause', header: 'cause' },
  { key: 'submittedAt', header: 'submitted_ms' },
  { key: 'startedAt', header: 'started_ms' },
  { key: 'applyStartedAt', header: 'apply_started_ms' },
  { key: 'finishedAt', header: 'finished_ms' },
  { key: 'waitMs', header: 'wait_ms' },
  { key: 'blockedMs', header: 'blocked_ms' },
  { key: 'applyWaitMs', header: 'apply_wait_ms' },
];
