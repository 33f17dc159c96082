import type { VariantResult } from '../../experiment/variant-result.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { type Markup, markup } from '../markup.ts';
import { measureText } from './figures-section.ts';
import { numberColumn, plainRow, table, textColumn } from './page.ts';

const COLUMNS: readonly (readonly [heading: string, name: MetricName])[] = [
  ['utilization', 'utilization.mean'],
  ['mean wait', 'wait.mean'],
  ['p95 wait', 'wait.p95'],
  ['pods, mean', 'pods.mean'],
  ['at most', 'pods.max'],
  ['tasks finished', 'tasks.finished'],
  ['cost', 'cost'],
];

/** Several pools side by side; a single one is what the headline figures say. */
export function poolsSection(result: VariantResult): Markup {
  const pools = result.runs[0]?.brief.pools ?? [];
  if (pools.length < 2 || result.measures.length === 0) return markup``;
  return markup`<section aria-labelledby="by-pool">
<h2 id="by-pool">By pool</h2>
${table(
  [textColumn('pool'), ...COLUMNS.map(([heading]) => numberColumn(heading))],
  pools.map(({ name }) =>
    plainRow(name, ...COLUMNS.map(([, measure]) => measureText(result, `${name}/${measure}`).value)),
  ),
)}</section>
`;
}
