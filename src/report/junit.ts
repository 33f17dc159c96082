import type { Check } from '../experiment/checks.ts';
import type { PlannedVariant } from '../experiment/plan-suite.ts';
import { formatProblem, type Problem } from '../scenario/problem.ts';
import { ALL_RAN, interruptedText, type NotRun } from './interrupted-text.ts';
import { type Markup, markup } from './markup.ts';
import { precisionText } from './precision-text.ts';
import {
  brokenText,
  checkPlace,
  expectedText,
  type GoldenComparison,
  goldenCheck,
  observedText,
  type ReportSubject,
} from './report-subject.ts';

/** JUnit XML as CI systems read it: a suite is a file, a case is a variant × expectation, or its golden fingerprint; a variant that did not run is skipped. Times are left out: same input, same bytes. */
export function junitReport(subjects: readonly ReportSubject[], notRun: NotRun = ALL_RAN): string {
  const planned = [...subjects.map(({ result }) => result.planned), ...notRun.variants];
  const files = [...new Set(planned.map(({ file }) => file))];
  const suites = files.map((file) => {
    const inFile = subjects.filter(({ result }) => result.planned.file === file);
    const missing = notRun.variants.filter((variant) => variant.file === file);
    const cases = [...inFile.flatMap(casesOf), ...missing.map((variant) => skippedCase(variant, notRun.why))];
    return { file, cases, properties: propertiesOf(inFile) };
  });
  return documentOf(suites);
}

/** Of bad input: a suite for each file, in it an error for each mistake. */
export function junitOfProblems(problems: readonly Problem[]): string {
  const files = [...new Set(problems.map(({ file }) => file))];
  return documentOf(
    files.map((file) => {
      const cases = problems.filter((each) => each.file === file).map((each) => unsoundCase(each));
      return { file, cases, properties: null };
    }),
  );
}

interface Suite {
  readonly file: string;
  readonly cases: readonly Case[];
  readonly properties: Markup | null;
}

function documentOf(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return `${markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="poolproof" ${counts(all)}>
${suites.map(
  ({ file, cases, properties }) => markup`  <testsuite name="${file}" ${counts(cases)}${skippedCount(cases)}>
${properties}${cases.map((each) => each.xml)}  </testsuite>
`,
)}</testsuites>
`}`;
}

/** Variants whose number of replications a precision decided, with how well the means are known, and those that were interrupted. */
function propertiesOf(subjects: readonly ReportSubject[]): Markup | null {
  const lines = subjects.flatMap(({ result }) => {
    const { scenario, variant } = result.planned;
    return Object.entries({ precision: precisionText(result), interrupted: interruptedText(result) }).flatMap(
      ([kind, text]) =>
        text === null ? [] : [markup`      <property name="${scenario}.${variant}.${kind}" value="${text}"/>\n`],
    );
  });
  return lines.length === 0 ? null : markup`    <properties>\n${lines}    </properties>\n`;
}

interface Case {
  readonly end: 'passed' | 'failure' | 'error' | 'skipped';
  readonly xml: Markup;
}

const skippedCase = ({ scenario, variant }: PlannedVariant, why: string): Case => ({
  end: 'skipped',
  xml: openCase(
    `${scenario}.${variant}`,
    'runs without breaking a law',
    markup`      <skipped message="not run: ${why}"/>
`,
  ),
});

function unsoundCase(mistake: Problem): Case {
  const { id, file, line, column, message } = mistake;
  const name = line === 0 ? id : `${id} at ${line}:${column}`;
  return { end: 'error', xml: openCase(file, name, problem('error', message, formatProblem(mistake), 'bad-input')) };
}

function casesOf(subject: ReportSubject): readonly Case[] {
  const { verdict, planned } = subject.result;
  const classname = `${planned.scenario}.${planned.variant}`;
  const broken = brokenText(subject.result);
  const ofRun: readonly Case[] =
    broken !== null
      ? [
          {
            end: 'error',
            xml: openCase(
              classname,
              'runs without breaking a law',
              problem('error', broken.split('\n')[0] ?? '', `${broken}\nrepeat: ${subject.command}`),
            ),
          },
        ]
      : verdict.checks.length === 0
        ? [{ end: 'passed', xml: openCase(classname, 'runs without breaking a law', markup``) }]
        : [];
  const ofGolden = subject.golden === undefined ? [] : [goldenCase(subject.golden, classname, subject)];
  return [...ofRun, ...verdict.checks.map((check) => caseOf(check, classname, subject)), ...ofGolden];
}

function goldenCase(golden: GoldenComparison, classname: string, { command }: ReportSubject): Case {
  const { name, isGood, expected, observed, remedy } = goldenCheck(golden);
  if (isGood) return { end: 'passed', xml: openCase(classname, name, markup``) };
  const message = `expected ${expected}; observed ${observed}`;
  const detail = `${golden.file}\nexpected: ${expected}\nobserved: ${observed}\n${remedy}\nrepeat: ${command}`;
  return { end: 'failure', xml: openCase(classname, name, problem('failure', message, detail, 'golden')) };
}

function caseOf(check: Check, classname: string, { command, result }: ReportSubject): Case {
  if (check.good) return { end: 'passed', xml: openCase(classname, check.name, markup``) };
  const message = `expected ${expectedText(check)}; observed ${observedText(check)}`;
  const detail = `${checkPlace(check, result.planned.file)}\nexpected: ${expectedText(check)}\nobserved: ${observedText(check)}\nrepeat: ${command}`;
  return { end: 'failure', xml: openCase(classname, check.name, problem('failure', message, detail, 'expectation')) };
}

const openCase = (classname: string, name: string, content: Markup): Markup =>
  content.text === ''
    ? markup`    <testcase classname="${classname}" name="${name}"/>
`
    : markup`    <testcase classname="${classname}" name="${name}">
${content}    </testcase>
`;

const problem = (kind: 'failure' | 'error', message: string, detail: string, type = 'broken'): Markup =>
  kind === 'failure'
    ? markup`      <failure message="${message}" type="${type}">${detail}</failure>
`
    : markup`      <error message="${message}" type="${type}">${detail}</error>
`;

/** Of suites alone: the schema knows no such count of all. */
function skippedCount(cases: readonly Case[]): Markup | null {
  const skipped = cases.filter(({ end }) => end === 'skipped').length;
  return skipped === 0 ? null : markup` skipped="${skipped}"`;
}

const counts = (cases: readonly Case[]): Markup =>
  markup`tests="${cases.length}" failures="${cases.filter(({ end }) => end === 'failure').length}" errors="${cases.filter(({ end }) => end === 'error').length}"`;
