import type { ArrivalsKind } from './arrival-catalogue.ts';
import { cronArrivals } from './arrival-cron.ts';
import type { Stage } from './arrival-stages.ts';
import { isEverBusy, type WeeklyPattern } from './arrival-weekly.ts';
import { type Clock, clockText } from './clock.ts';
import type { CronSchedule } from './cron.ts';
import * as messages from './messages.ts';
import { checkPoolName, type Scope } from './scope.ts';
import { checkNeeds } from './task-needs.ts';
import { checkReplay } from './trace/check-trace.ts';
import type { TreePath } from './tree.ts';
import {
  type ArrivalsEntry,
  entryWindow,
  type HandTask,
  type TasksEntry,
  type WorkloadEntry,
} from './workload-section.ts';

/** Reports what in a workload entry contradicts the rest of the document. */
export function checkWorkloadEntry(entry: WorkloadEntry, path: TreePath, scope: Scope): void {
  if ('tasks' in entry) checkTasks(entry, path, scope);
  else if ('trace' in entry) checkReplay(entry, path, scope);
  else checkArrivals(entry, path, scope);
}

function checkTasks(entry: TasksEntry, path: TreePath, scope: Scope): void {
  for (const [index, task] of entry.tasks.entries()) checkHandTask(task, [...path, 'tasks', index], scope);
}

function checkHandTask(task: HandTask, path: TreePath, scope: Scope): void {
  const { review } = scope;
  checkPoolName(scope, task.pool, [...path, 'pool']);
  checkNeeds(task, path, review, { planIsOver: false });
  if (task.at >= scope.arrivalsEnd) review.report([...path, 'at'], messages.arrivesTooLate(task.at, scope.arrivalsEnd));
  if (task.count === null && task.workspace.includes('{n}')) {
    review.report([...path, 'workspace'], messages.templateWithoutCount());
  }
}

function checkArrivals(entry: ArrivalsEntry, path: TreePath, scope: Scope): void {
  const { review, names } = scope;
  checkPoolName(scope, entry.pool, [...path, 'pool']);
  for (const profile of Object.keys(entry.profile)) {
    if (names.profiles === null || names.profiles.has(profile)) continue;
    const where = review.has([...path, 'profile', profile]) ? ['profile', profile] : ['profile'];
    review.reportKey([...path, ...where], messages.unknownName('profile', profile, [...names.profiles]));
  }
  checkWindow(entry, path, scope);
  if (entry.arrivals.kind === 'stages') checkStages(entry.arrivals.value, path, scope);
  if (entry.arrivals.kind === 'cron') checkCron(entry.arrivals.value, entry, path, scope);
  if (entry.arrivals.kind === 'weekly') checkWeekly(entry.arrivals.value, entry, path, scope);
}

function checkWindow(entry: ArrivalsEntry, path: TreePath, { review, arrivalsEnd }: Scope): void {
  const { arrivals, from, until, startAt } = entry;
  if (arrivals.kind === 'burst') {
    for (const key of ['from', 'until']) {
      if (review.has([...path, key])) review.reportKey([...path, key], messages.notWithBurst(key));
    }
    const where = [...path, 'arrivals', 'burst', 'at'];
    if (arrivals.value.at >= arrivalsEnd) review.report(where, messages.arrivesTooLate(arrivals.value.at, arrivalsEnd));
  }
  if (startAt !== null && arrivals.kind !== 'every') review.reportKey([...path, 'startAt'], messages.onlyWithEvery());
  if (startAt !== null && startAt < (from ?? 0)) review.report([...path, 'startAt'], messages.startsBeforeFrom());
  if (until !== null && until <= (from ?? 0)) review.report([...path, 'until'], messages.emptyWindow());
  if (from !== null && from >= arrivalsEnd)
    review.report([...path, 'from'], messages.arrivesTooLate(from, arrivalsEnd));
}

/** A stage is seen when the one before it, or if it is the first it itself, comes before the end. */
function checkStages(stages: readonly Stage[], path: TreePath, { review, arrivalsEnd }: Scope): void {
  const unseen = stages.findIndex((stage, index) => (stages[index - 1] ?? stage).at >= arrivalsEnd);
  if (unseen < 0) return;
  const where = [...path, 'arrivals', 'stages', unseen, 'at'];
  review.report(where, messages.arrivesTooLate(stages[unseen]!.at, arrivalsEnd));
}

/** A schedule that is never due in its window would bring nobody in silence. */
function checkCron(schedule: CronSchedule, entry: ArrivalsEntry, path: TreePath, scope: Scope): void {
  const seen = onClock('cron', entry, path, scope);
  if (seen === null || cronArrivals(schedule, seen.clock, seen)() < Number.POSITIVE_INFINITY) return;
  const sentence = messages.cronNeverDue(
    schedule.text,
    wallTime(seen.clock, seen.from),
    wallTime(seen.clock, seen.until),
  );
  scope.review.report([...path, 'arrivals', 'cron'], sentence);
}

/** So would a pattern that has no weight in its window. */
function checkWeekly(pattern: WeeklyPattern, entry: ArrivalsEntry, path: TreePath, scope: Scope): void {
  const seen = onClock('weekly', entry, path, scope);
  if (seen === null || isEverBusy(pattern, seen.clock, seen)) return;
  const sentence = messages.weeklyNeverBusy(wallTime(seen.clock, seen.from), wallTime(seen.clock, seen.until));
  scope.review.report([...path, 'arrivals', 'weekly'], sentence);
}

interface ClockedWindow {
  readonly clock: Clock;
  readonly from: number;
  readonly until: number;
}

/** What an entry sees of the clock. Null = without a clock, an end or a window there are other problems already. */
function onClock(kind: ArrivalsKind, entry: ArrivalsEntry, path: TreePath, scope: Scope): ClockedWindow | null {
  const { review, clock, arrivalsEnd } = scope;
  if (!review.has(['clock'])) review.reportKey([...path, 'arrivals', kind], messages.arrivalsNeedClock(kind));
  const { from, until } = entryWindow(entry, arrivalsEnd);
  return clock === null || until === Number.POSITIVE_INFINITY || until <= from ? null : { clock, from, until };
}

const wallTime = ({ start }: Clock, at: number): string => clockText({ start: start.add({ milliseconds: at }) });
