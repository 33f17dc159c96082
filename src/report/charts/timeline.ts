import type { SlotDetail } from './slot-detail.ts';
import { type Band, type Step, type TimeSpan, untilEnd } from './time-layers.ts';

/** What a drawing over time holds at each time, for the page to tell where the reader points. */
export interface Timeline {
  /** Right end of the axis, in ms since the run began. */
  readonly endAt: number;
  readonly columns: readonly TimelineColumn[];
  /** In the order of time, from its time until the next row's: ms since the run began, then a value for each column. */
  readonly rows: readonly (readonly number[])[];
  readonly bands: readonly Band[];
  /** The first pair of axes shows the first column, and so on; else each shows all of them. */
  readonly isByPlot?: true;
  /** Of the drawing of slots. */
  readonly slots?: SlotDetail;
}

export interface TimelineColumn {
  readonly name: string;
  /** `count`: holds until the next row. `rise`: a duration in ms that grows or falls evenly to the next row. */
  readonly kind: 'count' | 'rise';
}

/** The series that stand on a chart, by their names in `steps` and what the reader is told they are. */
export function timelineOf(
  frame: Pick<TimeSpan, 'endAt'>,
  steps: readonly Step[],
  columns: readonly (TimelineColumn & { readonly key?: string })[],
  bands: readonly Band[] = [],
): Timeline {
  return {
    endAt: frame.endAt,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    rows: untilEnd(steps, frame).map(({ at, values }) => [
      at,
      ...columns.map(({ name, key = name }) => Number((values[key] ?? 0).toFixed(2))),
    ]),
    // A band without an end lasts to the end of the axis; JSON has no infinity.
    bands: bands.map(({ name, at, until }) => ({ name, at, until: Math.min(until, frame.endAt) })),
  };
}

/** Series that only count. */
export const countColumns = (names: readonly string[]): readonly TimelineColumn[] =>
  names.map((name) => ({ name, kind: 'count' }));
