import { describe, expect, test } from 'vitest';
import { formatProblem, type Problem } from '../../src/scenario/problem.ts';
import { textWidth } from '../../src/scenario/text-width.ts';
import { override, problemsOf } from './scenario-text.ts';

const at = (sourceLine: string, column: number, more: Partial<Problem> = {}): Problem => ({
  id: 'x',
  file: 'a.yaml',
  line: 4,
  column,
  message: 'wrong',
  remedy: 'mend it',
  sourceLine,
  ...more,
});

/** The letter above the caret, with the columns before it as a terminal counts them. */
function marked(problem: Problem): string {
  const [, shown = '', caret = ''] = formatProblem(problem).split('\n');
  expect(textWidth(shown)).toBeLessThan(80);
  let before = '';
  for (const letter of shown) {
    if (textWidth(before) >= caret.indexOf('^') && textWidth(letter) > 0) return letter;
    before += letter;
  }
  return '';
}

describe('the caret of a problem', () => {
  test.each([
    ['a short line', at('pool: { max: X }', 14)],
    ['tabs', at('\tpool:\t{ max: X }', 15)],
    ['letters of double width', at('label: [日本語, X]', 14)],
    ['pictures of two code units', at('label: [🙂🙂, X]', 15)],
    ['marks without width', at('label: [e\u0301e\u0301, X]', 15)],
    ['a long line, at its beginning', at(`X${'a'.repeat(5000)}`, 1)],
    ['a long line, within', at(`${'a'.repeat(5000)}X${'b'.repeat(5000)}`, 5001)],
    ['a long line, at its end', at(`${'a'.repeat(5000)}X`, 5001)],
    ['a long line of wide letters', at(`${'語'.repeat(500)}X${'語'.repeat(500)}`, 501)],
    ['a long line of pictures', at(`${'🙂'.repeat(500)}X${'🙂'.repeat(500)}`, 1001)],
    ['a line as wide as the window', at(`${'a'.repeat(75)}X`, 76)],
    ['a line wider by one', at(`${'a'.repeat(76)}X`, 77)],
  ])('is under its letter: %s', (_what, problem) => {
    expect(marked(problem)).toBe('X');
  });

  test('is behind the line where something is missing', () => {
    expect(formatProblem(at('a: ', 4)).split('\n').slice(1, 3)).toEqual(['  a: ', '     ^']);
  });
});

test('a line that is cut says so at the ends where it is', () => {
  const shown = (problem: Problem) => formatProblem(problem).split('\n')[1];
  expect(shown(at('a'.repeat(100), 1))).toMatch(/^ {2}a+…$/);
  expect(shown(at('a'.repeat(500), 250))).toMatch(/^ {2}…a+…$/);
  expect(shown(at('a'.repeat(500), 500))).toMatch(/^ {2}…a+$/);
});

test('nothing that an author wrote can steer the terminal', () => {
  const text = formatProblem(
    at('a\u001b[31m\u0007b\u202ec', 2, { message: '\u001b[2J', file: 'a\u001b.yaml', remedy: '\r' }),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text.split('\n')).toHaveLength(4);
});

describe('a problem of --set', () => {
  const shown = (path: string, value: string): readonly string[] =>
    formatProblem(problemsOf('', [override(path, value)])[0]!)
      .split('\n')
      .slice(0, 3);

  test('points at the key in the argument, not at its letter in the option', () => {
    expect(shown('t', '3')).toEqual([
      '--set t=3: t is not a key of the language',
      '  --set t=3',
      `  ${' '.repeat('--set '.length)}^`,
    ]);
  });

  test('points at the value', () => {
    expect(shown('pool.max', '0')[2]).toBe(`  ${' '.repeat('--set pool.max='.length)}^`);
  });

  test('of several lines shows the line that is wrong', () => {
    expect(shown('pool', 'max: 2\nmxa: 4')).toEqual([
      '--set pool=max: 2 …: pool.mxa is not a key of the language',
      '  mxa: 4',
      '  ^',
    ]);
  });
});
