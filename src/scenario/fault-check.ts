import { meanOf } from './distribution.ts';
import { isAge, type Place } from './expectation.ts';
import { decodeConditions, type NamedCondition } from './expectation-section.ts';
import { MAX_OCCURRENCES } from './fault.ts';
import { FAULTS } from './fault-catalogue.ts';
import type { WrittenFault } from './fault-field.ts';
import * as messages from './messages.ts';
import { checkOptionalPool, checkWithin, type Scope } from './scope.ts';
import { findNode, positionOf, type TreePath } from './tree.ts';

/** Checked, with the series of its conditions still by name. */
export type DecodedFault = WrittenFault & {
  readonly place: Place;
  readonly conditions: readonly NamedCondition[] | null;
};

/** Reports what in a fault contradicts itself or the rest of the document. */
export function decodeFault(fault: WrittenFault, path: TreePath, scope: Scope): DecodedFault {
  if ('pool' in fault) checkOptionalPool(scope, fault.pool, [...path, 'pool']);
  if ('pod' in fault) checkSelection(fault, path, scope);
  if ('node' in fault) checkNodes(fault, path, scope);
  for (const key of ['at', 'from'] as const) checkWithin(scope, fault[key], [...path, key], { inclusive: false });
  checkWithin(scope, fault.until, [...path, 'until'], { inclusive: true });
  checkTimes(fault, path, scope);
  const from = fault.at ?? fault.from ?? 0;
  if (fault.until !== null && fault.until <= from) scope.review.report([...path, 'until'], messages.emptyWindow());
  const conditions = fault.when === null ? null : decodeTrigger(fault.when, [...path, 'when'], scope);
  const { source, line, column } = positionOf(scope.review.root, path);
  return { ...fault, conditions, place: { file: source.file, line, column } };
}

function checkTimes(fault: WrittenFault, path: TreePath, scope: Scope): void {
  const { review } = scope;
  const isWindow = 'for' in fault;
  if (fault.every !== null || fault.when !== null) return checkRepeats(fault, path, scope);
  if (fault.times !== null) review.reportKey([...path, 'times'], messages.timesOfOnce());
  if (isWindow) {
    if (fault.at === null && fault.from === null)
      review.report([...path, 'at'], messages.missing('at', ['at', 'from', 'every', 'when']));
    if (fault.at !== null && fault.from !== null) review.reportKey([...path, 'from'], messages.notBoth('at', 'from'));
    if (fault.for !== null && fault.until !== null)
      review.reportKey([...path, 'until'], messages.notBoth('for', 'until'));
    return;
  }
  if (fault.at === null) review.report([...path, 'at'], messages.missing('at', ['at', 'every', 'when']));
  for (const key of ['from', 'until'] as const) {
    if (fault[key] !== null) review.reportKey([...path, key], messages.needsEvery(key, fault.kind));
  }
}

/** What comes again and again, or when something is the case. */
function checkRepeats(fault: WrittenFault, path: TreePath, { review, runEnd }: Scope): void {
  const how = fault.every === null ? 'when' : 'every';
  if (fault.every !== null && fault.when !== null)
    review.reportKey([...path, 'when'], messages.notBoth('every', 'when'));
  if (fault.at !== null) review.reportKey([...path, 'at'], messages.notBoth(how, 'at'));
  if ('for' in fault && fault.for === null && FAULTS[fault.kind].form === 'window')
    review.reportKey([...path, how], messages.repeatsWithoutEnd(how));
  if (fault.every === null) return;
  const span = Math.min(fault.until ?? runEnd, runEnd) - (fault.from ?? 0);
  const isLimited = fault.times !== null && fault.times <= MAX_OCCURRENCES;
  if (Number.isFinite(span) && !isLimited && meanOf(fault.every) * MAX_OCCURRENCES < span) {
    review.report([...path, 'every'], messages.tooOften(MAX_OCCURRENCES));
  }
}

function decodeTrigger(
  written: Parameters<typeof decodeConditions>[0],
  path: TreePath,
  scope: Scope,
): readonly NamedCondition[] {
  const conditions = decodeConditions(written, path, scope);
  for (const { series } of conditions) {
    if ((series.kind !== 'count' && series.kind !== 'pool-count') || !isAge(series)) continue;
    const key = series.kind === 'count' ? series.name : `${series.pool}/${series.name}`;
    scope.review.reportKey([...path, key], messages.ageIsNoTrigger());
  }
  return conditions;
}

type Selecting = Extract<WrittenFault, { readonly pod: unknown }>;

function checkSelection(fault: Selecting, path: TreePath, { review }: Scope): void {
  if (fault.pod !== null) {
    for (const key of ['pick', 'count', 'share'] as const) {
      if (fault[key] !== null) review.reportKey([...path, key], messages.notBoth('pod', key));
    }
  } else if (fault.count !== null && fault.share !== null) {
    review.reportKey([...path, 'share'], messages.notBoth('count', 'share'));
  }
}

type OfNodes = Extract<WrittenFault, { readonly node: unknown }>;

function checkNodes(fault: OfNodes, path: TreePath, { review }: Scope): void {
  if (findNode(review.root, ['cluster']) === null)
    review.report([...path, 'kind'], messages.faultNeedsCluster(fault.kind));
  if (fault.node === null) return;
  for (const key of ['pick', 'count'] as const) {
    if (fault[key] !== null) review.reportKey([...path, key], messages.notBoth('node', key));
  }
}
