import { dirname, relative, sep } from 'node:path';
import { jobLogFindings } from '../../measure/job-log-findings.ts';
import { readTrace, selectionStart } from '../../scenario/trace/read-trace.ts';
import type { TraceFormat } from '../../scenario/trace/trace-options.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { jsonText } from '../json-outputs.ts';
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
    for (const { at, sentence } of reading.mistakes) {
      const option = at[0] === 'map' ? `; on the command line: --map ${at[1] ?? 'field'}=column` : '';
      terminal.warn(`${terminal.paintWarning('red', 'error')}: ${sentence.message}\n  → ${sentence.remedy}${option}\n`);
    }
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

/** The log's path as the scenario file sees it; for standard output, as the working directory does. */
const fileFrom = ({ path }: ScenarioTarget, file: string): string =>
  (path === null ? relative('', file) : relative(dirname(path), file)).split(sep).join('/');
