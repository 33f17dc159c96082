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

/** Longest piece of a source line that is shown; a one-line file of a megabyte must not flood the terminal. */
const SHOWN = 120;

/**
 * `file:line:col: message`, the source line, a caret under the column, `→ remedy`. Four lines without a final newline.
 */
export function formatProblem(problem: Problem): string {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const start = problem.column - 1 < SHOWN ? 0 : problem.column - 1 - SHOWN / 2;
  const shown = problem.sourceLine.slice(start, start + SHOWN);
  // Tabs stay tabs below, so that the caret keeps its place whatever the width of a tab is.
  const indent = shown.slice(0, problem.column - 1 - start).replace(/[^\t]/g, ' ');
  return [`${place}: ${problem.message}`, `  ${shown}`, `  ${indent}^`, `  → ${problem.remedy}`].join('\n');
}
