import { describe, expect, it } from 'vitest';
import { type ColumnChart, columnChart } from '../../src/report/column-chart.ts';

const drawn = (chart: ColumnChart): readonly string[] => columnChart(chart).lines;

describe('a chart of columns', () => {
  it('draws each value to an eighth of a line, with the scale and the ends', () => {
    expect(drawn({ values: [8, 4, 1, 0], ends: ['a', 'd'], width: 6, height: 1 })).toEqual(['8▕█▄▁', '  a  d']);
    expect(drawn({ values: [16, 12, 8, 0], ends: ['a', 'd'], width: 7, height: 2 })).toEqual([
      '16▕█▄',
      ' 0▕███',
      '   a  d',
    ]);
  });

  it('shows a column above 0 even when it is a thousandth of the highest', () => {
    const [top, bottom] = drawn({ values: [1000, 1], ends: ['a', 'b'], width: 7, height: 2 });
    expect(top).toBe('1000▕█');
    expect(bottom).toBe('   0▕█▁');
  });

  it('widens columns where there is room, three characters at most', () => {
    expect(drawn({ values: [1, 1], ends: ['a', 'b'], width: 60, height: 1 })[0]).toBe('1▕██████');
  });

  it('takes the mean of neighbours where there is none', () => {
    // Room for 4 columns, 8 values: the columns are 1, 0, 3 and 2 of at most 3.
    const { lines, perColumn } = columnChart({
      values: [0, 2, 0, 0, 3, 3, 2, 2],
      ends: ['a', 'b'],
      width: 6,
      height: 1,
    });
    expect(lines[0]).toBe('3▕▃ █▅');
    expect(perColumn).toBe(2);
  });

  it('keeps its scale in line when a mean has more digits than the values', () => {
    // Room for 3 columns of 6 values: the means are 0.5, 1.5 and 2.5, which takes three characters and leaves room for 3.
    const chart = drawn({ values: [1, 0, 1, 2, 2, 3], ends: ['a', 'b'], width: 7, height: 2 });
    expect(chart.map((line) => line.indexOf('▕'))).toEqual([3, 3, -1]);
    expect(chart[0]).toBe('2.5▕ ▂█');
  });

  it.each([60, 80, 120, 200])('is never wider than %i columns', (width) => {
    for (const count of [1, 23, 24, 1400, 100_000]) {
      const values = Array.from({ length: count }, (_, index) => (index * 7919) % 1013);
      const chart = drawn({ values, ends: ['2026-01-05T08:00Z', '2026-03-05T08:00Z'], width, height: 5 });
      expect(Math.max(...chart.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(chart).toHaveLength(6);
    }
  });

  it('of nothing is nothing', () => {
    expect(drawn({ values: [], ends: ['a', 'b'], width: 60, height: 5 })).toEqual([]);
    expect(drawn({ values: [0, 0], ends: ['a', 'b'], width: 60, height: 1 })[0]).toBe('0▕');
  });
});
