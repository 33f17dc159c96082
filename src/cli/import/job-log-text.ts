import type { ArrivalStatistics } from '../../measure/arrival-statistics.ts';
import type { DurationQuantiles } from '../../measure/duration-quantiles.ts';
import type { JobLogFindings } from '../../measure/job-log-findings.ts';
import { columnChart } from '../../report/column-chart.ts';
import { formatDuration, formatNumber, formatRatio } from '../../report/quantity.ts';
import { SKIP_REASONS } from '../../scenario/trace/trace-reading.ts';
import type { Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { yamlKey } from './job-log-scenario.ts';

/** What a job log tells, for people: rows, arrivals with two charts, burstiness, durations, workspaces, load. */
export function jobLogText(file: string, findings: JobLogFindings, terminal: Terminal): string {
  const { columns, arrivals } = findings;
  const heading = (text: string): string => `\n${terminal.paint('bold', text)}\n`;
  return [
    `${terminal.paint('bold', file)}: ${findings.format}, ${columns.map(({ field, column }) => (field === column ? field : `${field}=${column}`)).join(', ')}\n`,
    heading('Rows'),
    rowTable(findings, terminal.width),
    ...(findings.unknownTypes.length === 0
      ? []
      : [heading('Kinds of jobs that were not understood'), typeTable(findings, terminal.width)]),
    heading('Arrivals'),
    arrivalTable(findings, terminal.width),
    ...hourCharts(findings, terminal.columns),
    heading('Times'),
    durationTable(findings, terminal.width),
    heading('Workspaces'),
    workspaceTable(findings, terminal.width),
    heading('Burstiness (1 = independent arrivals, more = bursts)'),
    burstTable(arrivals, terminal.width),
  ].join('');
}

function rowTable({ rows, outOfOrder }: JobLogFindings, width: number): string {
  return textTable(
    ['rows', 'number', 'what'],
    [
      ['read', String(rows.read), ''],
      ['used', String(rows.used), outOfOrder === 0 ? '' : `${outOfOrder} of them stood after a later one`],
      ...rows.skipped.map(({ reason, rows: count, firstRow }) => [
        'skipped',
        String(count),
        `${SKIP_REASONS[reason]}, the first in line ${firstRow}`,
      ]),
    ],
    width,
  );
}

function typeTable({ unknownTypes }: JobLogFindings, width: number): string {
  const more = unknownTypes.slice(TYPES_SHOWN);
  const others = more.reduce((sum, { jobs }) => sum + jobs, 0);
  return textTable(
    ['kind', 'jobs', 'what'],
    [
      ...unknownTypes
        .slice(0, TYPES_SHOWN)
        .map(({ word, jobs }, index) => [
          word,
          String(jobs),
          index > 0 ? 'likewise' : `taken for plan; if it applies: types: { ${yamlKey(word)}: plan_and_apply }`,
        ]),
      ...(more.length === 0 ? [] : [[`${more.length} others`, String(others), 'likewise; --json lists them']]),
    ],
    width,
  );
}

const TYPES_SHOWN = 20;

function arrivalTable({ arrivals, originMs, load }: JobLogFindings, width: number): string {
  const { perHour, busiestHour } = arrivals;
  return textTable(
    ['measure', 'value', 'note'],
    [
      ['span', formatDuration(arrivals.spanMs), 'first to last submission'],
      ['per hour', perHour === null ? 'none' : formatNumber(perHour), 'mean over the span'],
      [
        'busiest hour',
        busiestHour === null ? 'none' : String(busiestHour.count),
        busiestHour === null ? 'all came at once' : hourName(busiestHour.fromMs, arrivals, originMs),
      ],
      [
        'offered load',
        load.mean === null ? 'none' : formatNumber(load.mean),
        'erlangs: mean busy slots over the span if nothing waits',
      ],
      ['busy slots', load.p99 === null ? 'none' : String(load.p99), 'enough for 99 % of the time if nothing waits'],
      ['most at once', String(load.peak), 'if nothing waits'],
    ],
    width,
  );
}

const hourName = (fromMs: number, { hours }: ArrivalStatistics, originMs: number | null): string =>
  originMs === null
    ? `from ${formatDuration(fromMs - hours[0]!.fromMs)} after the first`
    : `from ${epochText(fromMs + originMs)}`;

/** `2026-01-05T08:50Z`. */
const epochText = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 16)}Z`;

function hourCharts({ arrivals, originMs }: JobLogFindings, width: number): readonly string[] {
  const { hours, hoursOfDay } = arrivals;
  const last = hours.at(-1)!;
  const ends: readonly [string, string] =
    originMs === null
      ? ['0h', formatDuration(last.fromMs - hours[0]!.fromMs)]
      : [epochText(hours[0]!.fromMs + originMs), epochText(last.fromMs + originMs)];
  const day = originMs === null ? 'by hour of the day, counted from the first job' : 'by hour of the day (UTC)';
  const span = columnChart({ values: hours.map(({ count }) => count), ends, width, height: 5 });
  const daily = columnChart({ values: hoursOfDay, ends: ['0', '23'], width: Math.min(width, 90), height: 5 });
  const each = span.perColumn === 1 ? '' : `, a column is the mean of ${span.perColumn} hours`;
  const lines = ['', `arrivals per hour, over the span${each}`, ...span.lines, '', `arrivals ${day}`, ...daily.lines];
  return lines.map((line) => `${line}\n`);
}

function durationTable({ durations, waits }: JobLogFindings, width: number): string {
  const cells = (what: string, q: DurationQuantiles): string[] => [
    what,
    ...[q.mean, q.p50, q.p90, q.p95, q.p99, q.max].map(formatDuration),
  ];
  return textTable(
    ['time', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'],
    [cells('run', durations), ...(waits === null ? [] : [cells('wait in the log', waits)])],
    width,
  );
}

function workspaceTable({ workspaces, rows }: JobLogFindings, width: number): string {
  const others = rows.used - workspaces.jobsWithout - workspaces.busiest.reduce((sum, { jobs }) => sum + jobs, 0);
  const more = workspaces.count - workspaces.busiest.length;
  return textTable(
    ['workspace', 'jobs', 'share'],
    [
      ...workspaces.busiest.map(({ workspace, jobs, share }) => [workspace, String(jobs), formatRatio(share)]),
      ...(more === 0 ? [] : [[`${more} others`, String(others), formatRatio(others / rows.used)]]),
      ...(workspaces.jobsWithout === 0
        ? []
        : [['none named', String(workspaces.jobsWithout), formatRatio(workspaces.jobsWithout / rows.used)]]),
    ],
    width,
  );
}

function burstTable({ dispersionMinute, dispersionHour, gapVariation }: ArrivalStatistics, width: number): string {
  const shown = (value: number | null): string => (value === null ? 'none' : formatNumber(value));
  return textTable(
    ['measure', 'value', 'definition'],
    [
      ['dispersion, 1 minute', shown(dispersionMinute), 'variance of the arrivals in a minute ÷ their mean'],
      ['dispersion, 1 hour', shown(dispersionHour), 'variance of the arrivals in an hour ÷ their mean'],
      ['gap variation', shown(gapVariation), 'variance of the gaps between arrivals ÷ square of their mean'],
    ],
    width,
  );
}
