import type { TuningResult } from '../../experiment/tune/tuning-result.ts';
import { comparisonSummary } from './compare-summary.ts';

/** Number of the shape of `tune.json` and `tune --json`; goes up when a reader of the old one would misread the new one. */
export const TUNING_VERSION = 1;

/** Everything of a search but the drawings, as docs/tuning.md describes it. `picked`: a label of the front, or null. */
export function tuningSummary({ comparison, ...result }: TuningResult, picked: string | null) {
  return { tuningVersion: TUNING_VERSION, ...result, picked, comparison: comparisonSummary(comparison) };
}
