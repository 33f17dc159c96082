import { type ParameterRange, type ParameterValue, parameterValueText } from '../../scenario/parameter-range.ts';

/** A value for each searched parameter, in the order of the ranges. */
export type Setting = readonly ParameterValue[];

/**
 * What is searched: one range for each parameter. A point of it is a number from 0 to 1 for each, so that samplers need not know what they
 * draw; `settingAt` makes values of them that a person would write.
 */
export class SearchSpace {
  readonly ranges: readonly ParameterRange[];

  constructor(ranges: readonly ParameterRange[]) {
    this.ranges = ranges;
  }

  /** How many settings there are; infinite with an interval among the ranges. */
  get size(): number {
    return this.ranges.reduce(
      (product, range) => product * (range.kind === 'listed' ? range.values.length : Number.POSITIVE_INFINITY),
      1,
    );
  }

  settingAt(point: readonly number[]): Setting {
    return this.ranges.map((range, index) => valueAt(range, point[index]!));
  }

  /** The inverse, as far as rounding allows; null where the setting is not in the space. */
  pointOf(setting: Setting): readonly number[] | null {
    const point = this.ranges.map((range, index) => placeOf(range, setting[index]!));
    return point.every((place) => place !== null) ? point : null;
  }

  /** As `--policy` takes them: `scaleUpAbove=0.7,scaleDownBelow=0.2`. One text, one setting. */
  textOf(setting: Setting): string {
    return this.ranges
      .map(({ parameter }, index) => `${parameter.name}=${parameterValueText(parameter, setting[index]!)}`)
      .join(',');
  }

  /** Every combination of listed values and of `GRID_LEVELS` equal parts of each interval, the last parameter the fastest. */
  grid(): readonly Setting[] {
    return this.ranges
      .map(levelsOf)
      .reduce<readonly Setting[]>(
        (settings, levels) => settings.flatMap((setting) => levels.map((value) => [...setting, value])),
        [[]],
      );
  }

  get gridSize(): number {
    return this.ranges.reduce((product, range) => product * levelsOf(range).length, 1);
  }
}

/** Values of an interval in a grid, both ends among them. */
export const GRID_LEVELS = 5;

function levelsOf(range: ParameterRange): readonly ParameterValue[] {
  if (range.kind === 'listed') return range.values;
  const levels = Array.from({ length: GRID_LEVELS }, (_, index) => valueAt(range, index / (GRID_LEVELS - 1)));
  return [...new Set(levels)];
}

function valueAt(range: ParameterRange, place: number): ParameterValue {
  if (range.kind === 'listed') {
    const last = range.values.length - 1;
    return range.values[Math.min(last, Math.floor(place * range.values.length))]!;
  }
  const { low, high, scale } = range;
  const value = scale === 'log' ? low * (high / low) ** place : low + (high - low) * place;
  return Math.min(high, Math.max(low, rounded(value, range)));
}

/** To a two-hundredth of an interval or less, to two digits on a logarithmic scale; counts and ms are whole. */
function rounded(
  value: number,
  { parameter, low, high, scale }: Extract<ParameterRange, { kind: 'interval' }>,
): number {
  const extent = scale === 'log' ? value / 10 : (high - low) / 200;
  const grain = 10 ** Math.floor(Math.log10(extent));
  const isWhole = parameter.kind === 'count' || parameter.kind === 'duration';
  const unit = isWhole ? Math.max(1, grain) : grain;
  return Number((Math.round(value / unit) * unit).toPrecision(12));
}

function placeOf(range: ParameterRange, value: ParameterValue): number | null {
  if (range.kind === 'listed') {
    const index = range.values.indexOf(value);
    return index === -1 ? null : (index + 0.5) / range.values.length;
  }
  const { low, high, scale } = range;
  if (typeof value !== 'number' || value < low || value > high) return null;
  return scale === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
