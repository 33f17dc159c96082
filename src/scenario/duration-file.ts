import { parseDuration } from './duration.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/** More make no better distribution; each is read anew for every variant. */
export const MAX_FILE_VALUES = 100_000;

/** A text of one duration a line, in ms; blank lines and those that begin with `#` are none. The first mistake ends it. */
export function readDurations(file: string, text: string): readonly number[] | Sentence {
  const values: number[] = [];
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    const value = parseDuration(line, `${file} line ${index + 1}`);
    if (typeof value !== 'number') return value;
    if (values.push(value) > MAX_FILE_VALUES) return messages.tooManyValues(file, MAX_FILE_VALUES);
  }
  return values.length === 0 ? messages.noDurations(file) : values;
}
