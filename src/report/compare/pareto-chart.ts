import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import { CHART_COLORS } from '../charts/colors.ts';
import { CHART_CONFIG, CHART_WIDTH, type Chart, type Layer, SCHEMA } from '../charts/frame.ts';
import { axisScale } from './axis-scale.ts';
import { headingOf, unitOf } from './compare-figures.ts';

/** Wait against cost: every policy a point with its intervals, the front joined. Null where no policy has both. */
export function paretoChart(comparison: PolicyComparison): Chart | null {
  const { wait, cost, policies, baseline } = comparison;
  const [waitUnit, costUnit] = [unitOf(comparison, wait), unitOf(comparison, cost)];
  const points = policies.flatMap(({ label, measures, isOnFront }) => {
    const [y, x] = [measures[wait] ?? null, measures[cost] ?? null];
    if (y === null || x === null || y.mean === null || x.mean === null) return [];
    return [
      {
        label,
        kind: isOnFront ? FRONT : OTHER,
        shown: isOnFront || label === baseline ? label : '',
        x: rounded(x.mean / costUnit.size),
        y: rounded(y.mean / waitUnit.size),
        ...span('x', x.mean, x.halfWidth, costUnit.size),
        ...span('y', y.mean, y.halfWidth, waitUnit.size),
      },
    ];
  });
  if (points.length === 0) return null;
  const scale = axisScale(points.map(({ y }) => y));
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    title: headingOf(cost, costUnit),
    scale: { zero: false, padding: 24 },
  };
  const y = {
    field: 'y',
    type: 'quantitative' as const,
    title: headingOf(wait, waitUnit),
    scale: { ...scale, padding: 12 },
  };
  const front = points.filter(({ kind }) => kind === FRONT).sort((a, b) => a.x - b.x || a.y - b.y);
  const bounds = policies.flatMap(({ measures, bound }) => {
    const y = measures[wait]?.mean ?? null;
    if (y === null || bound === null || bound.cost === null) return [];
    return [{ x: rounded(bound.cost / costUnit.size), y: rounded(y / waitUnit.size) }];
  });
  const layers: Layer[] = [
    ...(bounds.length === 0
      ? []
      : [
          {
            data: { values: bounds },
            mark: {
              type: 'tick' as const,
              orient: 'vertical' as const,
              color: CHART_COLORS.promised,
              size: 16,
              thickness: 2.5,
            },
            encoding: { x, y },
          },
        ]),
    {
      data: { values: front },
      mark: {
        type: 'line',
        interpolate: 'step-after',
        color: CHART_COLORS.working,
        strokeWidth: 1.5,
        strokeDash: [4, 3],
      },
      encoding: { x, y },
    },
    {
      data: { values: points },
      mark: { type: 'rule', color: CHART_COLORS.absent },
      encoding: { x: { ...x, field: 'xLow' }, x2: { field: 'xHigh' }, y },
    },
    {
      data: { values: points },
      mark: { type: 'rule', color: CHART_COLORS.absent },
      encoding: { x, y: { ...y, field: 'yLow' }, y2: { field: 'yHigh' } },
    },
    {
      data: { values: points },
      mark: { type: 'point', filled: true, opacity: 1, size: 90 },
      encoding: {
        x,
        y,
        color: {
          field: 'kind',
          type: 'nominal',
          scale: { domain: [FRONT, OTHER], range: [CHART_COLORS.working, CHART_COLORS.held] },
        },
        shape: { field: 'kind', type: 'nominal', scale: { domain: [FRONT, OTHER], range: ['diamond', 'circle'] } },
      },
    },
    {
      data: { values: points },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'bottom',
        dx: 7,
        dy: -4,
        fontSize: 11,
        color: CHART_COLORS.ink,
        limit: 260,
      },
      encoding: { x, y, text: { field: 'shown', type: 'nominal' } },
    },
  ];
  return {
    name: 'pareto',
    title: 'Wait against cost',
    caption: `Means of all replications with their intervals; lower left is better. Diamonds, joined by the dashed line, are those that no other policy beats in both; they and the baseline are named.${
      scale.type === 'linear' ? '' : ' The axis of the wait is logarithmic, but for a little room for 0.'
    }${
      bounds.length === 0
        ? ''
        : ' The upright tick at the same height is the clairvoyant bound of each: with the same waits nobody needs less.'
    }`,
    spec: { $schema: SCHEMA, config: CHART_CONFIG, width: CHART_WIDTH, height: 300, layer: layers },
  };
}

const FRONT = 'on the front';
const OTHER = 'beaten in both';

/** The ends of an interval; the point itself where there is none. A wait is never below 0. */
function span<A extends 'x' | 'y'>(
  axis: A,
  middle: number,
  halfWidth: number | null,
  size: number,
): Record<`${A}Low` | `${A}High`, number> {
  const half = halfWidth ?? 0;
  return {
    [`${axis}Low`]: rounded(Math.max(0, middle - half) / size),
    [`${axis}High`]: rounded((middle + half) / size),
  } as Record<`${A}Low` | `${A}High`, number>;
}

const rounded = (value: number): number => Number(value.toPrecision(6));
