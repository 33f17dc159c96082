import type { VariantResult } from '../../experiment/variant-result.ts';
import { clusterSentences } from '../../report/cluster-text.ts';
import { precisionText } from '../../report/precision-text.ts';
import { programSentences } from '../../report/program-text.ts';
import { formatMeasure } from '../../report/quantity.ts';
import {
  brokenText,
  checkPlace,
  expectedText,
  observedText,
  type ReportSubject,
  titleOf,
} from '../../report/report-subject.ts';
import { traceText } from '../../report/trace-account.ts';
import { METRICS, type MetricName } from '../../scenario/metric-catalogue.ts';
import type { Terminal } from '../terminal.ts';

/** One line for each variant, then the details of those that did not pass. */
export function prettyReport(
  subjects: readonly ReportSubject[],
  terminal: Terminal,
  shown: { readonly quiet: boolean; readonly fingerprint: boolean },
): string {
  const bad = subjects.filter(({ result }) => result.verdict.kind !== 'passed');
  const listed = shown.quiet ? bad : subjects;
  const titleWidth = Math.max(0, ...listed.map(({ result }) => titleOf(result).length));
  const lines = listed.map((subject) => verdictLine(subject, titleWidth, terminal, shown.fingerprint));
  return [...lines, ...bad.map((subject) => details(subject, terminal))].join('');
}

const MARKS = { passed: ['green', '✓'], failed: ['red', '✗'], broken: ['red', '‼'] } as const;

function verdictLine(
  { result }: ReportSubject,
  titleWidth: number,
  terminal: Terminal,
  withFingerprint: boolean,
): string {
  const { verdict, measures } = result;
  const [style, sign] = MARKS[verdict.kind];
  const figures = measures.length === 0 ? '' : figuresText(result, '');
  const broke = verdict.checks.filter((check) => check.mustFail && !check.held).length;
  const notes = [
    precisionText(result) ?? '',
    broke > 0 ? `${broke} broke as expected` : '',
    withFingerprint ? (result.runs[0]?.fingerprint ?? '') : '',
  ].filter((note) => note !== '');
  const line = `${terminal.paint(style, sign)} ${titleOf(result).padEnd(titleWidth)}  ${terminal.paint('dim', [figures, ...notes].join('  '))}`;
  const pools = measures.length === 0 ? [] : (result.runs[0]?.brief.pools ?? []);
  const under = [
    ...(pools.length < 2 ? [] : pools.map(({ name }) => poolLine(result, name, titleWidth, terminal))),
    ...[...programSentences(result), ...clusterSentences(result)].map(
      (sentence) => `    ${terminal.paint('yellow', oneLine(sentence))}`,
    ),
    ...result.planned.traces.map((account) => `    ${terminal.paint('dim', traceText(account))}`),
  ];
  return [line, ...under]
    .map(
      (each) => `${each.trimEnd()}
`,
    )
    .join('');
}

/** What a cluster says may have several lines, and control characters for all we know. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ');

/** Of several pools each has its own line, under the one that sums them up. */
const poolLine = (result: VariantResult, pool: string, titleWidth: number, terminal: Terminal): string =>
  `    ${pool.padEnd(Math.max(titleWidth - 2, 0))}  ${terminal.paint('dim', figuresText(result, `${pool}/`))}`;

const figuresText = (result: VariantResult, scope: string): string =>
  `utilization ${measureText(result, scope, 'utilization.mean').padStart(6)}  p95 wait ${measureText(result, scope, 'wait.p95').padEnd(7)}`;

/** `63 %`, with replications `63 % ± 2 %`. */
function measureText({ measures }: VariantResult, scope: string, name: MetricName): string {
  const { mean = null, halfWidth = null } = measures.find((measure) => measure.name === scope + name) ?? {};
  const { unit } = METRICS[name];
  return formatMeasure(mean, unit) + (halfWidth === null ? '' : ` ± ${formatMeasure(halfWidth, unit)}`);
}

function details(subject: ReportSubject, terminal: Terminal): string {
  const { result, command } = subject;
  const broken = brokenText(result);
  const failed = result.verdict.checks.filter((check) => !check.good);
  const paragraphs = [
    ...(broken === null ? [] : [`  ${broken.replaceAll('\n', '\n  ')}\n`]),
    ...failed.map(
      (check) =>
        `  ${terminal.paint('cyan', checkPlace(check, result.planned.file))}  ${terminal.paint('bold', check.name)}\n` +
        `    expected  ${expectedText(check)}\n    observed  ${terminal.paint('red', observedText(check))}\n`,
    ),
    `  repeat it with\n    ${command}\n`,
  ];
  return `\n${terminal.paint('red', titleOf(result))}\n${paragraphs.join('')}`;
}
