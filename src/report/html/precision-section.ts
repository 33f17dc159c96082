import type { VariantResult } from '../../experiment/variant-result.ts';
import { type Markup, markup } from '../markup.ts';
import { descriptionOf } from '../measure-description.ts';
import { measureValueText } from '../measure-text.ts';
import { errorText, precisionText } from '../precision-text.ts';
import { formatMeasure, formatRatio } from '../quantity.ts';
import { numberColumn, table, textColumn } from './page.ts';

/** Where a precision decided how many replications there were: how well each of the watched means is known. */
export function precisionSection(result: VariantResult): Markup | null {
  const { precision } = result;
  if (precision === null) return null;
  const { goal, measures } = precision;
  const rows = measures.map((measure) => {
    const { unit } = descriptionOf(measure.name);
    const halfWidth = measure.halfWidth === null ? '' : `± ${formatMeasure(measure.halfWidth, unit)}`;
    return {
      mark: measure.reached ? ('good' as const) : ('bad' as const),
      cells: [
        markup`<code>${measure.name}</code>`,
        measureValueText(result, measure.name),
        halfWidth,
        errorText(measure),
        measure.reached ? 'yes' : 'no',
      ],
    };
  });
  return markup`<section aria-labelledby="precision">
<h2 id="precision">Precision</h2>
<p>${precisionText(result)}</p>
${table(
  [
    textColumn('measure'),
    numberColumn('mean'),
    numberColumn(`${formatRatio(goal.confidence)} interval`),
    textColumn('relative error'),
    textColumn(`within ${formatRatio(goal.precision)}`),
  ],
  rows,
)}</section>
`;
}
