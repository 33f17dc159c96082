import { join } from 'node:path';
import { journalLines } from '../../experiment/read-journal-file.ts';
import { reportJournal } from '../../experiment/reported-journal.ts';
import { withPolicies } from '../../experiment/user-policies.ts';
import type { VariantResult } from '../../experiment/variant-result.ts';
import { summaryOf } from '../../report/summary.ts';
import { badInput } from '../bad-input.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import { prettyReport } from '../run/pretty.ts';
import { repeatCommand } from '../run/repeat-command.ts';
import { prepareReportFolder, writeReports } from '../run/report-folder.ts';
import { tellProblems } from '../tell-problems.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { serveFolder } from './serve-folder.ts';

/** Makes the whole report of a recorded run again, from its journal alone, and shows it where that is asked for. */
export async function executeReport(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const { file, folder, port } = request(given);
  const result = await resultOf(file, given.flag('json'), terminal);
  if (result === null) return EXIT.badInput;
  prepareReportFolder(folder);
  const subject = { result, command: repeatCommand(result), version: VERSION };
  const overview = await writeReports(folder, [subject], 1);
  if (given.flag('json'))
    printJson('report', { poolproof: VERSION, journal: file, report: overview, runs: [summaryOf(subject)] }, terminal);
  else {
    terminal.print(prettyReport([subject], terminal, { quiet: false, fingerprint: true }));
    terminal.print(`\nreport: ${overview}\n`);
  }
  if (port !== null) await serveUntilStopped(folder, port, terminal);
  return EXIT.good;
}

interface ReportRequest {
  readonly file: string;
  readonly folder: string;
  /** Null = it is only written; 0 = any that is free. */
  readonly port: number | null;
}

function request(given: GivenArguments): ReportRequest {
  const [file, ...more] = given.files;
  if (file === undefined)
    throw new UsageError('no journal is named', 'record one with `poolproof run FILE --journal run.jsonl`');
  if (more.length > 0) throw new UsageError('more than one journal is named', 'report one at a time');
  const port = given.port('port');
  if (port !== null && !given.flag('serve'))
    throw new UsageError('--port says nothing without --serve', 'add --serve, or leave --port out');
  const folder = given.text('report') ?? `${file.replace(/(\.jsonl)?(\.gz)?$/, '')}.report`;
  return { file, folder, port: given.flag('serve') ? (port ?? 0) : null };
}

/** Null where the scenario is not understood any more: that has been told. */
async function resultOf(file: string, json: boolean, terminal: Terminal): Promise<VariantResult | null> {
  try {
    const report = await withPolicies(() => reportJournal(() => journalLines(file)));
    if (report.kind === 'measured') return report.result;
    if (report.kind === 'unusable')
      throw new UsageError(
        `${file} cannot be reported: ${report.why}`,
        'name a whole journal that this version of `poolproof run --journal` wrote',
      );
    if (json) printJson('report', badInput(report.problems), terminal);
    else
      tellProblems(report.problems, terminal, ` in the scenario that ${file} was recorded with; nothing was written`);
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(
      `cannot read ${file}: ${error.message}`,
      'name a journal that `poolproof run --journal` wrote',
    );
  }
}

/** A person ends it with Ctrl-C: that is no failure. */
async function serveUntilStopped(folder: string, port: number, terminal: Terminal): Promise<void> {
  const server = await opened(folder, port);
  terminal.warn(`${join(folder, 'index.html')} is shown at ${server.url}/ until Ctrl-C\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
}

async function opened(folder: string, port: number): ReturnType<typeof serveFolder> {
  try {
    return await serveFolder(folder, port);
  } catch (error) {
    throw new UsageError(
      `port ${port} cannot be listened on: ${error instanceof Error ? error.message : String(error)}`,
      'name another, or leave --port out: any that is free is taken',
    );
  }
}
