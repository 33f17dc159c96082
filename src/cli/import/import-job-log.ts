import { dirname, relative, sep } from 'node:path';
import { jobLogFindings } from '../../measure/job-log-findings.ts';
import type { Problem } from '../../scenario/problem.ts';
import { readTrace, selectionStart } from '../../scenario/trace/read-trace.ts';
import type { TraceFormat, TraceMistake } from '../../scenario/trace/trace-options.ts';
import { badInput } from '../bad-input.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { jsonText, printJson } from '../json-outputs.ts';
import type { Terminal } from '../terminal.ts';
import { jobLogOptions } from './job-log-options.ts';
import { jobLogScenario } from './job-log-scenario.ts';
import { jobLogText } from './job-log-text.ts';
import { type ScenarioTarget, scenarioTarget } from './scenario-target.ts';
import { tellScenario } from './tell-scenario.ts';

/** From a log with a row for each job to a scenario that replays it. */
export function importJobLog(
  log: { readonly file: string; readonly text: string },
  format: TraceFormat | null,
  given: GivenArguments,
  terminal: Terminal,
): ExitCode {
  const options = jobLogOptions(given, log.file, format);
  const target = scenarioTarget(given, log.file);
  const reading = readTrace(log.text, options.trace);
  if (reading.mistakes.length > 0) {
    const problems = reading.mistakes.map((mistake) => problemOf(mistake, log.file));
    for (const { message, remedy } of problems)
      terminal.warn(`${terminal.paintWarning('red', 'error')}: ${message}\n  → ${remedy}\n`);
    if (given.flag('json')) printJson('import', badInput(problems), terminal);
    return EXIT.badInput;
  }
  const findings = jobLogFindings(reading);
  const start = selectionStart(reading, options.trace.select.from) ?? reading.jobs[0]!.submitMs;
  const text = jobLogScenario({
    scenario: target.scenario,
    file: fileFrom(target, log.file),
    options,
    findings,
    lengthMs: reading.jobs.at(-1)!.submitMs - start,
  });
  const found = given.flag('json')
    ? jsonText<'import'>({ log: log.file, ...findings, scenario: target.scenario, wrote: target.path })
    : jobLogText(log.file, findings, terminal);
  tellScenario({ target, text, found, isJson: given.flag('json') }, terminal);
  return EXIT.good;
}

/** Of the log as a whole: it has no line. */
function problemOf({ at, sentence }: TraceMistake, file: string): Problem {
  const option = at[0] === 'map' ? `; on the command line: --map ${at[1] ?? 'field'}=column` : '';
  return { ...sentence, file, line: 0, column: 1, remedy: `${sentence.remedy}${option}`, sourceLine: file };
}

/** The log's path as the scenario file sees it; for standard output, as the working directory does. */
const fileFrom = ({ path }: ScenarioTarget, file: string): string =>
  (path === null ? relative('', file) : relative(dirname(path), file)).split(sep).join('/');
