import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';

/** Number of the shape of `compare.json` and `compare --json`; goes up when a reader of the old one would misread the new one. */
export const COMPARISON_VERSION = 1;

/** Everything of a comparison but the drawings, as docs/comparing-policies.md describes it. */
export function comparisonSummary(comparison: PolicyComparison) {
  const { policies, ...rest } = comparison;
  return {
    comparisonVersion: COMPARISON_VERSION,
    ...rest,
    policies: policies.map(({ charts: _charts, brief, ...policy }) => ({
      ...policy,
      pools: (brief?.pools ?? []).map(({ name, policy: decides, parameters, everyMs }) => ({
        name,
        policy: decides,
        parameters,
        everyMs,
      })),
    })),
  };
}
