import type { Check } from '../../experiment/checks.ts';
import { caveatSentences } from '../caveat-text.ts';
import { interruptedText } from '../interrupted-text.ts';
import { type Markup, markup } from '../markup.ts';
import { brokenText, checkPlace, expectedText, observedText, type ReportSubject } from '../report-subject.ts';
import { banner, table, textColumn } from './page.ts';

const VERDICTS = { passed: '✓ passed', failed: '✗ failed', broken: '‼ broken' } as const;

/** First of all whether it is good. */
export function verdictHeader({ result }: ReportSubject): Markup {
  const { planned, verdict } = result;
  const broken = brokenText(result);
  return markup`<header>
<p class="faint">${planned.file}</p>
<h1>${planned.scenario} <span class="faint">›</span> ${planned.variant}</h1>
<p>${planned.about}</p>
<p><span class="verdict ${verdict.kind}">${VERDICTS[verdict.kind]}</span> ${countText(verdict.checks)}</p>
${banner(interruptedText(result))}${broken === null ? null : markup`<pre tabindex="0">${broken}</pre>`}
</header>`;
}

/** Each expectation with what was seen. */
export function expectationsSection({ result }: ReportSubject): Markup | null {
  const { planned, verdict } = result;
  return verdict.checks.length === 0 ? null : expectationTable(verdict.checks, planned.file, caveatSentences(result));
}

const expectationTable = (
  checks: readonly Check[],
  file: string,
  caveats: readonly string[],
): Markup => markup`<section aria-labelledby="expectations">
<h2 id="expectations">Expectations</h2>
${table(
  [textColumn('verdict'), textColumn('expectation'), textColumn('expected'), textColumn('observed')],
  checks.map((check) => ({
    mark: check.good ? 'good' : 'bad',
    cells: [
      markup`<span class="mark">${signOf(check)}</span>`,
      markup`${check.name}<br><span class="faint">${checkPlace(check, file)}</span>`,
      expectedText(check),
      observedText(check),
    ],
  })),
)}${caveats.map(
  (sentence) => markup`<p>${sentence}</p>
`,
)}</section>
`;

const signOf = ({ good, held }: Check): string => {
  if (good) return held ? '✓ held' : '✓ broke, as it must';
  return held ? '✗ held, but must break' : '✗ failed';
};

function countText(checks: readonly Check[]): string {
  if (checks.length === 0) return 'nothing is expected of it';
  const good = checks.filter((check) => check.good).length;
  return `${good} of ${checks.length} ${checks.length === 1 ? 'expectation' : 'expectations'} as they should be`;
}
