import type { WorkspaceId } from '../../engine/ids.ts';
import { TASK_TYPES, type TaskType } from '../../engine/task.ts';
import type { ArrivalTimes } from '../arrival-window.ts';
import type { TaskNeeds } from '../compiled.ts';
import { samplerOf } from '../distribution-sampler.ts';
import { MAX_DURATION_MS } from '../duration.ts';
import type { Random } from '../stream.ts';
import { type WorkspacesSection, workspacePicker } from '../workspaces.ts';
import type { ReplayEntry } from './attach-trace.ts';
import { selectionStart } from './read-trace.ts';
import { type RowCount, SKIP_REASONS, type SkippedRows, type SkipReason, type TraceJob } from './trace-reading.ts';
import { workspaceNames } from './workspace-names.ts';

/**
 * When a job is submitted again, ms since the run began: its distance from the start of the selection (or from the first selected
 * submission) times `timeScale`, after `startAt`.
 */
function submissionOf({ trace, startAt, reading }: ReplayEntry): (job: TraceJob) => number {
  const from = selectionStart(reading, trace.select.from) ?? reading.jobs[0]?.submitMs ?? 0;
  return (job) => startAt + Math.floor((job.submitMs - from) * trace.timeScale);
}

/** Those before `until`, in ms since the run began. */
export function replayTimes(entry: ReplayEntry, until: number): ArrivalTimes {
  const { jobs } = entry.reading;
  const submittedAt = submissionOf(entry);
  let next = 0;
  return () => {
    const job = jobs[next++];
    const at = job === undefined ? Number.POSITIVE_INFINITY : submittedAt(job);
    return at < until ? at : Number.POSITIVE_INFINITY;
  };
}

/** The log's rows, those that would come at or after `until` counted as skipped. */
export function replayCount(entry: ReplayEntry, until: number): RowCount {
  const { jobs, rows } = entry.reading;
  const submittedAt = submissionOf(entry);
  const late = jobs.filter((job) => submittedAt(job) >= until);
  if (late.length === 0) return rows;
  const firstRow = late.reduce((least, { row }) => Math.min(least, row), Number.POSITIVE_INFINITY);
  const after: SkippedRows = { reason: 'after-end', rows: late.length, firstRow };
  return { read: rows.read, used: rows.used - late.length, skipped: inOrder([...rows.skipped, after]) };
}

const inOrder = (skipped: readonly SkippedRows[]): readonly SkippedRows[] =>
  (Object.keys(SKIP_REASONS) as SkipReason[]).flatMap((reason) => skipped.filter((each) => each.reason === reason));

export interface ReplayedJob {
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  readonly needs: TaskNeeds;
}

export interface ReplayContext {
  readonly workspaces: WorkspacesSection;
  workspace(name: string): WorkspaceId;
  /** The entry's own stream of that attribute. */
  open(attribute: 'workspace' | 'confirm'): Random;
}

/** Gives what the jobs need, in their order: the second call is for the second job. */
export function replayedJobs(entry: ReplayEntry, context: ReplayContext): () => ReplayedJob {
  const { reading, trace } = entry;
  const section: WorkspacesSection =
    entry.workspaces === null ? context.workspaces : { names: entry.workspaces, pick: 'uniform' };
  const picked = section.names.map((each) => context.workspace(each));
  const pick = workspacePicker(section)(context.open('workspace'));
  const named = new Map([...workspaceNames(reading)].map(([word, each]) => [word, context.workspace(each)]));
  const typeOf = taskTypes(entry);
  const confirmMs = samplerOf(entry.confirm ?? { kind: 'constant', value: 0 }, () => context.open('confirm'));
  const scale = trace.durationScale ?? trace.timeScale;
  const planShare = entry.planShare ?? DEFAULT_PLAN_SHARE;
  let next = 0;
  return () => {
    const job = reading.jobs[next++]!;
    const type = typeOf(job.type);
    const runMs = Math.min(Math.round(job.runMs * scale), MAX_DURATION_MS);
    const planMs = type === 'plan_and_apply' ? Math.round(runMs * planShare) : runMs;
    return {
      workspace: (job.workspace === null ? picked[pick()] : named.get(job.workspace))!,
      type,
      needs: {
        planMs,
        applyMs: runMs - planMs,
        confirmMs: confirmMs(),
        discards: false,
        nothingToApply: false,
        planFails: false,
        applyFails: false,
      },
    };
  };
}

/** A log knows one duration: unless the author says more, half of it was the plan. */
export const DEFAULT_PLAN_SHARE = 0.5;

/** As the author maps the log's word, else as the word itself says (`Plan-And-Apply`), else as the entry says. */
function taskTypes(entry: ReplayEntry): (word: string | null) => TaskType {
  const known = new Map<string, TaskType>(Object.entries(entry.types));
  return (word) => {
    if (word === null) return entry.type;
    let type = known.get(word);
    if (type === undefined) {
      type = namedType(word) ?? entry.type;
      known.set(word, type);
    }
    return type;
  };
}

export const namedType = (word: string): TaskType | undefined =>
  TASK_TYPES.find((type) => type === word.toLowerCase().replaceAll(/[\s-]+/g, '_'));
