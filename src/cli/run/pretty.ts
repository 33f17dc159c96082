import type { VariantResult } from '../../experiment/variant-result.ts';
import { caveatSentences, meanSentences } from '../../report/caveat-text.ts';
import { clusterSentences } from '../../report/cluster-text.ts';
import { interruptedText } from '../../report/interrupted-text.ts';
import { measureValueText } from '../../report/measure-text.ts';
import { precisionText } from '../../report/precision-text.ts';
import { programSentences } from '../../report/program-text.ts';
import { formatMeasure, formatNumber } from '../../report/quantity.ts';
import {
  brokenText,
  checkPlace,
  expectedText,
  observedText,
  type ReportSubject,
  titleOf,
} from '../../report/report-subject.ts';
import { highest, sparkLine } from '../../report/spark-line.ts';
import { traceText } from '../../report/trace-account.ts';
import { METRICS, type MetricName } from '../../scenario/metric-catalogue.ts';
import type { Style, Terminal } from '../terminal.ts';
import { wrapText } from '../text-table.ts';

/** One line for each variant, then the details of those that did not pass. */
export function prettyReport(
  subjects: readonly ReportSubject[],
  terminal: Terminal,
  shown: { readonly quiet: boolean; readonly fingerprint: boolean },
): string {
  const bad = subjects.filter(({ result }) => result.verdict.kind !== 'passed');
  const listed = shown.quiet ? bad : subjects;
  const longest = Math.max(0, ...listed.map(({ result }) => titleOf(result).length));
  // A title that leaves the figures no room stands in a line of its own.
  const room = (terminal.shownWidth ?? Number.POSITIVE_INFINITY) - FIGURES_WIDTH;
  const titleWidth = Math.min(longest, Math.max(room, 0));
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
    precisionText(result) ?? interruptedText(result) ?? '',
    broke > 0 ? `${broke} broke as expected` : '',
    withFingerprint ? (result.runs[0]?.fingerprint ?? '') : '',
  ].filter((note) => note !== '');
  const lines = headLines(titleOf(result), [figures, ...notes].join('  '), titleWidth, terminal);
  const head = lines.map((line, index) => (index === 0 ? `${terminal.paint(style, sign)} ${line}` : line));
  const pools = measures.length === 0 ? [] : (result.runs[0]?.brief.pools ?? []);
  const under = [
    ...(pools.length < 2 ? [] : pools.map(({ name }) => poolLine(result, name, titleWidth, terminal))),
    ...sparkLines(result, terminal),
    ...meanSentences(result).flatMap((sentence) => indentedText(sentence, 4, 'dim', terminal)),
    ...[...caveatSentences(result), ...programSentences(result), ...clusterSentences(result)].flatMap((sentence) =>
      indentedText(oneLine(sentence), 4, 'yellow', terminal),
    ),
    ...result.planned.traces.flatMap((account) => indentedText(traceText(account), 4, 'dim', terminal)),
  ];
  return [...head, ...under]
    .map(
      (each) => `${each.trimEnd()}
`,
    )
    .join('');
}

/** Title and figures: side by side where both fit, else one below the other. The first line begins after the sign. */
function headLines(title: string, figures: string, titleWidth: number, terminal: Terminal): readonly string[] {
  const width = terminal.shownWidth;
  const side = `${title.padEnd(titleWidth)}  ${figures}`.trimEnd();
  if (width === null || side.length + 2 <= width)
    return [`${title.padEnd(titleWidth)}  ${terminal.paint('dim', figures)}`.trimEnd()];
  const [first = '', ...rest] = wrapText(title, width - 2);
  return [first, ...rest.map((line) => `  ${line}`), ...indentedText(figures.trimEnd(), 4, 'dim', terminal)];
}

/** A text below the line that it belongs to, broken where a terminal shows it. */
function indentedText(text: string, indent: number, style: Style, { shownWidth, paint }: Terminal): readonly string[] {
  const lines = shownWidth === null ? [text] : wrapText(text, shownWidth - indent);
  return lines.map((line) => `${' '.repeat(indent)}${paint(style, line)}`);
}

/** Whether charts are wanted for the sparks of so many variants. */
export const showsSparks = (variants: number, { shownWidth }: Terminal): boolean =>
  shownWidth !== null && shownWidth >= SPARKS_FROM && variants <= SPARKS_MAX;

/** The course of pods and queue, of the first replication, where the terminal has room for them. */
function sparkLines({ runs }: VariantResult, { shownWidth, paint }: Terminal): readonly string[] {
  const charts = runs[0]?.charts ?? null;
  if (charts === null || shownWidth === null || shownWidth < SPARKS_FROM || charts.endedAt <= 0) return [];
  const { pods, queue, endedAt } = charts;
  const width = Math.floor((shownWidth - SPARK_WORDS) / 2);
  const podLine = `pods ${sparkLine(pods, 'connected', endedAt, width)} ≤ ${formatNumber(highest(pods, 'connected'))}`;
  const queueLine = `queue ${sparkLine(queue, 'unblocked', endedAt, width)} ≤ ${formatNumber(highest(queue, 'unblocked'))}`;
  return [`    ${paint('cyan', podLine)}   ${paint('yellow', queueLine)}`];
}

/** Sign, gaps and the two headline figures. */
const FIGURES_WIDTH = 42;
/** Narrower, a spark line tells nothing. */
const SPARKS_FROM = 100;
/** Charts are kept until all has run. */
const SPARKS_MAX = 20;
/** Of the line of sparks all but the sparks; numbers have up to six digits. */
const SPARK_WORDS = 34;

/** What a cluster says may have several lines, and control characters for all we know. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ');

/** Of several pools each has its own line, under the one that sums them up. */
const poolLine = (result: VariantResult, pool: string, titleWidth: number, terminal: Terminal): string =>
  `    ${pool.padEnd(Math.max(titleWidth - 2, 0))}  ${terminal.paint('dim', figuresText(result, `${pool}/`))}`;

const figuresText = (result: VariantResult, scope: string): string =>
  `utilization ${measureText(result, scope, 'utilization.mean').padStart(6)}  p95 wait ${measureText(result, scope, 'wait.p95').padEnd(7)}`;

/** `63 %`, with replications `63 % ± 2 %`. */
function measureText(result: VariantResult, scope: string, name: MetricName): string {
  const { halfWidth = null } = result.measures.find((measure) => measure.name === scope + name) ?? {};
  const precision = halfWidth === null ? '' : ` ± ${formatMeasure(halfWidth, METRICS[name].unit)}`;
  return measureValueText(result, scope + name) + precision;
}

function details(subject: ReportSubject, terminal: Terminal): string {
  const { result, command } = subject;
  const broken = brokenText(result);
  const failed = result.verdict.checks.filter((check) => !check.good);
  const paragraphs = [
    ...(broken === null ? [] : broken.split('\n').flatMap((line) => hanging('  ', line, terminal))),
    ...failed.map(
      (check) =>
        placeLines(checkPlace(check, result.planned.file), check.name, terminal) +
        hanging('    expected  ', expectedText(check), terminal).join('') +
        hanging('    observed  ', observedText(check), terminal, 'red').join(''),
    ),
    `  repeat it with\n    ${command}\n`,
  ];
  const title = indentedText(titleOf(result), 0, 'red', terminal).join('\n');
  return `\n${title}\n${paragraphs.join('')}`;
}

/** Place and name side by side where both fit, else one below the other. */
function placeLines(place: string, name: string, terminal: Terminal): string {
  const { shownWidth, paint } = terminal;
  if (shownWidth === null || place.length + name.length + 4 <= shownWidth)
    return `  ${paint('cyan', place)}  ${paint('bold', name)}\n`;
  const lines = [...indentedText(place, 2, 'cyan', terminal), ...indentedText(name, 2, 'bold', terminal)];
  return lines.map((line) => `${line}\n`).join('');
}

/** A text after its heading, whose further lines stand below its first. */
function hanging(heading: string, text: string, terminal: Terminal, style: Style | null = null): readonly string[] {
  const { shownWidth, paint } = terminal;
  const lines = shownWidth === null ? [text] : wrapText(text, shownWidth - heading.length);
  return lines.map((line, index) => {
    const before = index === 0 ? heading : ' '.repeat(heading.length);
    return `${before}${style === null ? line : paint(style, line)}\n`;
  });
}
