import type { PoolBrief, ScenarioBrief } from '../../experiment/brief.ts';
import { type Markup, markup } from '../markup.ts';
import { formatDuration, formatInstant } from '../quantity.ts';
import { plainRow, table, textColumn, timeColumn } from './page.ts';

/** What was simulated: the pools and what was done to them. */
export function subjectSection(brief: ScenarioBrief): Markup {
  return markup`<section aria-labelledby="pools">
<h2 id="pools">${brief.pools.length === 1 ? 'Pool' : 'Pools'}</h2>
${brief.pools.map(poolFacts)}
</section>
${brief.faults.length === 0 ? null : faultTable(brief)}`;
}

const poolFacts = (pool: PoolBrief): Markup => markup`<dl class="facts">
<dt>pool</dt><dd>${pool.name}: ${pool.min} to ${pool.max} pods of ${pool.slots} ${pool.slots === 1 ? 'slot' : 'slots'}, rule ${pool.rule}</dd>
<dt>policy</dt><dd>${pool.policy}${parametersText(pool)}, every ${formatDuration(pool.everyMs)}, victims ${pool.victims}</dd>
<dt>dispatch</dt><dd>${pool.dispatch}, readiness ${pool.readiness}, assignment ${pool.assignment}</dd>
</dl>
`;

const parametersText = ({ parameters }: PoolBrief): string => {
  const entries = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return entries.length === 0 ? '' : ` (${entries.join(', ')})`;
};

const faultTable = ({ faults }: ScenarioBrief): Markup => markup`<section aria-labelledby="faults">
<h2 id="faults">Faults</h2>
${table(
  [timeColumn('from'), timeColumn('to'), textColumn('fault'), textColumn('kind')],
  faults.map(({ name, kind, at, until }) =>
    plainRow(formatInstant(at), until === at ? '' : Number.isFinite(until) ? formatInstant(until) : 'end', name, kind),
  ),
)}</section>
`;
