import type { PolicyComparison, PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import { page, plainRow, table, textColumn } from '../html/page.ts';
import { markup } from '../markup.ts';
import { ranked } from './compare-figures.ts';

export interface CompareEntry {
  readonly comparison: PolicyComparison;
  /** Of its page, from the overview's folder. */
  readonly href: string;
}

/** The first page of several comparisons: who is best where. */
export function compareOverview(entries: readonly CompareEntry[], version: string): string {
  const names = (comparison: PolicyComparison, isChosen: (policy: PolicyResult) => boolean): string =>
    ranked(comparison)
      .filter(isChosen)
      .map(({ label }) => label)
      .join(', ');
  return page(
    'Poolproof: policies compared',
    markup`<header><h1>Policies compared</h1></header>
<main>
${table(
  [
    textColumn('scenario'),
    textColumn('least wait'),
    textColumn('on the front of wait and cost'),
    textColumn('replications'),
  ],
  entries.map(({ comparison, href }) =>
    plainRow(
      markup`<a href="${href}">${comparison.scenario} &gt; ${comparison.variant}</a>`,
      names(comparison, ({ rank }) => rank === 1),
      names(comparison, ({ isOnFront }) => isOnFront),
      String(comparison.replications),
    ),
  ),
)}</main>
<footer><p class="faint">poolproof ${version}</p></footer>`,
  );
}
