import { type Markup, markup } from '../markup.ts';
import { replicationsText } from '../precision-text.ts';
import { formatInstant } from '../quantity.ts';
import type { ReportSubject } from '../report-subject.ts';

const CAUSES = {
  drained: 'all work was done',
  horizon: 'the measured time was over',
  'drain-timeout': 'work was left when the drain timed out',
  interrupted: 'it was stopped',
} as const;

/** How to get the same again, byte for byte. */
export function originSection({ result, command, version }: ReportSubject): Markup {
  const { planned, runs, outcomes } = result;
  const first = runs[0];
  return markup`<section aria-labelledby="repeat">
<h2 id="repeat">Repeat it</h2>
<pre tabindex="0">${command}</pre>
<dl class="facts">
<dt>seed</dt><dd>${planned.seed}</dd>
<dt>replications</dt><dd>${replicationsText(result)}${outcomes.length > 1 ? '; charts, log and tables show the first' : ''}</dd>
<dt>fingerprint</dt><dd><code>${first?.fingerprint ?? 'not computed'}</code></dd>
<dt>ended</dt><dd>${first === undefined ? 'it did not finish' : `at ${formatInstant(first.end.endedAt)}: ${CAUSES[first.end.cause]}; ${first.end.events} events`}</dd>
<dt>poolproof</dt><dd>${version}</dd>
</dl>
<details class="printed"><summary>The scenario file</summary>
<pre tabindex="0">${planned.text}</pre>
</details>
</section>
`;
}
