import { nearest } from '../../scenario/nearest.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { importIncident } from './import-incident.ts';
import { readLogFile } from './log-file.ts';

/** `poolproof import`: one log, one scenario file. On bad input nothing is written. */
export async function importLog(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const [file] = given.files;
  if (file === undefined) throw new UsageError('import needs a log', 'name its file: poolproof import incident.log');
  if (given.files.length > 1)
    throw new UsageError(`import takes one log, not ${given.files.length}`, 'run it once for each');
  checkFormat(given);
  return importIncident({ file, text: readLogFile(file) }, given, terminal);
}

function checkFormat(given: GivenArguments): void {
  const named = given.text('format');
  if (named === null || FORMATS.includes(named)) return;
  const close = nearest(named, FORMATS);
  throw new UsageError(
    `no log format ${named}`,
    close === null ? `one of: ${FORMATS.join(', ')}` : `did you mean ${close}?`,
  );
}

const FORMATS: readonly string[] = ['platform-log'];
