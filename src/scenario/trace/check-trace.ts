import * as messages from '../messages.ts';
import { checkPoolName, type Scope } from '../scope.ts';
import type { TreePath } from '../tree.ts';
import type { ReplayEntry } from './attach-trace.ts';
import { replayCount } from './replay.ts';

/** Reports what in a trace entry contradicts its log or the rest of the document. */
export function checkReplay(entry: ReplayEntry, path: TreePath, scope: Scope): void {
  const { review, arrivalsEnd } = scope;
  const { trace, reading, startAt } = entry;
  checkPoolName(scope, entry.pool, [...path, 'pool']);
  checkTypes(entry, path, scope);
  for (const key of ['delimiter', 'header'] as const) {
    if (trace[key] !== null && reading.format !== 'csv')
      review.reportKey([...path, 'trace', key], messages.onlyWithCsv(key, reading.format));
  }
  if (startAt >= arrivalsEnd) review.report([...path, 'startAt'], messages.arrivesTooLate(startAt, arrivalsEnd));
  else if (replayCount(entry, arrivalsEnd).used === 0) {
    review.report([...path, 'trace', 'file'], messages.traceAfterEnd(trace.file, arrivalsEnd));
  }
}

function checkTypes({ trace, type, types, reading }: ReplayEntry, path: TreePath, { review }: Scope): void {
  const words = [...new Set(reading.jobs.flatMap((job) => job.type ?? []))];
  const hasColumn = reading.columns.some(({ field }) => field === 'type');
  if (!hasColumn && Object.keys(types).length > 0) {
    review.reportKey([...path, 'types'], messages.typesWithoutColumn(trace.file));
  }
  for (const word of hasColumn ? Object.keys(types) : []) {
    if (!words.includes(word))
      review.reportKey([...path, 'types', word], messages.unknownName(`type in ${trace.file}`, word, words));
  }
  const mayApply = hasColumn || [type, ...Object.values(types)].includes('plan_and_apply');
  for (const key of mayApply ? [] : ['planShare', 'confirm']) {
    if (review.has([...path, key])) review.reportKey([...path, key], messages.noApplyPhase(key, type));
  }
}
