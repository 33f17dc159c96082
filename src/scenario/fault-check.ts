import { meanOf } from './distribution.ts';
import { MAX_OCCURRENCES } from './fault.ts';
import type { WrittenFault } from './fault-field.ts';
import * as messages from './messages.ts';
import { checkOptionalPool, checkWithin, type Scope } from './scope.ts';
import type { TreePath } from './tree.ts';

/** Reports what in a fault contradicts itself or the rest of the document. */
export function checkFault(fault: WrittenFault, path: TreePath, scope: Scope): void {
  if ('pool' in fault) checkOptionalPool(scope, fault.pool, [...path, 'pool']);
  if ('pick' in fault) checkSelection(fault, path, scope);
  for (const key of ['at', 'from'] as const) checkWithin(scope, fault[key], [...path, key], { inclusive: false });
  checkWithin(scope, fault.until, [...path, 'until'], { inclusive: true });
  if ('every' in fault) checkPointTimes(fault, path, scope);
  else checkWindowTimes(fault, path, scope);
  const from = fault.at ?? fault.from ?? 0;
  if (fault.until !== null && fault.until <= from) scope.findings.report([...path, 'until'], messages.emptyWindow());
}

type PointFault = Extract<WrittenFault, { readonly every: unknown }>;
type WindowFault = Exclude<WrittenFault, PointFault>;

function checkWindowTimes(fault: WindowFault, path: TreePath, { findings }: Scope): void {
  if (fault.at === null && fault.from === null)
    findings.report([...path, 'at'], messages.missing('at', ['at', 'from']));
  if (fault.at !== null && fault.from !== null) findings.reportKey([...path, 'from'], messages.notBoth('at', 'from'));
  if (fault.for !== null && fault.until !== null)
    findings.reportKey([...path, 'until'], messages.notBoth('for', 'until'));
}

function checkPointTimes(fault: PointFault, path: TreePath, { findings, runEnd }: Scope): void {
  if (fault.every === null) {
    if (fault.at === null) findings.report([...path, 'at'], messages.missing('at', ['at', 'every']));
    for (const key of ['from', 'until'] as const) {
      if (fault[key] !== null) findings.reportKey([...path, key], messages.needsEvery(key, fault.kind));
    }
    return;
  }
  const span = Math.min(fault.until ?? runEnd, runEnd) - (fault.from ?? 0);
  if (Number.isFinite(span) && meanOf(fault.every) * MAX_OCCURRENCES < span) {
    findings.report([...path, 'every'], messages.tooOften(MAX_OCCURRENCES));
  }
  if (fault.at !== null) findings.reportKey([...path, 'at'], messages.notBoth('every', 'at'));
}

type Selecting = Extract<WrittenFault, { readonly pick: unknown }>;

function checkSelection(fault: Selecting, path: TreePath, { findings }: Scope): void {
  if (fault.pod !== null) {
    for (const key of ['pick', 'count', 'share'] as const) {
      if (fault[key] !== null) findings.reportKey([...path, key], messages.notBoth('pod', key));
    }
  } else if (fault.count !== null && fault.share !== null) {
    findings.reportKey([...path, 'share'], messages.notBoth('count', 'share'));
  }
}
