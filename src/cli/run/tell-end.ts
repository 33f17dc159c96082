import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import { expectationAnnotations } from '../../report/expectation-annotations.ts';
import type { NotRun } from '../../report/interrupted-text.ts';
import { junitReport } from '../../report/junit.ts';
import { openMetrics } from '../../report/openmetrics.ts';
import { problemAnnotations } from '../../report/problem-annotations.ts';
import { formatDuration } from '../../report/quantity.ts';
import type { ReportSubject } from '../../report/report-subject.ts';
import { stepSummary } from '../../report/step-summary.ts';
import { summaryOf } from '../../report/summary.ts';
import { tapReport } from '../../report/tap.ts';
import type { Problem } from '../../scenario/problem.ts';
import { badInputText } from '../bad-input.ts';
import { counted } from '../counted.ts';
import type { ExitCode } from '../exit-code.ts';
import { jsonText, type RunOutput } from '../json-outputs.ts';
import { inRepository, repositoryPath } from '../repository-path.ts';
import { systemRefusal } from '../system-refusal.ts';
import { tellProblems } from '../tell-problems.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { appendStepSummary } from './append-step-summary.ts';
import type { GoldenDifference } from './golden.ts';
import { prettyReport } from './pretty.ts';
import { type DocumentReporter, isDocument, isDocumentReporter } from './reporter-choice.ts';
import type { RunRequest } from './run-request.ts';

/** How a run ended, ready to be told. */
export interface RunEnd {
  readonly request: RunRequest;
  readonly subjects: readonly ReportSubject[];
  readonly notRun: NotRun;
  /** Files that were left out because they are not for this mode. */
  readonly elsewhere: readonly string[];
  readonly interrupted: boolean;
  readonly differences: readonly GoldenDifference[];
  readonly overviewPath: string | null;
  readonly elapsedMs: number;
  readonly exitCode: ExitCode;
}

export function tellEnd(end: RunEnd, terminal: Terminal): void {
  const { reporters, openMetrics: metricsFile } = end.request;
  for (const { reporter, file } of reporters) {
    if (reporter === 'github') tellGithub(end, terminal);
    else if (file === null) terminal.print(textOf(reporter, end, terminal));
    else writeFileAtomically(file, textOf(reporter, end, withoutPaint(terminal)));
  }
  if (metricsFile !== null) writeFileAtomically(metricsFile, openMetrics(end.subjects, end.notRun, VERSION));
}

/** Nothing was run: the mistakes of the files are told by whichever reporters can. */
export function tellBadInput({ reporters }: RunRequest, problems: readonly Problem[], terminal: Terminal): void {
  for (const { reporter, file } of reporters) {
    if (!isDocumentReporter(reporter)) continue;
    const text = badInputText(reporter, problems);
    if (file === null) terminal.print(text);
    else writeFileAtomically(file, text);
  }
  const isInDocument = reporters.some(({ reporter, file }) => reporter === 'json' && file === null);
  if (!isInDocument) tellProblems(problems, terminal, '; nothing was run');
  if (reporters.some(({ reporter }) => reporter === 'github'))
    terminal.warn(problemAnnotations(problems.map(inRepository)));
}

function textOf(reporter: DocumentReporter | 'pretty', end: RunEnd, terminal: Terminal): string {
  switch (reporter) {
    case 'json':
      return jsonText(jsonEnd(end));
    case 'junit':
      return junitReport(end.subjects, end.notRun);
    case 'tap':
      return tapReport({ subjects: end.subjects, notRun: end.notRun, stopped: stoppedText(end) });
    case 'pretty': {
      const { request, subjects, exitCode } = end;
      const closing = request.quiet && exitCode === 0 ? '' : closingLines(end, terminal);
      return prettyReport(subjects, terminal, request) + goldenLines(end) + closing;
    }
    default:
      return reporter satisfies never;
  }
}

/** Annotations go beside what people read; where a program reads standard output, to the log's other half. */
function tellGithub({ request, subjects, notRun }: RunEnd, terminal: Terminal): void {
  const workspace = process.env.GITHUB_WORKSPACE;
  const annotations = expectationAnnotations(subjects, (file) => repositoryPath(file, workspace));
  if (request.reporters.some(isDocument)) terminal.warn(annotations);
  else terminal.print(annotations);
  tellStepSummary((limit) => stepSummary(subjects, limit, notRun), terminal);
}

/** Beside what was asked for: without it the run ends as it would have. */
function tellStepSummary(summaryOf: (limit: number) => string, terminal: Terminal): void {
  try {
    appendStepSummary(process.env.GITHUB_STEP_SUMMARY, summaryOf);
  } catch (error) {
    const refused = systemRefusal(error);
    if (refused === null) throw error;
    terminal.warn(
      `${terminal.paintWarning('yellow', 'warning')}: the summary of the step is missing: ${refused.message}\n  → see where GITHUB_STEP_SUMMARY leads\n`,
    );
  }
}

const withoutPaint = (terminal: Terminal): Terminal => ({ ...terminal, paint: (_, text) => text });

function stoppedText({ notRun, interrupted }: RunEnd): string | null {
  if (interrupted) return 'interrupted';
  return notRun.variants.length === 0 ? null : `${counted(notRun.variants.length, 'variant')} not run`;
}

const plannedCount = ({ subjects, notRun }: RunEnd): number => subjects.length + notRun.variants.length;

const jsonEnd = (end: RunEnd): RunOutput => ({
  poolproof: VERSION,
  exitCode: end.exitCode,
  interrupted: end.interrupted,
  variants: { planned: plannedCount(end), ...countVerdicts(end.subjects) },
  notRun: end.notRun.variants.map(({ file, scenario, variant }) => ({ file, scenario, variant })),
  elsewhere: end.elsewhere,
  goldenDifferences: end.differences,
  report: end.overviewPath,
  runs: end.subjects.map(summaryOf),
});

function closingLines(end: RunEnd, terminal: Terminal): string {
  const { request, subjects, notRun, elsewhere, interrupted, overviewPath, elapsedMs } = end;
  const { passed, failed, broken } = countVerdicts(subjects);
  const files = new Set(subjects.map(({ result }) => result.planned.file)).size;
  const parts = [
    terminal.paint('green', `${passed} passed`),
    ...(failed > 0 ? [terminal.paint('red', `${failed} failed`)] : []),
    ...(broken > 0 ? [terminal.paint('red', `${broken} broken`)] : []),
  ];
  const missing = notRun.variants.length;
  const stopped = missing === 0 ? '' : `, ${counted(missing, 'variant')} not run${interrupted ? ' (interrupted)' : ''}`;
  const leftOut =
    elsewhere.length === 0 ? '' : `, ${counted(elsewhere.length, 'file')} not for mode ${request.choice.mode} left out`;
  const counts = `${parts.join(', ')} of ${counted(plannedCount(end), 'variant')} in ${counted(files, 'file')}${stopped}${leftOut} (${formatDuration(elapsedMs)})`;
  return `\n${counts}\n${overviewPath === null ? '' : `report: ${overviewPath}\n`}`;
}

function goldenLines({ request, differences }: RunEnd): string {
  if (request.golden === null || differences.length === 0) return '';
  const lines = differences.map(
    ({ key, expected, observed }) =>
      `  ${key}\n    golden    ${expected ?? '(none recorded)'}\n    observed  ${observed ?? '(did not finish)'}\n`,
  );
  const remedy = `  if the change is meant, rewrite it with --golden ${request.golden.file} --update\n`;
  return `\n${counted(differences.length, 'fingerprint')} other than in ${request.golden.file}\n${lines.join('')}${remedy}`;
}

function countVerdicts(subjects: readonly ReportSubject[]): {
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
} {
  const count = (kind: string): number => subjects.filter(({ result }) => result.verdict.kind === kind).length;
  return { passed: count('passed'), failed: count('failed'), broken: count('broken') };
}
