import { formatProblem, type Problem } from '../scenario/problem.ts';
import { type Collect, NOTHING_MORE } from './measured-run.ts';
import { EVERYTHING, planSuite, type SuiteChoice } from './plan-suite.ts';
import { runSuite } from './run-suite.ts';
import { withPolicies } from './user-policies.ts';
import type { VariantResult } from './variant-result.ts';

/** All variants are simulated: a cluster is for the command line. */
export interface ScenarioRunOptions extends Partial<Omit<SuiteChoice, 'mode'>> {
  /** What messages call the text. */
  readonly file?: string;
  readonly collect?: Partial<Collect>;
}

/** A scenario's text has mistakes; `problems` says all of them, with their places. */
export class InvalidScenario extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n\n'));
    this.name = 'InvalidScenario';
    this.problems = problems;
  }
}

/**
 * Runs all variants of a scenario, or those chosen, in this thread, and says what became of them. Throws `InvalidScenario` when the
 * text has mistakes; everything else, a broken law too, is in the verdicts.
 */
export async function runScenario(text: string, options: ScenarioRunOptions = {}): Promise<readonly VariantResult[]> {
  const { file = 'scenario.yaml', collect = {}, ...choice } = options;
  const { variants, problems } = await withPolicies(() => planSuite([{ file, text }], { ...EVERYTHING, ...choice }));
  if (problems.length > 0) throw new InvalidScenario(problems);
  const { results } = await runSuite(variants, {
    jobs: 1,
    isWorthWorkers: () => false,
    collect: { ...NOTHING_MORE, ...collect },
    checkDeterminism: false,
    bail: false,
    journalPath: () => null,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return results;
}
