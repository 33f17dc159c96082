import type { VariantResult } from '../../experiment/variant-result.ts';
import { type Markup, markup } from '../markup.ts';
import { descriptionOf } from '../measure-description.ts';
import { measureText } from './figures-section.ts';
import { numberColumn, plainRow, table, textColumn } from './page.ts';

/** Every measure with its definition, folded away. */
export function measuresSection(result: VariantResult): Markup {
  if (result.measures.length === 0) return markup``;
  const isReplicated = result.runs.length > 1;
  const columns = [
    textColumn('measure'),
    numberColumn('value'),
    ...(isReplicated ? [numberColumn('95 % interval')] : []),
    textColumn('definition'),
  ];
  const rows = result.measures.map(({ name }) => {
    const { value, precision } = measureText(result, name);
    return plainRow(
      markup`<code>${name}</code>`,
      value,
      ...(isReplicated ? [precision] : []),
      descriptionOf(name).definition,
    );
  });
  return markup`<section aria-labelledby="measures">
<h2 id="measures">Measures</h2>
<details class="printed"><summary>All ${result.measures.length} measures with their definitions</summary>
${table(columns, rows)}</details>
</section>
`;
}
