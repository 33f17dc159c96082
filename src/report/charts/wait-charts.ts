import type { TaskType } from '../../engine/task.ts';
import type { WaitDistribution } from '../../measure/wait-distribution.ts';
import { formatDuration, formatMeasure } from '../quantity.ts';
import { CHART_COLORS, type ChartColor } from './colors.ts';
import { curveMarks } from './curve-marks.ts';
import { CHART_CONFIG, CHART_WIDTH, type Chart, SCHEMA } from './frame.ts';
import { durationUnitFor } from './time-axis.ts';
import { TOLD, toldChannel, toldText } from './told-marks.ts';

const LOOKS: Readonly<Record<TaskType, { readonly color: ChartColor; readonly dash: readonly number[] }>> = {
  plan: { color: 'working', dash: [1, 0] },
  plan_and_apply: { color: 'held', dash: [6, 3] },
  drift_check: { color: 'absent', dash: [2, 2] },
};

/** The distribution of waits by task type, as a histogram and as a cumulative curve. None without tasks. */
export function waitCharts(waits: readonly WaitDistribution[]): readonly Chart[] {
  if (waits.length === 0) return [];
  const longest = Math.max(1, ...waits.flatMap(({ ecdf }) => ecdf.map(({ ms }) => ms)));
  const unit = durationUnitFor(longest, 'wait');
  const inUnit = (ms: number): number => Number((ms / unit.ms).toFixed(4));
  const types = waits.map(({ type }) => type);
  const scale = { domain: types, range: types.map((type) => CHART_COLORS[LOOKS[type].color]) };
  const wait = { type: 'quantitative' as const, title: unit.title, axis: { grid: false } };
  const shared = { $schema: SCHEMA, config: CHART_CONFIG, width: CHART_WIDTH, height: 150 };
  const bars = waits.flatMap(({ type, bins }, order) =>
    bins
      .filter(({ count }) => count > 0)
      .map(({ from, to, count }) => ({
        type,
        order,
        count,
        from: inUnit(from),
        to: inUnit(to),
        told: toldText(
          `${type}: ${formatMeasure(count, 'tasks')}`,
          `waited ${formatDuration(from)} to ${formatDuration(to)}`,
        ),
      })),
  );
  const points = waits.flatMap(({ type, ecdf }) => [
    { type, wait: 0, share: 0 },
    ...ecdf.map(({ ms, share }) => ({ type, wait: inUnit(ms), share: Number(share.toFixed(4)) })),
  ]);
  const place = {
    x: { ...wait, field: 'wait', scale: { domain: [0, inUnit(longest)] } },
    y: {
      field: 'share',
      type: 'quantitative' as const,
      title: 'share of tasks',
      scale: { domain: [0, 1] },
      axis: { tickCount: 5 },
    },
  };
  return [
    {
      name: 'wait-histogram',
      title: 'Wait times',
      caption: `How many tasks waited how long, by type.${censoredText(waits)}`,
      timeline: null,
      tellsMarks: true,
      spec: {
        ...shared,
        data: { values: bars },
        mark: { type: 'bar', stroke: CHART_COLORS.page, strokeWidth: 0.5, ...TOLD },
        encoding: {
          x: { ...wait, field: 'from', bin: 'binned', scale: { domainMin: 0 } },
          x2: { field: 'to' },
          y: { field: 'count', type: 'quantitative', title: 'tasks', axis: { tickMinStep: 1, tickCount: 5 } },
          order: { field: 'order', type: 'quantitative' },
          color: { field: 'type', type: 'nominal', scale },
          ...toldChannel,
        },
      },
    },
    {
      name: 'wait-ecdf',
      title: 'Share of tasks that waited at most so long',
      caption:
        'Each type has its own dashes; the sooner a curve reaches 1, the better. Points mark where it passes the half and 95 %.',
      timeline: null,
      tellsMarks: true,
      spec: {
        ...shared,
        layer: [
          {
            data: { values: points },
            mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
            encoding: {
              ...place,
              color: { field: 'type', type: 'nominal', scale, legend: { symbolType: 'stroke', symbolSize: 500 } },
              strokeDash: {
                field: 'type',
                type: 'nominal',
                scale: { domain: types, range: types.map((type) => [...LOOKS[type].dash]) },
              },
            },
          },
          {
            data: {
              values: waits.flatMap(({ type, ecdf }) =>
                curveMarks(type, ecdf).map(({ ms, share, told }) => ({ type, wait: inUnit(ms), share, told })),
              ),
            },
            mark: { type: 'point', shape: 'circle', filled: true, opacity: 1, size: 45, ...TOLD },
            encoding: { ...place, color: { field: 'type', type: 'nominal', scale }, ...toldChannel },
          },
        ],
      },
    },
  ];
}

function censoredText(waits: readonly WaitDistribution[]): string {
  const censored = waits.reduce((sum, wait) => sum + wait.censored, 0);
  if (censored === 0) return '';
  return censored === 1
    ? ' One of them never started: it waited at least so long.'
    : ` ${censored} of them never started: they waited at least so long.`;
}
