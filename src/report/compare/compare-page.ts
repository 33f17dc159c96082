import type { PolicyComparison, PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import { METRICS, type MetricName } from '../../scenario/metric-catalogue.ts';
import type { DrawnChart } from '../charts/draw.ts';
import { chartsSection } from '../html/charts-section.ts';
import { banner, numberColumn, page, plainRow, table, textColumn } from '../html/page.ts';
import { type Markup, markup } from '../markup.ts';
import {
  BOUND_COLUMN,
  DECISION_COLUMNS,
  type FigureUnit,
  hasBound,
  headingOf,
  labelOf,
  meanText,
  ranked,
  rankText,
  shortFigure,
  unitOf,
} from './compare-figures.ts';
import { breachNotes, interruptedNote, methodNotes } from './compare-notes.ts';

/** A comparison of policies: one file that opens offline. The best first, then wait against cost, then how each went about it. */
export function comparePage(comparison: PolicyComparison, charts: readonly DrawnChart[], version: string): string {
  const { scenario, variant, about } = comparison;
  const title = `${scenario} > ${variant}: policies compared`;
  return page(
    title,
    markup`<header>
<h1>${title}</h1>
<p>${about}</p>
${banner(interruptedNote(comparison))}<p>${verdict(comparison)}</p>
</header>
<main>
${measuresSection(comparison)}
${chartsSection(charts, { title: 'Side by side' })}
${decisionsSection(comparison)}
${lawsSection(comparison)}
${methodSection(comparison)}
</main>
<footer><p class="faint">poolproof ${version}</p></footer>`,
  );
}

/** Who is best, and who is on the front, in words. */
function verdict(comparison: PolicyComparison): Markup {
  const { wait, cost } = comparison;
  const policies = ranked(comparison);
  const names = (chosen: readonly PolicyResult[]): string => chosen.map(({ label }) => label).join(', ');
  const best = policies.filter(({ rank }) => rank === 1);
  const front = policies.filter(({ isOnFront }) => isOnFront);
  return markup`${comparison.interrupted === null ? 'Least' : 'So far, least'} <code>${wait}</code>: <strong>${names(best)}</strong>${best.length > 1 ? ' (a tie)' : ''}. On the front of <code>${wait}</code> and <code>${cost}</code>, where nobody has less of one without more of the other: <strong>${names(front)}</strong>.`;
}

function measuresSection(comparison: PolicyComparison): Markup {
  const { measures, replications } = comparison;
  const isReplicated = replications > 1;
  const columns = measures.flatMap((name) => [
    numberColumn(headingOf(name, unitOf(comparison, name))),
    ...(isReplicated ? [numberColumn('to baseline')] : []),
  ]);
  const rows = ranked(comparison).map((policy) =>
    plainRow(
      rankText(comparison, policy),
      nameCell(policy),
      policy.isOnFront ? '◆' : '',
      ...measures.flatMap((name) => {
        const unit = unitOf(comparison, name);
        return [meanCell(policy, name, unit), ...(isReplicated ? [differenceCell(policy, name, unit)] : [])];
      }),
    ),
  );
  return markup`<section aria-labelledby="measures">
<h2 id="measures">Policies</h2>
${table([textColumn('rank'), textColumn('policy'), textColumn('front'), ...columns], rows)}</section>
`;
}

const nameCell = (policy: PolicyResult): Markup =>
  policy.isBaseline
    ? markup`<strong class="name">${labelOf(policy)}</strong>`
    : markup`<span class="name">${policy.label}</span>`;

function meanCell(policy: PolicyResult, name: MetricName, unit: FigureUnit): Markup {
  const { halfWidth = null } = policy.measures[name] ?? {};
  const spread = halfWidth === null ? null : markup` <span class="faint">±${shortFigure(halfWidth / unit.size)}</span>`;
  return markup`${meanText(policy, name, unit)}${spread}`;
}

/** The difference with its interval; a star and the colour of better or worse where it is significant. */
function differenceCell(policy: PolicyResult, name: MetricName, unit: FigureUnit): Markup | string {
  const difference = policy.measures[name]?.difference ?? null;
  if (difference === null) return '';
  const { mean, low, high, pAdjusted, isSignificant } = difference;
  const shown = [mean, low, high].map((value) => `${value > 0 ? '+' : ''}${shortFigure(value / unit.size)}`);
  const text = markup`${shown[0] ?? ''}${isSignificant ? '*' : ''} <span class="faint">[${shown[1] ?? ''}, ${shown[2] ?? ''}]</span>`;
  const { better } = METRICS[name];
  if (!isSignificant || better === null) return markup`<span title="p ${pText(pAdjusted)}">${text}</span>`;
  const isBetter = better === 'low' ? mean < 0 : mean > 0;
  return markup`<span class="${isBetter ? 'better' : 'worse'}" title="p ${pText(pAdjusted)}, ${isBetter ? 'better' : 'worse'}">${text}</span>`;
}

const pText = (p: number): string => (p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`);

function decisionsSection(comparison: PolicyComparison): Markup {
  const columns = hasBound(comparison) ? [...DECISION_COLUMNS, BOUND_COLUMN] : DECISION_COLUMNS;
  return markup`<section aria-labelledby="decisions">
<h2 id="decisions">What they decided</h2>
<p class="note">Means per run: decisions for more pods and for fewer (one that only asks again, because no pod could be made or go, is not counted), turns from one to the other per hour, pods on average, share of time in which the most pods were wanted, starts from none,
phases killed by scale-downs, runs in which a law broke${hasBound(comparison) ? ', pod-hours as a multiple of the clairvoyant bound' : ''}.</p>
${table(
  [textColumn('policy'), ...columns.map(({ heading }) => numberColumn(heading)), numberColumn('every')],
  ranked(comparison).map((policy) =>
    plainRow(nameCell(policy), ...columns.map(({ text }) => text(policy)), periodText(policy)),
  ),
)}</section>
`;
}

const periodText = ({ brief }: PolicyResult): string =>
  [...new Set((brief?.pools ?? []).map(({ everyMs }) => `${everyMs / 1000} s`))].join(', ');

function lawsSection(comparison: PolicyComparison): Markup | null {
  const notes = ranked(comparison).flatMap(breachNotes);
  if (notes.length === 0) return null;
  return markup`<section aria-labelledby="laws">
<h2 id="laws">Laws that broke</h2>
<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>
</section>
`;
}

const methodSection = (comparison: PolicyComparison): Markup => markup`<section aria-labelledby="method">
<h2 id="method">How to read it</h2>
${methodNotes(comparison).map(
  (note) => markup`<p>${note}</p>
`,
)}<dl class="facts">${comparison.measures.map((name) => markup`<dt><code>${name}</code></dt><dd>${METRICS[name].definition}</dd>`)}</dl>
</section>
`;
