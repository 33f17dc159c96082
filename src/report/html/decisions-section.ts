import type { ChartData } from '../../measure/chart-data.ts';
import type { LoggedDecision } from '../../measure/decision-log.ts';
import { type Markup, markup } from '../markup.ts';
import { formatFigure, formatInstant } from '../quantity.ts';
import { noteOf, numberColumn, type Row, table, textColumn, timeColumn } from './page.ts';

/** What the autoscaler did and why: first the decisions that changed the pool, then, folded away, every one. */
export function decisionsSection(
  { decisions, decisionsOmitted, endedAt }: ChartData,
  pools: number,
  note: string | null = null,
): Markup {
  const changes = decisions.filter(({ from, to }) => from !== to);
  return markup`<section aria-labelledby="decisions">
<h2 id="decisions">Scale events</h2>${noteOf(note)}
${changes.length === 0 ? markup`<p>The size of the pool was never changed.</p>` : markup`<div class="tall" tabindex="0" role="group" aria-labelledby="decisions">${decisionTable(changes.slice(0, SHOWN_MAX), { pools, endedAt })}</div>`}
${changes.length > SHOWN_MAX ? markup`<p class="note">and ${changes.length - SHOWN_MAX} more, in the log below</p>` : null}
<details><summary>Decision log: ${decisions.length} ${decisions.length === 1 ? 'entry' : 'entries'}, with those that changed nothing</summary>
${decisionTable(decisions, { pools, endedAt })}
${decisionsOmitted === 0 ? null : markup`<p class="note">${decisionsOmitted} later decisions are not listed.</p>`}
</details>
</section>
`;
}

const SHOWN_MAX = 100;

export function decisionTable(
  decisions: readonly LoggedDecision[],
  { pools, endedAt }: { readonly pools: number; readonly endedAt: number },
): Markup {
  const columns = [
    timeColumn('time'),
    ...(pools > 1 ? [textColumn('pool')] : []),
    numberColumn('pods'),
    textColumn('trigger'),
    textColumn('why'),
  ];
  const rows = decisions.map((decision): Row => {
    const { at, until, count, pool, from, to, trigger } = decision;
    const time =
      count > 1 ? `${formatInstant(at)} – ${until >= endedAt ? 'end' : formatInstant(until)}` : formatInstant(at);
    return {
      mark: null,
      cells: [
        markup`<a href="#charts" data-at="${at}">${time}</a>`,
        ...(pools > 1 ? [pool] : []),
        from === to ? `${to}` : `${from} → ${to}`,
        count > 1 ? `${trigger} × ${count}` : trigger,
        whyText(decision),
      ],
    };
  });
  return table(columns, rows);
}

const whyText = ({ rule, text, limitedBy, figures }: LoggedDecision): Markup => {
  const numbers = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? formatFigure(value) : (value ?? 'unknown')}`,
  );
  return markup`${text}${limitedBy === null ? null : ` (limited by ${limitedBy})`}<br><span class="faint">${[rule, ...numbers].join(' · ')}</span>`;
};
