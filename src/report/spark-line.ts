import type { Steps } from '../measure/step-table.ts';

/**
 * A column over time in one line of Unicode blocks, each character the mean over its share of the run; the highest is full, what is above 0
 * is always to be seen, and a column that stays 0 is empty.
 */
export function sparkLine<K extends string>(steps: Steps<K>, column: K, endedAt: number, width: number): string {
  const means = meansOf(steps, column, endedAt, width);
  const most = Math.max(...means);
  return means.map((mean) => BLOCKS[mean <= 0 ? 0 : Math.max(1, Math.round((mean / most) * 8))]).join('');
}

/** The largest value that the column ever had. */
export const highest = <K extends string>({ rows }: Steps<K>, column: K): number =>
  rows.reduce((most, row) => Math.max(most, row.high[column]), 0);

/** Of so many equal shares of the run the time average. */
function meansOf<K extends string>({ rows }: Steps<K>, column: K, endedAt: number, shares: number): readonly number[] {
  const widthMs = endedAt / shares;
  const areas = Array.from({ length: shares }, () => 0);
  rows.forEach((row, index) => {
    const until = rows[index + 1]?.at ?? endedAt;
    const first = Math.min(shares - 1, Math.floor(row.at / widthMs));
    for (let share = first; share < shares && share * widthMs < until; share++) {
      const lasts = Math.min(until, (share + 1) * widthMs) - Math.max(row.at, share * widthMs);
      areas[share] = (areas[share] as number) + Math.max(lasts, 0) * row.values[column];
    }
  });
  return areas.map((area) => area / widthMs);
}

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
