import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import { ALL_RAN, interruptedText, type NotRun, suiteInterruptedText } from '../interrupted-text.ts';
import { type Markup, markup } from '../markup.ts';
import { precisionText } from '../precision-text.ts';
import { checkPlace, type ReportSubject } from '../report-subject.ts';
import { measureText } from './figures-section.ts';
import { FILTER_SCRIPT, filterBox } from './filter-script.ts';
import { banner, numberColumn, page, type Row, table, textColumn } from './page.ts';

export interface OverviewEntry {
  readonly subject: ReportSubject;
  /** Of its report, from the overview's folder. */
  readonly href: string;
}

/** The first page of a suite's reports: every scenario × variant with its verdict and the two headline figures. */
export function overviewPage(entries: readonly OverviewEntry[], version: string, notRun = ALL_RAN): string {
  const results = entries.map(({ subject }) => subject.result);
  const interrupted = suiteInterruptedText(results, notRun);
  const count = (kind: string): number => entries.filter(({ subject }) => subject.result.verdict.kind === kind).length;
  const bad = count('failed') + count('broken');
  return page(
    'Poolproof: all scenarios',
    markup`<header>
<h1>All scenarios</h1>
<p><span class="verdict ${bad === 0 ? 'passed' : 'failed'}">${bad === 0 ? `✓ passed${interrupted === null ? '' : ' so far'}` : '✗ failed'}</span>
${count('passed')} passed, ${count('failed')} failed, ${count('broken')} broken</p>
${banner(interrupted)}<p>Each scenario says what must hold of a pool, and its variants try other settings on the same work. A variant that shows a fault names the
expectations that must break there: it passes when exactly those do. The figures are how busy the slots were, and the wait that nineteen of twenty tasks stayed below.</p>
</header>
<main>
${filterBox('a name, a label or a verdict')}
${table(
  [
    textColumn('verdict'),
    textColumn('scenario'),
    textColumn('variant'),
    numberColumn('utilization'),
    numberColumn('p95 wait'),
    textColumn('remarks'),
  ],
  [
    ...entries.map(
      (entry, index): Row => ({
        mark: entry.subject.result.verdict.kind === 'passed' ? 'good' : 'bad',
        cells: cellsOf(entry, entries[index - 1]),
        search: searchOf(entry),
      }),
    ),
    ...notRun.variants.map((variant) => rowNotRun(variant, notRun)),
  ],
)}</main>
<footer><p class="faint">poolproof ${version}</p></footer>
${FILTER_SCRIPT}`,
  );
}

const SIGNS = { passed: '✓ passed', failed: '✗ failed', broken: '‼ broken' } as const;

/** The scenario is named where it begins. */
function cellsOf({ subject, href }: OverviewEntry, before: OverviewEntry | undefined): readonly (Markup | string)[] {
  const { planned, verdict, measures } = subject.result;
  const isFirst = before?.subject.result.planned.scenario !== planned.scenario;
  const value = (name: string): string => (measures.length === 0 ? '' : measureText(subject.result, name).value);
  return [
    markup`<span class="mark">${SIGNS[verdict.kind]}</span>`,
    isFirst
      ? markup`<span class="group">${planned.scenario}</span>${planned.labels.map((label) => markup` <span class="label">${label}</span>`)}<br><span class="faint">${planned.about}</span>`
      : markup`<span class="repeat" hidden>${planned.scenario}</span>`,
    markup`<a href="${href}">${planned.variant}</a>`,
    value('utilization.mean'),
    value('wait.p95'),
    remark(subject),
  ];
}

const rowNotRun = ({ scenario, variant, labels }: PlannedVariant, { why }: NotRun): Row => ({
  mark: null,
  cells: ['not run', markup`<span class="group">${scenario}</span>`, variant, '', '', why],
  search: [scenario, variant, ...labels, 'not run'].join(' ').toLowerCase(),
});

/** The sign of the verdict is none that one types. */
const searchOf = ({ subject }: OverviewEntry): string => {
  const { planned, verdict } = subject.result;
  return [planned.scenario, planned.variant, ...planned.labels, verdict.kind].join(' ').toLowerCase();
};

function remark({ result }: ReportSubject): string {
  const { planned, verdict, precision } = result;
  if (verdict.kind === 'broken') return 'see the report';
  const interrupted = interruptedText(result);
  if (interrupted !== null) return interrupted;
  const failed = verdict.checks.filter((check) => !check.good);
  if (failed.length > 0) return failed.map((check) => `${check.name} (${checkPlace(check, planned.file)})`).join(', ');
  if (precision?.reached === false) return precisionText(result) ?? '';
  const broke = verdict.checks.filter((check) => check.mustFail).length;
  return broke === 0 ? '' : `${broke} broke, as ${broke === 1 ? 'it' : 'they'} must`;
}
