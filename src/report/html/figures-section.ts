import type { VariantResult } from '../../experiment/variant-result.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { type Markup, markup } from '../markup.ts';
import { descriptionOf } from '../measure-description.ts';
import { measureValueText } from '../measure-text.ts';
import { formatMeasure } from '../quantity.ts';

/** The two headline figures, utilization and wait time, and beside them what they cost. */
export function figuresSection(result: VariantResult): Markup {
  if (result.measures.length === 0) return markup``;
  return markup`<section aria-label="Headline figures">
<dl class="figures">
${figure(result, 'Utilization', 'utilization.mean', ['utilization.allocated', 'with reservations'])}
${figure(result, 'Wait time, 95th percentile', 'wait.p95', ['wait.mean', 'mean'])}
${figure(result, 'Pods, time average', 'pods.mean', ['pods.max', 'at most'])}
${figure(result, 'Tasks finished', 'tasks.finished', ['tasks.unfinished', 'left at the end'])}
</dl>
</section>
`;
}

function figure(
  result: VariantResult,
  title: string,
  name: MetricName,
  [second, words]: readonly [MetricName, string],
): Markup {
  const { value, precision } = measureText(result, name);
  const beside = measureText(result, second);
  return markup`<div><dt>${title}</dt><dd><span class="value">${value}</span>${precision === '' ? null : markup` <span class="faint">${precision}</span>`}
<br><span class="faint">${words}: ${beside.value}</span></dd></div>`;
}

/** A measure's mean and, with replications, half the width of its 95 % interval. */
export function measureText(
  result: VariantResult,
  name: string,
): { readonly value: string; readonly precision: string } {
  const measure = result.measures.find((each) => each.name === name);
  const { unit } = descriptionOf(name);
  const halfWidth = measure?.halfWidth ?? null;
  return {
    value: measureValueText(result, name),
    precision: halfWidth === null ? '' : `± ${formatMeasure(halfWidth, unit)}`,
  };
}
