import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import { pooledEcdf } from '../../measure/wait-distribution.ts';
import { CHART_COLORS, type ChartColor } from '../charts/colors.ts';
import { curveMarks } from '../charts/curve-marks.ts';
import { CHART_CONFIG, CHART_WIDTH, type Chart, SCHEMA } from '../charts/frame.ts';
import { durationUnitFor } from '../charts/time-axis.ts';
import { TOLD, toldChannel } from '../charts/told-marks.ts';
import { axisScale } from './axis-scale.ts';
import { ranked } from './compare-figures.ts';

/** The share of tasks that waited at most so long, all policies on one axis. Null without tasks. */
export function ecdfChart(comparison: PolicyComparison): Chart | null {
  const drawn = ranked(comparison).flatMap(({ label, charts, isBaseline, isOnFront }) =>
    charts === null || charts.waits.length === 0
      ? []
      : [{ label, isNamed: isBaseline || isOnFront, curve: pooledEcdf(charts.waits) }],
  );
  if (drawn.length === 0) return null;
  // What is named is told apart by colour and dashes; of those there are six.
  const named = drawn.filter(({ isNamed }) => isNamed || drawn.length <= LOOKS.length).slice(0, LOOKS.length);
  const nameOf = (label: string): string => (named.some((each) => each.label === label) ? label : OTHERS);
  const longest = Math.max(1, ...drawn.map(({ curve }) => curve.at(-1)?.ms ?? 0));
  const unit = durationUnitFor(longest, 'wait');
  const rowsOf = <Point extends { readonly ms: number; readonly share: number }>(
    label: string,
    points: readonly Point[],
  ) =>
    points.map(({ ms, share, ...rest }) => ({
      policy: label,
      name: nameOf(label),
      wait: Number((ms / unit.ms).toFixed(4)),
      share: Number(share.toFixed(4)),
      ...rest,
    }));
  const values = drawn.flatMap(({ label, curve }) => rowsOf(label, [{ ms: 0, share: 0 }, ...curve]));
  const names = [...named.map(({ label }) => label), ...(named.length < drawn.length ? [OTHERS] : [])];
  const looks = names.map((name, index) => (name === OTHERS ? FAINT : (LOOKS[index] ?? FAINT)));
  const x = {
    field: 'wait',
    type: 'quantitative' as const,
    title: unit.title,
    scale: axisScale(values.map(({ wait }) => wait).filter((wait) => wait * unit.ms >= 1000)),
    axis: { grid: false },
  };
  const y = {
    field: 'share',
    type: 'quantitative' as const,
    title: 'share of tasks',
    scale: { domain: [0, 1] },
    axis: { tickCount: 5 },
  };
  const color = {
    field: 'name',
    type: 'nominal' as const,
    scale: { domain: names, range: looks.map((look) => CHART_COLORS[look.color]) },
  };
  return {
    name: 'wait-ecdf-by-policy',
    title: 'Share of tasks that waited at most so long',
    caption: `First replication, all types of tasks; the sooner a curve reaches 1, the better. Points mark where it passes the half and 95 %.${
      named.length < drawn.length ? ' The baseline and policies on the front are named, the others faint.' : ''
    } Tasks that never started count with what was seen of their wait.`,
    timeline: null,
    tellsMarks: true,
    spec: {
      $schema: SCHEMA,
      config: { ...CHART_CONFIG, legend: { ...CHART_CONFIG.legend, columns: 2, labelLimit: 340 } },
      width: CHART_WIDTH,
      height: 240,
      layer: [
        {
          data: { values },
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
          encoding: {
            x,
            y,
            detail: { field: 'policy', type: 'nominal' },
            color: { ...color, legend: { symbolType: 'stroke', symbolSize: 500 } },
            strokeDash: {
              field: 'name',
              type: 'nominal',
              scale: { domain: names, range: looks.map(({ dash }) => [...dash]) },
            },
          },
        },
        {
          data: { values: drawn.flatMap(({ label, curve }) => rowsOf(label, curveMarks(label, curve))) },
          mark: { type: 'point', shape: 'circle', filled: true, opacity: 1, size: 45, ...TOLD },
          encoding: { x, y, color, ...toldChannel },
        },
      ],
    },
  };
}

const OTHERS = 'other policies';
const FAINT: Look = { color: 'line', dash: [1, 0] };
const LOOKS: readonly Look[] = [
  { color: 'working', dash: [1, 0] },
  { color: 'held', dash: [6, 3] },
  { color: 'bad', dash: [2, 2] },
  { color: 'promised', dash: [8, 3, 2, 3] },
  { color: 'ready', dash: [1, 0] },
  { color: 'absent', dash: [6, 3] },
];

interface Look {
  readonly color: ChartColor;
  readonly dash: readonly number[];
}
