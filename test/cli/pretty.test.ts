import { describe, expect, it } from 'vitest';
import { prettyReport } from '../../src/cli/run/pretty.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { ChartData } from '../../src/measure/chart-data.ts';
import { highest, sparkLine } from '../../src/report/spark-line.ts';
import { finishedRun, heldOf, resultOf } from '../support/made-results.ts';

const terminalOf = (shownWidth: number | null): Terminal => ({
  print: () => {},
  warn: () => {},
  paint: (_, text) => text,
  paintWarning: (_, text) => text,
  isWatched: false,
  width: 100,
  columns: 100,
  shownWidth,
});

const stepsOf = <K extends string>(column: K, values: readonly (readonly [at: number, value: number])[]) => ({
  kind: 'exact' as const,
  widthMs: 0,
  rows: values.map(([at, value]) => {
    const row = { [column]: value } as Record<K, number>;
    return { at, values: row, low: row, high: row };
  }),
});

const PODS = stepsOf('connected', [
  [0, 0],
  [100, 4],
  [300, 1],
]);

const charts = { endedAt: 600_000, pods: PODS, queue: stepsOf('unblocked', [[0, 3]]) } as unknown as ChartData;
const long =
  'an expectation whose author wrote a long sentence as its name so that nobody could misunderstand it at all';
const subjects = [
  { variant: 'after', run: finishedRun({ charts, expectations: [heldOf('small', true)] }) },
  { variant: 'a-variant-with-a-name-that-is-long-but-not-too-long', run: finishedRun({ charts }) },
  { variant: 'x'.repeat(100), run: finishedRun({ expectations: [heldOf(long, false)] }) },
].map(({ variant, run }) => ({ result: resultOf([run], { variant }), command: 'poolproof run', version: '0.1.0' }));

const shown = { quiet: false, fingerprint: false };
const textAt = (width: number | null): string => prettyReport(subjects, terminalOf(width), shown);

describe('the lines of a finished run', () => {
  it.each(Array.from({ length: 15 }, (_, index) => 60 + index * 10))(
    'are at most %d columns where so many are shown',
    (width) => {
      const lines = textAt(width).split('\n');
      expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    },
  );

  it('say the same at any width, word by word', () => {
    const words = (text: string): string => text.replace(/^ {4}pods .*$/gm, '').replace(/\s+/g, '');
    const wide = words(textAt(null));
    for (const width of [60, 73, 100, 137, 200]) expect(words(textAt(width))).toBe(wide);
  });

  it('are never broken in a file or a pipe, and have no sparks there', () => {
    const lines = textAt(null).split('\n');
    expect(lines.some((line) => line.length > 140)).toBe(true);
    expect(textAt(null)).not.toMatch(/[▁-█]/);
  });

  it('have the course of pods and queue where there is room', () => {
    expect(textAt(99)).not.toMatch(/[▁-█]/);
    expect(textAt(100)).toMatch(/^ {4}pods [ ▁-█]{33} ≤ 4 {3}queue █{33} ≤ 3$/m);
  });
});

describe('a spark line', () => {
  it('has the mean of each share of the run: 0, 4, 4, 1 of a most of 4', () => {
    expect(sparkLine(PODS, 'connected', 400, 4)).toBe(' ██▂');
    expect(highest(PODS, 'connected')).toBe(4);
  });

  it('shows what is above 0 at all, and nothing of what is always 0', () => {
    expect(
      sparkLine(
        stepsOf('a', [
          [0, 1000],
          [50, 1],
        ]),
        'a',
        100,
        2,
      ),
    ).toBe('█▁');
    expect(sparkLine(stepsOf('a', [[0, 0]]), 'a', 100, 3)).toBe('   ');
  });
});
