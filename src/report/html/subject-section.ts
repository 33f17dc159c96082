import type { ModifierBrief, PoolBrief, ScenarioBrief } from '../../experiment/brief.ts';
import type { TraceAccount } from '../../scenario/compiled.ts';
import { SKIP_REASONS } from '../../scenario/trace/trace-reading.ts';
import { type Markup, markup } from '../markup.ts';
import { formatDuration, formatInstant } from '../quantity.ts';
import { numberColumn, plainRow, table, textColumn, timeColumn } from './page.ts';

/** What was simulated: the pools and what was done to them. */
export function subjectSection(brief: ScenarioBrief, traces: readonly TraceAccount[]): Markup {
  return markup`<section aria-labelledby="pools">
<h2 id="pools">${brief.pools.length === 1 ? 'Pool' : 'Pools'}</h2>
${brief.pools.map(poolFacts)}
</section>
${traces.length === 0 ? null : traceTable(traces)}
${brief.faults.length === 0 ? null : faultTable(brief)}`;
}

const poolFacts = (pool: PoolBrief): Markup => markup`<dl class="facts">
<dt>pool</dt><dd>${pool.name}: ${pool.min} to ${pool.max} pods of ${pool.slots} ${pool.slots === 1 ? 'slot' : 'slots'}, rule ${pool.rule}${maxTasksText(pool)}</dd>
<dt>policy</dt><dd>${pool.policy}${parametersText(pool)}${pool.modifiers.map(modifierText)}, every ${formatDuration(pool.everyMs)}, victims ${pool.victims}</dd>
<dt>dispatch</dt><dd>${pool.dispatch}, readiness ${pool.readiness}, assignment ${pool.assignment}</dd>
</dl>
`;

const maxTasksText = ({ maxTasks }: PoolBrief): string =>
  maxTasks === null ? '' : `, agents end after ${maxTasks} ${maxTasks === 1 ? 'task' : 'tasks'}`;

const modifierText = (modifier: ModifierBrief): string => `, then ${modifier.name}${parametersText(modifier)}`;

const parametersText = ({ parameters }: Pick<PoolBrief, 'parameters'>): string => {
  const entries = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return entries.length === 0 ? '' : ` (${entries.join(', ')})`;
};

const traceTable = (traces: readonly TraceAccount[]): Markup => markup`<section aria-labelledby="traces">
<h2 id="traces">Job logs</h2>
${table(
  [
    textColumn('workload entry'),
    textColumn('file'),
    textColumn('rows'),
    numberColumn('count'),
    textColumn('first in line'),
  ],
  traces.flatMap(({ name, file, rows }) => [
    plainRow(name, file, 'read', String(rows.read), ''),
    plainRow('', '', 'used', String(rows.used), ''),
    ...rows.skipped.map((each) =>
      plainRow('', '', SKIP_REASONS[each.reason], String(each.rows), String(each.firstRow)),
    ),
  ]),
)}</section>
`;

const faultTable = ({ faults }: ScenarioBrief): Markup => markup`<section aria-labelledby="faults">
<h2 id="faults">Faults</h2>
${table(
  [timeColumn('from'), timeColumn('to'), textColumn('fault'), textColumn('kind')],
  faults.map(({ name, kind, at, until }) =>
    plainRow(formatInstant(at), until === at ? '' : Number.isFinite(until) ? formatInstant(until) : 'end', name, kind),
  ),
)}</section>
`;
