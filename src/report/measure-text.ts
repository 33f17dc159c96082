import type { VariantResult } from '../experiment/variant-result.ts';
import { cutOffCount } from '../measure/lower-bound.ts';
import { descriptionOf } from './measure-description.ts';
import { formatMeasure } from './quantity.ts';

/** A measure's value, of the whole run or of one pool: `63 %`; `≥ 1h 42m` where waits are known only as at least so long. */
export function measureValueText(result: VariantResult, name: string): string {
  const mean = result.measures.find((measure) => measure.name === name)?.mean ?? null;
  const text = formatMeasure(mean, descriptionOf(name).unit);
  return mean !== null && isLowerBound(result, name) ? `≥ ${text}` : text;
}

/** Whether tasks that were not seen to start count in it. */
export function isLowerBound({ measures }: VariantResult, name: string): boolean {
  const count = cutOffCount(name);
  return count !== null && (measures.find((measure) => measure.name === count)?.mean ?? 0) > 0;
}
