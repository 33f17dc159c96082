import { CHART_COLORS, type ChartColor } from './colors.ts';
import type { Layer } from './frame.ts';
import type { TimeUnit } from './time-axis.ts';

/** Values that stay from one point in time to the next. */
export interface Step {
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What all drawings of a run share. */
export interface TimeSpan {
  readonly unit: TimeUnit;
  readonly endAt: number;
}

/** What all layers of a drawing share. */
export interface TimeFrame extends TimeSpan {
  /** Title of the vertical axis, with its unit. */
  readonly measured: string;
  /** Largest value to be shown. */
  readonly top: number;
}

export interface NamedColor {
  readonly name: string;
  readonly color: ChartColor;
}

/** Counts that add up, stacked in the order given, the first at the bottom. */
export function stackedSteps(frame: TimeFrame, parts: readonly NamedColor[], steps: readonly Step[]): Layer {
  const values = untilEnd(steps, frame).flatMap((step) =>
    parts.map(({ name }, order) => ({ t: inUnit(step.at, frame), part: name, order, v: step.values[name] ?? 0 })),
  );
  return {
    data: { values },
    mark: { type: 'area', interpolate: 'step-after', line: false, strokeWidth: 0 },
    encoding: {
      x: timeAxis(frame),
      y: countAxis(frame, 'zero'),
      order: { field: 'order', type: 'quantitative' },
      color: {
        field: 'part',
        type: 'nominal',
        scale: { domain: parts.map(({ name }) => name), range: parts.map(({ color }) => CHART_COLORS[color]) },
      },
    },
  };
}

/** A single line, told apart by its dashes. */
export function stepLine(
  frame: TimeFrame,
  line: NamedColor & { readonly dash: readonly number[] },
  steps: readonly Step[],
): Layer {
  const values = untilEnd(steps, frame).map((step) => ({ t: inUnit(step.at, frame), v: step.values[line.name] ?? 0 }));
  return {
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', color: CHART_COLORS[line.color], strokeWidth: 2 },
    encoding: {
      x: timeAxis(frame),
      y: countAxis(frame, null),
      strokeDash: {
        datum: line.name,
        type: 'nominal',
        scale: { domain: [line.name], range: [[...line.dash]] },
        legend: {
          symbolType: 'stroke',
          symbolStrokeColor: CHART_COLORS[line.color],
          symbolStrokeWidth: 2,
          symbolSize: 260,
        },
      },
    },
  };
}

export interface Mark {
  readonly at: number;
  readonly v: number;
  readonly kind: string;
}

/** Points of two or more kinds, told apart by their shape. */
export function marks(frame: TimeFrame, shapes: Readonly<Record<string, string>>, points: readonly Mark[]): Layer {
  return {
    data: { values: points.map(({ at, v, kind }) => ({ t: inUnit(at, frame), v, kind })) },
    mark: { type: 'point', filled: true, size: 70, color: CHART_COLORS.ink, opacity: 1 },
    encoding: {
      x: timeAxis(frame),
      y: countAxis(frame, null),
      shape: {
        field: 'kind',
        type: 'nominal',
        scale: { domain: Object.keys(shapes), range: Object.values(shapes) },
        legend: { symbolFillColor: CHART_COLORS.ink, symbolSize: 70 },
      },
    },
  };
}

export interface Band {
  readonly name: string;
  readonly at: number;
  readonly until: number;
}

/** Faults as bands from top to bottom, with a rule where each begins. They belong behind the data. */
export function faultBands(frame: TimeSpan, faults: readonly Band[]): readonly Layer[] {
  if (faults.length === 0) return [];
  const values = bandValues(frame, faults);
  const x = { ...timeAxis(frame), field: 'from' };
  return [
    {
      data: { values },
      mark: { type: 'rect', color: CHART_COLORS.line, opacity: 0.7 },
      encoding: { x, x2: { field: 'to' } },
    },
    { data: { values }, mark: { type: 'rule', color: CHART_COLORS.faint, strokeDash: [2, 3] }, encoding: { x } },
  ];
}

/** What the bands are called. Names of faults that follow each other closely stand below each other. They belong before the data. */
export function faultNames(frame: TimeSpan, faults: readonly Band[]): readonly Layer[] {
  const values = bandValues(frame, faults);
  return Array.from({ length: Math.min(LABEL_ROWS, values.length) }, (_, row) => ({
    data: { values: values.filter((_value, index) => index % LABEL_ROWS === row) },
    mark: {
      type: 'text',
      color: CHART_COLORS.ink,
      align: 'left',
      baseline: 'top',
      dx: 3,
      dy: 3 + LABEL_HEIGHT * row,
      fontSize: 11,
      limit: 160,
    },
    encoding: {
      x: { ...timeAxis(frame), field: 'from' },
      y: { value: 0 },
      text: { field: 'name', type: 'nominal' },
    },
  }));
}

/** More bands than these would hide what they are meant to explain. */
const bandValues = (frame: TimeSpan, faults: readonly Band[]) =>
  faults.slice(0, BANDS_MAX).map(({ name, at, until }) => ({
    name,
    from: inUnit(Math.min(at, frame.endAt), frame),
    to: inUnit(Math.min(until, frame.endAt), frame),
  }));

export const timeAxis = (frame: TimeSpan) => ({
  field: 't',
  type: 'quantitative' as const,
  title: frame.unit.title,
  scale: { domain: [0, inUnit(frame.endAt, frame)], nice: false },
  axis: { grid: false, tickCount: 10 },
});

const countAxis = (frame: TimeFrame, stack: 'zero' | null) => ({
  field: 'v',
  type: 'quantitative' as const,
  title: frame.measured,
  stack,
  axis: { tickMinStep: 1 },
  // Some room above, so that a line along the top is not lost in the frame.
  scale: { domain: [0, Math.max(frame.top, 1) * 1.12], nice: false },
});

/** Height of the tallest stack or line. */
export const topOf = (steps: readonly Step[], parts: readonly NamedColor[], line: string | null): number =>
  steps.reduce((top, { values }) => {
    const stack = parts.reduce((sum, { name }) => sum + (values[name] ?? 0), 0);
    return Math.max(top, stack, line === null ? 0 : (values[line] ?? 0));
  }, 0);

export const inUnit = (ms: number, { unit }: Pick<TimeSpan, 'unit'>): number => Number((ms / unit.ms).toFixed(4));

/** The last values hold until the end of the run. */
export function untilEnd(steps: readonly Step[], { endAt }: Pick<TimeSpan, 'endAt'>): readonly Step[] {
  const last = steps.at(-1);
  return last === undefined || last.at >= endAt ? steps : [...steps, { ...last, at: endAt }];
}

const BANDS_MAX = 30;
const LABEL_ROWS = 3;
const LABEL_HEIGHT = 13;
