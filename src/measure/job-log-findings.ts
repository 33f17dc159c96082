import { namedType } from '../scenario/trace/replay.ts';
import type { RowCount, TraceJob, TraceReading, UsedColumn } from '../scenario/trace/trace-reading.ts';
import { type ArrivalStatistics, arrivalStatistics } from './arrival-statistics.ts';
import { type DurationQuantiles, durationQuantiles } from './duration-quantiles.ts';
import { type OfferedLoad, offeredLoad, type WorkSpan } from './offered-load.ts';

/** What a job log tells of its work, before anything is simulated. Times in ms of the log itself. */
export interface JobLogFindings {
  readonly format: TraceReading['format'];
  readonly columns: readonly UsedColumn[];
  readonly rows: RowCount;
  readonly outOfOrder: number;
  /** Epoch ms of the log's time 0; null = the log does not tell, and its hours count from the first job. */
  readonly originMs: number | null;
  readonly arrivals: ArrivalStatistics;
  /** How long the jobs ran. */
  readonly durations: DurationQuantiles;
  /** What the old system made them wait; null where the log does not tell of any. */
  readonly waits: DurationQuantiles | null;
  readonly load: OfferedLoad;
  /** That of the jobs which the log calls plan_and_apply, of which a pod takes one at a time by the usual rule; null where there are none. */
  readonly applyLoad: OfferedLoad | null;
  readonly workspaces: WorkspaceShares;
  /** The log's words for kinds of jobs that name no task type, by number, then by word: the entry's `types` says what they are. */
  readonly unknownTypes: readonly { readonly word: string; readonly jobs: number }[];
}

export interface WorkspaceShares {
  readonly count: number;
  /** Jobs without one. */
  readonly jobsWithout: number;
  /** Of all jobs; by number, then by name. */
  readonly busiest: readonly { readonly workspace: string; readonly jobs: number; readonly share: number }[];
}

/** `reading` must hold at least one job. */
export function jobLogFindings(reading: TraceReading): JobLogFindings {
  const { jobs, originMs } = reading;
  const first = jobs[0]!.submitMs;
  return {
    format: reading.format,
    columns: reading.columns,
    rows: reading.rows,
    outOfOrder: reading.outOfOrder,
    originMs,
    arrivals: arrivalStatistics(
      jobs.map(({ submitMs }) => submitMs),
      originMs ?? -first,
    ),
    durations: durationQuantiles(jobs.map(({ runMs }) => runMs))!,
    waits: durationQuantiles(jobs.flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]))),
    load: offeredLoad(jobs.map(spanOf)),
    applyLoad: applyLoad(jobs),
    workspaces: workspaceShares(jobs),
    unknownTypes: unknownTypes(jobs),
  };
}

const spanOf = ({ submitMs, runMs }: TraceJob): WorkSpan => ({ fromMs: submitMs, lengthMs: runMs });

function applyLoad(jobs: readonly TraceJob[]): OfferedLoad | null {
  const applies = jobs.filter(({ type }) => type !== null && namedType(type) === 'plan_and_apply');
  return applies.length === 0 ? null : offeredLoad(applies.map(spanOf), jobs.map(spanOf));
}

function unknownTypes(jobs: readonly TraceJob[]): JobLogFindings['unknownTypes'] {
  const counts = new Map<string, number>();
  for (const { type } of jobs) if (type !== null) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .filter(([word]) => namedType(word) === undefined)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word, count]) => ({ word, jobs: count }));
}

function workspaceShares(jobs: readonly TraceJob[]): WorkspaceShares {
  const counts = new Map<string, number>();
  let jobsWithout = 0;
  for (const { workspace } of jobs) {
    if (workspace === null) jobsWithout++;
    else counts.set(workspace, (counts.get(workspace) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return {
    count: counts.size,
    jobsWithout,
    busiest: ranked
      .slice(0, SHOWN)
      .map(([workspace, count]) => ({ workspace, jobs: count, share: count / jobs.length })),
  };
}

const SHOWN = 5;
