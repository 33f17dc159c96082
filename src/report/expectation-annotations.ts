import type { Check } from '../experiment/checks.ts';
import { brokenText, expectedText, goldenCheck, observedText, type ReportSubject, titleOf } from './report-subject.ts';
import { ANNOTATIONS_MAX, type Marked, workflowCommand } from './workflow-command.ts';

/**
 * What did not hold as GitHub workflow commands, each an annotation on the expectation's own line; what has no line of its own, a law say,
 * marks the head of its file. `repositoryPath`: a file as the repository names it.
 */
export function expectationAnnotations(
  subjects: readonly ReportSubject[],
  repositoryPath: (file: string) => string,
): string {
  const failures = subjects.flatMap((subject) => failuresOf(subject));
  const rest = failures.length - ANNOTATIONS_MAX;
  const lines = failures.slice(0, ANNOTATIONS_MAX).map(({ title, marked, message }) => {
    const place = { ...marked, file: repositoryPath(marked.file) };
    return workflowCommand('error', { title, marked: place }, message);
  });
  if (rest > 0) {
    const what = rest === 1 ? '1 more failure' : `${rest} more failures`;
    lines.push(workflowCommand('notice', { title: 'poolproof', marked: null }, `${what}; the log shows them all`));
  }
  return lines.map((line) => `${line}\n`).join('');
}

interface Failure {
  readonly title: string;
  readonly marked: Marked;
  readonly message: string;
}

function failuresOf({ result, command, golden }: ReportSubject): readonly Failure[] {
  const { planned, verdict } = result;
  const fingerprint = golden === undefined ? null : goldenCheck(golden);
  const head = { file: planned.file, line: 1, column: 1 };
  const repeat = `repeat: ${command}`;
  const broken = brokenText(result);
  return [
    ...(broken === null ? [] : [{ title: titleOf(result), marked: head, message: `${broken}\n${repeat}` }]),
    ...verdict.checks
      .filter((check) => !check.good)
      .map((check) => ({
        title: `${titleOf(result)}: ${check.name}`,
        marked: placeOf(check) ?? head,
        message: `expected: ${expectedText(check)}\nobserved: ${observedText(check)}\n${repeat}`,
      })),
    ...(fingerprint === null || fingerprint.isGood
      ? []
      : [
          {
            title: `${titleOf(result)}: ${fingerprint.name}`,
            marked: head,
            message: `expected: ${fingerprint.expected}\nobserved: ${fingerprint.observed}\n${fingerprint.remedy}\n${repeat}`,
          },
        ]),
  ];
}

const placeOf = ({ subject }: Check): Marked | null => (subject.kind === 'law' ? null : subject.expectation.place);
