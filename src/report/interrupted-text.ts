import type { PlannedVariant } from '../experiment/plan-suite.ts';
import type { VariantResult } from '../experiment/variant-result.ts';
import { precisionText } from './precision-text.ts';
import { formatInstant } from './quantity.ts';

/** Variants that were to run and of which nothing was finished. */
export interface NotRun {
  /** In order of the plan. */
  readonly variants: readonly PlannedVariant[];
  /** `interrupted`; in words, for people. */
  readonly why: string;
}

export const ALL_RAN: NotRun = { variants: [], why: 'interrupted' };

/** `interrupted: 63 of 400 replications`: its figures are of less than was asked for. Null where all of it was run. */
export function interruptedText(result: VariantResult): string | null {
  const { planned, outcomes, precision, verdict, runs } = result;
  const { max, goal } = planned.replications;
  if (outcomes.length < max) {
    if (goal === null)
      return `interrupted: ${outcomes.length} of ${max === 1 ? '1 replication' : `${max} replications`}`;
    if (precision?.reached === false && verdict.kind !== 'broken') return precisionText(result);
  }
  const cut = runs.find(({ end }) => end.cause === 'interrupted');
  return cut === undefined
    ? null
    : `interrupted: replication ${cut.replication} was stopped at ${formatInstant(cut.end.endedAt)}`;
}

/** `interrupted: of 12 variants 1 was stopped half-way, 3 were not run`; null for a suite that ran to its end. */
export function suiteInterruptedText(results: readonly VariantResult[], { variants, why }: NotRun): string | null {
  const halfWay = results.filter((result) => interruptedText(result) !== null).length;
  const parts = [
    ...(halfWay === 0 ? [] : [`${halfWay} ${halfWay === 1 ? 'was' : 'were'} stopped half-way`]),
    ...(variants.length === 0 ? [] : [`${variants.length} ${variants.length === 1 ? 'was' : 'were'} not run`]),
  ];
  if (parts.length === 0) return null;
  const count = results.length + variants.length;
  return `${why}: of ${count} variant${count === 1 ? '' : 's'} ${parts.join(', ')}`;
}
