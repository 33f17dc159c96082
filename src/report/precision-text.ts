import type { MeasurePrecision } from '../experiment/precision.ts';
import type { VariantResult } from '../experiment/variant-result.ts';
import { formatRatio } from './quantity.ts';

/** `20`, of an interrupted suite `7 of 20 (interrupted)`; where a precision decides, what came of it. */
export function replicationsText(result: VariantResult): string {
  const { planned, outcomes } = result;
  const { max, goal } = planned.replications;
  if (goal !== null) return precisionText(result) ?? '';
  return `${outcomes.length}${outcomes.length < max ? ` of ${max} (interrupted)` : ''}`;
}

/** Whether the precision was reached, with how many replications, and how well the worst of the watched means is known; null without one. */
export function precisionText({ planned, outcomes, precision, verdict }: VariantResult): string | null {
  if (precision === null) return null;
  const { goal, reached, measures } = precision;
  const ran = outcomes.length === 1 ? '1 replication' : `${outcomes.length} replications`;
  const wanted = `precision ${formatRatio(goal.precision)}`;
  const known = worstText(measures);
  if (verdict.kind === 'broken') return `${wanted} given up after ${ran}`;
  if (reached) return `${wanted} reached with ${ran}${known}`;
  if (outcomes.length >= planned.replications.max) return `${wanted} not reached with ${ran}, the most allowed${known}`;
  return `interrupted after ${ran}, before ${wanted} was reached${known}`;
}

/** `: wait.mean within 4.1 %`. */
function worstText(measures: readonly MeasurePrecision[]): string {
  const [worst] = measures
    .filter(({ mean }) => mean !== null)
    .sort((a, b) => (b.relativeError ?? Infinity) - (a.relativeError ?? Infinity));
  return worst === undefined ? '' : `: ${worst.name} ${errorText(worst)}`;
}

export function errorText({ relativeError, mean }: MeasurePrecision): string {
  if (mean === null) return 'no value';
  return relativeError === null ? 'without a bound' : `within ${formatRatio(relativeError)}`;
}
