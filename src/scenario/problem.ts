import { printable, textWidth } from './text-width.ts';

/** A mistake of a scenario's author: what is wrong, where, and how to mend it. Collected, never thrown. */
export interface Problem {
  /** The kind of mistake, by which programs know it: `min-above-max`. */
  readonly id: string;
  /** Path as the author wrote it, or the command-line option (`--set pool.max=0`) that brought the mistake in. */
  readonly file: string;
  /** From 1; 0 = on the command line. */
  readonly line: number;
  /** From 1, within `sourceLine`. */
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
  /** The author's own line, for the caret. */
  readonly sourceLine: string;
}

/** What a message function gives: the two sentences, without the place. */
export interface Sentence {
  /** The kind of mistake, by which programs know it: `min-above-max`. */
  readonly id: string;
  readonly message: string;
  readonly remedy: string;
}

/** Columns of a problem's source line: with the indent, what a terminal of 80 shows on one line. */
const SHOWN = 76;
/** Columns kept on the other side of the caret when a line is cut. */
const AROUND = 30;

/**
 * `file:line:col: message`, the source line, a caret under the column, `→ remedy`. Four lines without a final newline. A long line is
 * cut around the caret.
 */
export function formatProblem(problem: Problem): string {
  const place = problem.line === 0 ? firstLine(problem.file) : `${problem.file}:${problem.line}:${problem.column}`;
  const { shown, before } = cut(problem.sourceLine, problem.column - 1);
  return [
    `${printable(place)}: ${printable(problem.message)}`,
    `  ${shown}`,
    `  ${' '.repeat(before)}^`,
    `  → ${printable(problem.remedy)}`,
  ].join('\n');
}

/** An option may hold a whole document. */
function firstLine(option: string): string {
  const [first = '', ...more] = option.split('\n');
  return more.length === 0 ? first : `${first} …`;
}

/** The piece of a line that is shown, and the columns in it before the one at code unit `at`. */
function cut(line: string, at: number): { readonly shown: string; readonly before: number } {
  const left = back(line, at, SHOWN - AROUND);
  const fits = at < SHOWN && textWidth(printable(line.slice(0, at))) < SHOWN - 1;
  const from = fits ? 0 : left;
  const start = from === 0 ? '' : '…';
  const before = start + printable(line.slice(from, at));
  const until = forth(line, at, SHOWN - textWidth(before) - 1);
  const isWhole = until >= line.length;
  const after = printable(line.slice(at, isWhole ? line.length : until));
  return { shown: `${before}${after}${isWhole ? '' : '…'}`, before: textWidth(before) };
}

/** Where the text that ends at `at` and has about so many columns begins; never within a character of two code units. */
function back(line: string, at: number, columns: number): number {
  let from = at;
  for (let width = 0; from > 0; ) {
    const step = isLow(line, from - 1) ? 2 : 1;
    width += textWidth(printable(line.slice(from - step, from)));
    if (width > columns) break;
    from -= step;
  }
  return Math.max(from, 0);
}

/** Where the text that begins at `at` and has at most so many columns ends. */
function forth(line: string, at: number, columns: number): number {
  let until = at;
  for (let width = 0; until < line.length; ) {
    const step = isLow(line, until + 1) ? 2 : 1;
    width += textWidth(printable(line.slice(until, until + step)));
    if (width > columns) break;
    until += step;
  }
  return until;
}

/** The second half of a character of two code units. */
const isLow = (line: string, index: number): boolean => (line.charCodeAt(index) & 0xfc00) === 0xdc00;
