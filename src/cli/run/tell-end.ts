import { junitReport } from '../../report/junit.ts';
import { formatDuration } from '../../report/quantity.ts';
import type { ReportSubject } from '../../report/report-subject.ts';
import { summaryOf } from '../../report/summary.ts';
import { counted } from '../counted.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { GoldenDifference } from './golden.ts';
import { prettyReport } from './pretty.ts';
import type { RunRequest } from './run-request.ts';

/** How a run ended, ready to be told. */
export interface RunEnd {
  readonly request: RunRequest;
  readonly subjects: readonly ReportSubject[];
  /** Variants that were to run. */
  readonly planned: number;
  /** Files that were left out because they are not for the simulation. */
  readonly elsewhere: readonly string[];
  readonly interrupted: boolean;
  readonly differences: readonly GoldenDifference[];
  readonly overviewPath: string | null;
  readonly elapsedMs: number;
  readonly exitCode: ExitCode;
}

export function tellEnd(end: RunEnd, terminal: Terminal): void {
  switch (end.request.reporter) {
    case 'json':
      terminal.print(`${JSON.stringify(jsonEnd(end), null, 2)}\n`);
      return;
    case 'junit':
      terminal.print(junitReport(end.subjects));
      return;
    case 'pretty':
      terminal.print(prettyReport(end.subjects, terminal, end.request));
      terminal.print(goldenLines(end));
      if (!end.request.quiet || end.exitCode !== 0) terminal.print(closingLines(end, terminal));
      return;
    default:
      end.request.reporter satisfies never;
  }
}

const jsonEnd = ({
  subjects,
  planned,
  elsewhere,
  interrupted,
  differences,
  overviewPath,
  exitCode,
}: RunEnd): object => ({
  poolproof: VERSION,
  exitCode,
  interrupted,
  variants: { planned, ...countVerdicts(subjects) },
  elsewhere,
  goldenDifferences: differences,
  report: overviewPath,
  runs: subjects.map(summaryOf),
});

function closingLines(
  { request, subjects, planned, elsewhere, interrupted, overviewPath, elapsedMs }: RunEnd,
  terminal: Terminal,
): string {
  const { passed, failed, broken } = countVerdicts(subjects);
  const files = new Set(subjects.map(({ result }) => result.planned.file)).size;
  const parts = [
    terminal.paint('green', `${passed} passed`),
    ...(failed > 0 ? [terminal.paint('red', `${failed} failed`)] : []),
    ...(broken > 0 ? [terminal.paint('red', `${broken} broken`)] : []),
  ];
  const missing = planned - subjects.length;
  const stopped = missing === 0 ? '' : `, ${counted(missing, 'variant')} not run${interrupted ? ' (interrupted)' : ''}`;
  const leftOut =
    elsewhere.length === 0 ? '' : `, ${counted(elsewhere.length, 'file')} not for mode ${request.choice.mode} left out`;
  const counts = `${parts.join(', ')} of ${counted(planned, 'variant')} in ${counted(files, 'file')}${stopped}${leftOut} (${formatDuration(elapsedMs)})`;
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
