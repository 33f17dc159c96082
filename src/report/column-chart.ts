/** A chart of columns for a terminal. */
export interface ColumnChart {
  readonly values: readonly number[];
  /** Under the first and the last column. */
  readonly ends: readonly [first: string, last: string];
  /** Characters of the whole chart. */
  readonly width: number;
  /** Lines of the columns. */
  readonly height: number;
}

/**
 * Columns of Unicode blocks, to an eighth of a line, with the scale at the left and the ends named below; no colour is needed to read
 * it. Where there are more values than room, a column is the mean of several; where there is room, a value is several characters wide.
 * A column of a value above 0 is always to be seen.
 */
export function columnChart({ values, ends, width, height }: ColumnChart): DrawnChart {
  if (values.length === 0) return { lines: [], perColumn: 1 };
  const { columns, most, axis, room, perColumn } = fitted(values, width);
  const thickness = Math.max(1, Math.min(WIDEST, Math.floor(room / columns.length)));
  const eighths = columns.map((value) => eighthsOf(value, most, height));
  const lines = Array.from({ length: height }, (_, index) => {
    const below = (height - 1 - index) * 8;
    const label = index === 0 ? tick(most) : index === height - 1 ? tick(0) : '';
    const blocks = eighths
      .map((filled) => BLOCKS[Math.max(0, Math.min(8, filled - below))]!.repeat(thickness))
      .join('');
    return `${label.padStart(axis)}▕${blocks}`.trimEnd();
  });
  const [first, last] = ends;
  const gap = columns.length * thickness - first.length - last.length;
  const below = gap > 0 ? `${first}${' '.repeat(gap)}${last}` : `${first} – ${last}`;
  return { lines: [...lines, `${' '.repeat(axis + 1)}${below}`], perColumn };
}

export interface DrawnChart {
  readonly lines: readonly string[];
  /** Values that a column is the mean of. */
  readonly perColumn: number;
}

interface Fit {
  readonly columns: readonly number[];
  readonly most: number;
  /** Characters of the scale. */
  readonly axis: number;
  readonly room: number;
  readonly perColumn: number;
}

/** A mean may need more digits than the values: the scale then takes some room from the columns. */
function fitted(values: readonly number[], width: number): Fit {
  for (let axis = tick(largest(values)).length; ; axis++) {
    const room = Math.max(1, width - axis - 1);
    const perColumn = Math.ceil(values.length / room);
    const columns = grouped(values, perColumn);
    const most = largest(columns);
    if (tick(most).length <= axis) return { columns, most, axis, room, perColumn };
  }
}

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

/** Means of so many neighbours; the last group may be smaller. */
function grouped(values: readonly number[], size: number): readonly number[] {
  if (size <= 1) return values;
  const groups: number[] = [];
  for (let start = 0; start < values.length; start += size) {
    const group = values.slice(start, start + size);
    groups.push(group.reduce((sum, value) => sum + value, 0) / group.length);
  }
  return groups;
}

function eighthsOf(value: number, most: number, height: number): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.round((value / most) * height * 8));
}

const tick = (value: number): string => String(Number(value.toFixed(value < 10 ? 1 : 0)));

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Characters that a column takes at most. */
const WIDEST = 3;
