import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

/** A log as text. Throws a `UsageError` for what is no readable text of at most 256 MiB. */
export function readLogFile(file: string): string {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (entry === undefined) throw new UsageError(`no such file: ${file}`, 'name the log that is to be imported');
  if (entry.isDirectory()) throw new UsageError(`${file} is a folder`, 'name one log in it');
  if (entry.size > LARGEST_BYTES)
    throw new UsageError(`${file} is larger than ${LARGEST_BYTES / MIB} MiB`, 'cut it to the time of interest first');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
      'check its permissions',
    );
  }
  if (text.trim() === '') throw new UsageError(`${file} is empty`, 'name a log with lines in it');
  if (text.slice(0, 10_000).includes('\0'))
    throw new UsageError(`${file} is not text`, 'unpack it first, for example with gunzip');
  return text;
}

const MIB = 2 ** 20;
const LARGEST_BYTES = 256 * MIB;
