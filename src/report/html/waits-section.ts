import type { ChartData } from '../../measure/chart-data.ts';
import { type Markup, markup } from '../markup.ts';
import { formatDuration, formatInstant } from '../quantity.ts';
import { WAIT_CAUSE_WORDS } from '../wait-cause-words.ts';
import { noteOf, numberColumn, plainRow, table, textColumn, timeColumn } from './page.ts';

/** The ten longest waits, with what each was made of. */
export const waitsSection = (
  { longestWaits }: Pick<ChartData, 'longestWaits'>,
  pools: number,
  note: string | null = null,
): Markup =>
  longestWaits.length === 0
    ? markup``
    : markup`<section aria-labelledby="waits">
<h2 id="waits">Longest waits</h2>${noteOf(note)}
${table(
  [
    textColumn('task'),
    ...(pools > 1 ? [textColumn('pool')] : []),
    timeColumn('submitted'),
    numberColumn('waited'),
    textColumn('why'),
  ],
  longestWaits.map(({ name, pool, arrivedAt, waitMs, isCensored, parts }) =>
    plainRow(
      markup`<code>${name}</code>`,
      ...(pools > 1 ? [pool] : []),
      markup`<a href="#charts" data-at="${arrivedAt}">${formatInstant(arrivedAt)}</a>`,
      isCensored ? `≥ ${formatDuration(waitMs)}` : formatDuration(waitMs),
      parts.map(({ cause, ms }) => `${WAIT_CAUSE_WORDS[cause]} ${formatDuration(ms)}`).join(', '),
    ),
  ),
)}</section>
`;
