import type { ChartData } from '../../measure/chart-data.ts';
import type { WaitCause } from '../../measure/longest-waits.ts';
import { type Markup, markup } from '../markup.ts';
import { formatDuration, formatInstant } from '../quantity.ts';
import { numberColumn, plainRow, table, textColumn, timeColumn } from './page.ts';

const CAUSES: Readonly<Record<WaitCause, string>> = {
  'own-workspace': 'blocked by its own workspace',
  'no-slot': 'no free slot',
  'pod-starting': 'no pod was ready',
  'agent-not-connected': 'the agent was not connected',
  'retry-delay': 'retry delay',
  'server-down': 'the server was down',
  dispatch: 'not dispatched yet',
};

/** The ten longest waits, with what each was made of. */
export const waitsSection = ({ longestWaits }: ChartData): Markup =>
  longestWaits.length === 0
    ? markup``
    : markup`<section aria-labelledby="waits">
<h2 id="waits">Longest waits</h2>
${table(
  [textColumn('task'), timeColumn('submitted'), numberColumn('waited'), textColumn('why')],
  longestWaits.map(({ name, arrivedAt, waitMs, isCensored, parts }) =>
    plainRow(
      markup`<code>${name}</code>`,
      markup`<a href="#charts" data-at="${arrivedAt}">${formatInstant(arrivedAt)}</a>`,
      isCensored ? `≥ ${formatDuration(waitMs)}` : formatDuration(waitMs),
      parts.map(({ cause, ms }) => `${CAUSES[cause]} ${formatDuration(ms)}`).join(', '),
    ),
  ),
)}</section>
`;
