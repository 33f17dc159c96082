import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import { CHART_COLORS } from '../charts/colors.ts';
import { CHART_CONFIG, CHART_WIDTH, type Chart, type Layer, SCHEMA } from '../charts/frame.ts';
import { TOLD, toldChannel, toldText } from '../charts/told-marks.ts';
import { axisScale } from './axis-scale.ts';
import { figureText, headingOf, shortFigure, unitOf } from './compare-figures.ts';

/** Wait against cost: every policy a point with its intervals, the front joined. Null where no policy has both. */
export function paretoChart(comparison: PolicyComparison): Chart | null {
  const { wait, cost, policies, baseline } = comparison;
  const [waitUnit, costUnit] = [unitOf(comparison, wait), unitOf(comparison, cost)];
  const shortOf = shortNames(policies.map(({ label }) => label));
  const points = policies.flatMap(({ label, measures, isOnFront, bound }) => {
    const [y, x] = [measures[wait] ?? null, measures[cost] ?? null];
    if (y === null || x === null || y.mean === null || x.mean === null) return [];
    return [
      {
        label,
        kind: isOnFront ? FRONT : OTHER,
        shown: isOnFront || label === baseline ? shortOf(label) : '',
        told: toldText(
          `${label}${label === baseline ? ' (baseline)' : ''}, ${isOnFront ? FRONT : OTHER}`,
          figureText(wait, y, waitUnit),
          figureText(cost, x, costUnit),
          bound === null ? null : `${shortFigure(bound.ratio)} times the clairvoyant bound`,
        ),
        x: rounded(x.mean / costUnit.size),
        y: rounded(y.mean / waitUnit.size),
        ...span('x', x.mean, x.halfWidth, costUnit.size),
        ...span('y', y.mean, y.halfWidth, waitUnit.size),
      },
    ];
  });
  if (points.length === 0) return null;
  const bounds = policies.flatMap(({ label, measures, bound }) => {
    const y = measures[wait]?.mean ?? null;
    if (y === null || bound === null || bound.cost === null) return [];
    return [
      {
        kind: BOUND,
        told: toldText(
          `clairvoyant bound of ${label}`,
          `${headingOf(cost, costUnit)} ${shortFigure(bound.cost / costUnit.size)}`,
        ),
        x: rounded(bound.cost / costUnit.size),
        y: rounded(y / waitUnit.size),
      },
    ];
  });
  const scale = axisScale(points.map(({ y }) => y));
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    title: headingOf(cost, costUnit),
    scale: {
      domain: domainOf([...points.flatMap(({ xLow, xHigh }) => [xLow, xHigh]), ...bounds.map((bound) => bound.x)]),
      zero: false,
      nice: false,
    },
  };
  const y = {
    field: 'y',
    type: 'quantitative' as const,
    title: headingOf(wait, waitUnit),
    scale: {
      ...scale,
      domain:
        scale.type === 'linear'
          ? domainOf([0, ...points.map(({ yHigh }) => yHigh)])
          : [0, 1.6 * Math.max(...points.map(({ yHigh }) => yHigh))],
      nice: false,
    },
  };
  const front = points.filter(({ kind }) => kind === FRONT).sort((a, b) => a.x - b.x || a.y - b.y);
  const kinds = KINDS.filter((kind) => kind !== BOUND || bounds.length > 0);
  const look = {
    color: {
      field: 'kind',
      type: 'nominal' as const,
      scale: { domain: [...kinds], range: kinds.map((each) => COLORS[each]) },
    },
    shape: {
      field: 'kind',
      type: 'nominal' as const,
      scale: { domain: [...kinds], range: kinds.map((each) => SHAPES[each]) },
    },
    ...toldChannel,
  };
  const layers: Layer[] = [
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
      data: { values: [...bounds, ...points] },
      mark: { type: 'point', filled: true, opacity: 1, size: 90, ...TOLD },
      encoding: { x, y, ...look },
    },
    ...labelRows(points, { x: x.scale.domain, y: y.scale.domain, isLinear: scale.type === 'linear' }).map(
      (values, row): Layer => ({
        data: { values: [...values] },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'bottom',
          dx: LABEL_DX,
          dy: -LABEL_DY - LABEL_HEIGHT * row,
          fontSize: 11,
          color: CHART_COLORS.ink,
          limit: 380,
        },
        encoding: { x, y, text: { field: 'shown', type: 'nominal' } },
      }),
    ),
  ];
  return {
    name: 'pareto',
    title: 'Wait against cost',
    caption: `Means of all replications with their intervals; lower left is better; the table above has the same figures. Diamonds, joined by the dashed line, are on the front: none has less of one without more of the other; they and the baseline are named.${
      scale.type === 'linear' ? '' : ' The axis of the wait is logarithmic, but for a little room for 0.'
    }${
      bounds.length === 0
        ? ''
        : ' The upright bar at the same height is the clairvoyant bound of each: with the same waits nobody needs less.'
    }`,
    timeline: null,
    tellsMarks: true,
    spec: { $schema: SCHEMA, config: CHART_CONFIG, width: CHART_WIDTH, height: HEIGHT, layer: layers },
  };
}

const FRONT = 'on the front';
const OTHER = 'not on the front';
const BOUND = 'clairvoyant bound';
const KINDS = [FRONT, OTHER, BOUND] as const;
type Kind = (typeof KINDS)[number];
const COLORS: Readonly<Record<Kind, string>> = {
  [FRONT]: CHART_COLORS.working,
  [OTHER]: CHART_COLORS.held,
  [BOUND]: CHART_COLORS.ink,
};
/** Names of shapes, or a path within ±1. */
const SHAPES: Readonly<Record<Kind, string>> = {
  [FRONT]: 'diamond',
  [OTHER]: 'circle',
  [BOUND]: 'M-0.15,-1h0.3v2h-0.3Z',
};

/** Of settings of one policy, what they differ in: its parameters. */
function shortNames(labels: readonly string[]): (label: string) => string {
  const [policy = ''] = (labels[0] ?? '').split(':', 1);
  const isOne = labels.length > 1 && labels.every((label) => label === policy || label.startsWith(`${policy}:`));
  return (label) => (isOne && label !== policy ? label.slice(policy.length + 1) : label);
}

interface Labelled {
  readonly shown: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Names of points at one place stand together; one that would lie on another, or cover a point, goes a row higher. Beyond four rows there is no
 * telling them apart.
 */
function labelRows(
  points: readonly Labelled[],
  axes: { readonly x: readonly number[]; readonly y: readonly number[]; readonly isLinear: boolean },
): readonly (readonly Labelled[])[] {
  const joined = new Map<string, Labelled>();
  for (const { shown, x, y } of points) {
    if (shown === '') continue;
    const known = joined.get(`${x} ${y}`);
    joined.set(`${x} ${y}`, { x, y, shown: known === undefined ? shown : `${known.shown}, ${shown}` });
  }
  const across = (x: number): number => (x - axes.x[0]!) / (axes.x[1]! - axes.x[0]!);
  const up = (y: number): number =>
    axes.isLinear ? (y - axes.y[0]!) / (axes.y[1]! - axes.y[0]!) : Math.log1p(y) / Math.log1p(axes.y[1]!);
  const rows: Labelled[][] = Array.from({ length: LABEL_ROWS }, () => []);
  const taken: { readonly left: number; readonly right: number; readonly height: number }[] = [];
  for (const label of [...joined.values()].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const [left, right] = [across(label.x), across(label.x) + label.shown.length * LETTER_SHARE];
    const height = (row: number): number => up(label.y) + row * ROW_SHARE;
    const isFree = (row: number): boolean =>
      taken.every(
        (other) => right < other.left || left > other.right || Math.abs(height(row) - other.height) >= ROW_SHARE,
      );
    const coversNothing = (row: number): boolean =>
      points.every(({ x, y }) => {
        const [beside, above] = [across(x) - left, up(y) - height(row)];
        const isBeside = beside < LABEL_GAP - POINT_WIDTH || beside > right - left + POINT_WIDTH;
        return isBeside || above < LABEL_LIFT - POINT_HEIGHT || above > LABEL_LIFT + ROW_SHARE + POINT_HEIGHT;
      });
    const free = [...rows.keys()].filter(isFree);
    const row = free.find(coversNothing) ?? free[0] ?? 0;
    taken.push({ left, right, height: height(row) });
    rows[row]!.push(label);
  }
  return rows;
}

const HEIGHT = 300;
const LABEL_HEIGHT = 12;
const LABEL_DX = 7;
const LABEL_DY = 4;
/** Of a point of size 90. */
const POINT_RADIUS = 5;
const LABEL_ROWS = 4;
/** Of the drawing's height and width. */
const ROW_SHARE = LABEL_HEIGHT / HEIGHT;
const LETTER_SHARE = 6 / CHART_WIDTH;
/** From the middle of a point to its name. */
const [LABEL_GAP, LABEL_LIFT] = [LABEL_DX / CHART_WIDTH, LABEL_DY / HEIGHT];
/** To its edge. */
const [POINT_WIDTH, POINT_HEIGHT] = [POINT_RADIUS / CHART_WIDTH, POINT_RADIUS / HEIGHT];

/** With a little room on both sides. */
function domainOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = 0.05 * (most - least || Math.abs(most) || 1);
  return [rounded(least - room), rounded(most + room)];
}

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
