import type { PolicyComparison, PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import { banner, page, plainRow, table, textColumn } from '../html/page.ts';
import { markup } from '../markup.ts';
import { ranked } from './compare-figures.ts';

export interface CompareEntry {
  readonly comparison: PolicyComparison;
  /** Of its page, from the overview's folder. */
  readonly href: string;
}

/** The first page of several comparisons: who is best where. */
export function compareOverview(
  entries: readonly CompareEntry[],
  version: string,
  notRun: readonly PlannedVariant[] = [],
): string {
  const names = (comparison: PolicyComparison, isChosen: (policy: PolicyResult) => boolean): string => {
    const chosen = ranked(comparison).filter(isChosen);
    return `${comparison.interrupted === null ? '' : 'so far '}${chosen.map(({ label }) => label).join(', ')}`;
  };
  return page(
    'Poolproof: policies compared',
    markup`<header><h1>Policies compared</h1>
${banner(interruptedText(entries, notRun))}</header>
<main>
${table(
  [
    textColumn('scenario'),
    textColumn('least wait'),
    textColumn('on the front of wait and cost'),
    textColumn('replications'),
  ],
  [
    ...entries.map(({ comparison, href }) =>
      plainRow(
        markup`<a href="${href}">${comparison.scenario} &gt; ${comparison.variant}</a>`,
        names(comparison, ({ rank }) => rank === 1),
        names(comparison, ({ isOnFront }) => isOnFront),
        replicationsText(comparison),
      ),
    ),
    ...notRun.map(({ scenario, variant }) => plainRow(`${scenario} > ${variant}`, 'not run', 'not run', '0')),
  ],
)}</main>
<footer><p class="faint">poolproof ${version}</p></footer>`,
  );
}

const replicationsText = ({ replications, interrupted }: PolicyComparison): string =>
  interrupted === null ? String(replications) : `${replications} with every policy, interrupted`;

function interruptedText(entries: readonly CompareEntry[], notRun: readonly PlannedVariant[]): string | null {
  const halfWay = entries.filter(({ comparison }) => comparison.interrupted !== null).length;
  const parts = [
    ...(halfWay === 0 ? [] : [`${halfWay} ${halfWay === 1 ? 'was' : 'were'} stopped half-way`]),
    ...(notRun.length === 0 ? [] : [`${notRun.length} ${notRun.length === 1 ? 'was' : 'were'} not run`]),
  ];
  if (parts.length === 0) return null;
  const count = entries.length + notRun.length;
  return `interrupted: of ${count} comparison${count === 1 ? '' : 's'} ${parts.join(', ')}`;
}
