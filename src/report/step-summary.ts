import { ALL_RAN, type NotRun, suiteInterruptedText } from './interrupted-text.ts';
import { escapeMarkdown, markdownRow } from './markdown-text.ts';
import { measureValueText } from './measure-text.ts';
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

/** Of one step of a GitHub job, in bytes: a longer summary is refused as a whole. */
export const STEP_SUMMARY_MAX = 1024 * 1024;

/**
 * The suite as a GitHub step summary: the counts, what did not hold, every variant with its headline figures. It never has more than
 * `limit` bytes: rows that do not fit are counted, and what failed has the room first.
 *
 * Source: docs.github.com, "Workflow commands for GitHub Actions", step isolation and limits.
 */
export function stepSummary(subjects: readonly ReportSubject[], limit: number, notRun: NotRun = ALL_RAN): string {
  const bad = subjects.filter((subject) => !isSound(subject));
  const page = new BoundedText(limit - LAST_LINES);
  page.add(`## ${bad.length === 0 ? '✓' : '✗'} Poolproof: ${countsText(subjects)}\n`);
  const interrupted = suiteInterruptedText(
    subjects.map(({ result }) => result),
    notRun,
  );
  if (interrupted !== null) page.add(`\n**${escapeMarkdown(interrupted)}**\n`);
  const failures = bad.flatMap(failureRows);
  page.table('\n| place | variant | expected | observed |\n|---|---|---|---|\n', failures, {
    share: FAILURES_SHARE,
    what: 'failure',
  });
  const repeats = bad.map(({ command }) => `    ${command.replaceAll('\n', ' ')}\n`);
  page.table('\nRepeat what did not pass:\n\n', repeats, { share: REPEATS_SHARE, what: 'command' });
  const head = '\n| | scenario | variant | utilization | p95 wait |\n|---|---|---|---:|---:|\n';
  page.table(head, subjects.map(variantRow), { share: 1, what: 'variant' });
  return page.text;
}

const FAILURES_SHARE = 0.6;
const REPEATS_SHARE = 0.3;
/** Room for the lines that count what is left out. */
const LAST_LINES = 512;
/** A name may be as long as its author likes. */
const CELL_MAX = 300;

/** Text that takes whole pieces as long as they fit. */
class BoundedText {
  readonly #limit: number;
  readonly #encoder = new TextEncoder();
  #pieces: string[] = [];
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  /** Whether it fitted within that share of what was left, or of all. */
  add(piece: string, limit = this.#limit): boolean {
    const bytes = this.#encoder.encode(piece).length;
    if (this.#bytes + bytes > limit) return false;
    this.#pieces.push(piece);
    this.#bytes += bytes;
    return true;
  }

  /** A head and as many rows as fit into a share of the room that is left; the others are counted. */
  table(
    head: string,
    rows: readonly string[],
    { share, what }: { readonly share: number; readonly what: string },
  ): void {
    if (rows.length === 0) return;
    const limit = this.#bytes + (this.#limit - this.#bytes) * share;
    if (!this.add(head, limit)) return;
    const fitting = rows.findIndex((row) => !this.add(row, limit));
    if (fitting < 0) return;
    const left = rows.length - fitting;
    // Beyond the limit: there is room for these lines.
    this.#pieces.push(`\n…and ${left} more ${what}${left === 1 ? '' : 's'}.\n`);
  }
}

function countsText(subjects: readonly ReportSubject[]): string {
  const count = (kind: string): number => subjects.filter(({ result }) => result.verdict.kind === kind).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('broken')} broken`;
}

function failureRows({ result, golden }: ReportSubject): readonly string[] {
  const { planned, verdict } = result;
  const broken = brokenText(result);
  const fingerprint = golden === undefined ? null : goldenCheck(golden);
  return [
    ...(broken === null ? [] : [row([planned.file, titleOf(result), 'runs without breaking a law', broken])]),
    ...verdict.checks
      .filter((check) => !check.good)
      .map((check) =>
        row([
          checkPlace(check, planned.file),
          titleOf(result),
          `${check.name}: ${expectedText(check)}`,
          observedText(check),
        ]),
      ),
    ...(fingerprint === null || fingerprint.isGood
      ? []
      : [row([golden!.file, titleOf(result), `${fingerprint.name}: ${fingerprint.expected}`, fingerprint.observed])]),
  ];
}

const SIGNS = { passed: '✓', failed: '✗', broken: '‼' } as const;

const variantRow = ({ result }: ReportSubject): string =>
  row([
    SIGNS[result.verdict.kind],
    result.planned.scenario,
    result.planned.variant,
    measureValueText(result, 'utilization.mean'),
    measureValueText(result, 'wait.p95'),
  ]);

const row = (cells: readonly string[]): string => `${markdownRow(cells.map(cut))}\n`;

const cut = (text: string): string => (text.length <= CELL_MAX ? text : `${text.slice(0, CELL_MAX)}…`);
