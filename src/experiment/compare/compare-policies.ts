import { NOTHING_MORE } from '../measured-run.ts';
import { EVERYTHING, type SuiteChoice } from '../plan-suite.ts';
import { InvalidScenario } from '../run-scenario.ts';
import { withPolicies } from '../user-policies.ts';
import { COMPARISON_DEFAULTS, type ComparisonChoice, planComparison } from './plan-comparison.ts';
import type { PolicyComparison } from './policy-comparison.ts';
import { runComparison } from './run-comparison.ts';

export interface PolicyComparisonOptions extends Partial<Omit<ComparisonChoice, 'policies'>> {
  /** What messages call the text. */
  readonly file?: string;
  /** Which variants, and what is changed in them. */
  readonly suite?: Partial<Pick<SuiteChoice, 'set' | 'seed' | 'pace' | 'variant' | 'grep' | 'label'>>;
  /** Worker threads; 1 unless given. Changes nothing but the time it takes. */
  readonly jobs?: number;
}

/**
 * `poolproof compare` for programs: every variant of a scenario's text under these policies, as `--policies` writes them. Throws
 * `InvalidScenario` when the text or a policy has mistakes.
 */
export async function comparePolicies(
  text: string,
  policies: readonly string[],
  { file = 'scenario.yaml', suite = {}, jobs = 1, ...choice }: PolicyComparisonOptions = {},
): Promise<readonly PolicyComparison[]> {
  const complete: ComparisonChoice = { ...COMPARISON_DEFAULTS, ...choice, policies };
  const { comparisons, problems } = await withPolicies(() =>
    planComparison([{ file, text }], { ...EVERYTHING, ...suite }, complete),
  );
  if (problems.length > 0) throw new InvalidScenario(problems);
  const end = await runComparison(comparisons, complete, {
    jobs,
    isWorthWorkers: () => true,
    collect: NOTHING_MORE,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return end.comparisons;
}
