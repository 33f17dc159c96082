import type { ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { detectFormat, givenFormat } from './import-format.ts';
import { readLogFile } from './log-file.ts';

/** `poolproof import`: one log, one scenario file. On bad input nothing is written. */
export async function importLog(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const [file] = given.files;
  if (file === undefined) throw new UsageError('import needs a log', 'name its file: poolproof import jobs.csv');
  if (given.files.length > 1)
    throw new UsageError(`import takes one log, not ${given.files.length}`, 'run it once for each');
  const named = givenFormat(given);
  const text = readLogFile(file);
  if (terminal.isWatched && text.length > LONG) terminal.warn(`reading ${file} …\n`);
  const format = named ?? detectFormat(file, text);
  const log = { file, text };
  if (format === 'platform-log') return (await import('./import-incident.ts')).importIncident(log, given, terminal);
  const jobs = format === 'job-log' ? null : format;
  return (await import('./import-job-log.ts')).importJobLog(log, jobs, given, terminal);
}

/** Characters from which reading takes so long that a person wonders. */
const LONG = 20_000_000;
