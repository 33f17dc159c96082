import type { Problem, Sentence } from './problem.ts';

/** A text of the author: the scenario file, or one `--set` of the command line. */
export interface Source {
  readonly file: string;
  readonly lines: readonly string[];
  /** `argument` has no line numbers. */
  readonly kind: 'file' | 'argument';
}

/** A place in a source; line and column from 1. */
export interface Position {
  readonly source: Source;
  readonly line: number;
  readonly column: number;
}

export const fileSource = (file: string, text: string): Source => ({ file, lines: linesOf(text), kind: 'file' });
export const argumentSource = (argument: string): Source => ({
  file: argument,
  lines: linesOf(argument),
  kind: 'argument',
});

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/);

export function problemAt(at: Position, sentence: Sentence): Problem {
  return {
    id: sentence.id,
    file: at.source.file,
    line: at.source.kind === 'argument' ? 0 : at.line,
    column: at.column,
    message: sentence.message,
    remedy: sentence.remedy,
    sourceLine: at.source.lines[at.line - 1] ?? '',
  };
}
