import type { Problem } from '../scenario/problem.ts';
import { interruptedText, type NotRun } from './interrupted-text.ts';
import {
  brokenText,
  checkPlace,
  expectedText,
  goldenCheck,
  isSound,
  observedText,
  type ReportSubject,
  titleOf,
} from './report-subject.ts';

/** The whole suite as TAP reads it. */
export interface TapSuite {
  readonly subjects: readonly ReportSubject[];
  readonly notRun: NotRun;
  /** Why it was given up; null = it ran to its end. */
  readonly stopped: string | null;
}

/**
 * TAP version 14: a test point for each variant, its expectations as a subtest, what was expected and observed in a YAML block. A variant
 * without expectations has one point, that it ran without breaking a law. One that did not run is skipped, and as a skip counts as good,
 * the harness bails out after them.
 *
 * Source: testanything.org, "TAP 14 specification".
 */
export function tapReport({ subjects, notRun, stopped }: TapSuite): string {
  const lines = [
    'TAP version 14',
    `1..${subjects.length + notRun.variants.length}`,
    ...subjects.flatMap((subject, index) => variantLines(subject, index + 1)),
    ...notRun.variants.map(
      ({ scenario, variant }, index) =>
        `ok ${subjects.length + index + 1} - ${escaped(`${scenario} > ${variant}`)} # SKIP ${escaped(notRun.why)}`,
    ),
    ...(stopped === null ? [] : [`Bail out! ${stopped}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Of bad input: nothing was run, so that the harness bails out at once. */
export function tapOfProblems(problems: readonly Problem[]): string {
  const [first] = problems.map(({ file, line, column, message }) =>
    escaped(line === 0 ? `${file}: ${message}` : `${file}:${line}:${column}: ${message}`),
  );
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return `TAP version 14\nBail out! ${first}${more}\n`;
}

interface Point {
  readonly name: string;
  readonly isGood: boolean;
  readonly about: Readonly<Record<string, string>>;
}

function variantLines(subject: ReportSubject, number: number): readonly string[] {
  const { result } = subject;
  const title = escaped(titleOf(result));
  const interrupted = interruptedText(result);
  const points = pointsOf(subject);
  const repeat = { repeat: subject.command };
  const isGood = isSound(subject);
  return [
    `# Subtest: ${title}`,
    ...[`1..${points.length}`, ...points.flatMap((point, index) => pointLines(point, index + 1))].map(indented),
    ...pointLines({ name: titleOf(result), isGood, about: repeat }, number),
    ...(interrupted === null ? [] : [`# ${escaped(interrupted)}`]),
  ];
}

function pointsOf({ result, golden }: ReportSubject): readonly Point[] {
  const { verdict, planned } = result;
  const broken = brokenText(result);
  const ofRun = { name: 'runs without breaking a law', isGood: broken === null };
  return [
    ...(broken === null && verdict.checks.length > 0 ? [] : [{ ...ofRun, about: { message: broken ?? '' } }]),
    ...verdict.checks.map((check) => ({
      name: check.name,
      isGood: check.good,
      about: { at: checkPlace(check, planned.file), expected: expectedText(check), observed: observedText(check) },
    })),
    ...(golden === undefined ? [] : [goldenPoint(goldenCheck(golden), golden.file)]),
  ];
}

const goldenPoint = (
  { name, isGood, expected, observed, remedy }: ReturnType<typeof goldenCheck>,
  file: string,
): Point => ({ name, isGood, about: { at: file, expected, observed, remedy } });

/** Strings as JSON writes them are YAML, too. */
function pointLines({ name, isGood, about }: Point, number: number): readonly string[] {
  const line = `${isGood ? 'ok' : 'not ok'} ${number} - ${escaped(name)}`;
  if (isGood) return [line];
  const block = ['---', ...Object.entries(about).map(([key, value]) => `${key}: ${JSON.stringify(value)}`), '...'];
  return [line, ...block.map((each) => `  ${each}`)];
}

const indented = (line: string): string => `    ${line}`;

/** A name is no directive and stays one line. */
const escaped = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\#]/g, '\\$&');
