import { stringify } from 'csv-stringify/sync';
import type { TaskRow } from '../experiment/task-rows.ts';

/** `tasks.csv`: one task a line, units in the headings, empty = it never came to that. Spreadsheets get no formulas from names. */
export const tasksCsv = (rows: readonly TaskRow[]): string =>
  stringify([...rows], { header: true, columns: [...COLUMNS], escape_formulas: true });

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
