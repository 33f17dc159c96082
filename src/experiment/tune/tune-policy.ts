import { NOTHING_MORE } from '../measured-run.ts';
import { EVERYTHING, type SuiteChoice } from '../plan-suite.ts';
import { InvalidScenario } from '../run-scenario.ts';
import { withPolicies } from '../user-policies.ts';
import { planTuning, TUNING_DEFAULTS, type TuningChoice } from './plan-tuning.ts';
import { runTuning } from './run-tuning.ts';
import type { TuningResult } from './tuning-result.ts';

export interface PolicyTuningOptions extends Partial<Omit<TuningChoice, 'parameters'>> {
  /** What messages call the text. */
  readonly file?: string;
  /** Which variants, and what is changed in them. */
  readonly suite?: Partial<Pick<SuiteChoice, 'set' | 'seed' | 'pace' | 'variant' | 'grep' | 'label'>>;
  /** Worker threads; 1 unless given. Changes nothing but the time it takes. */
  readonly jobs?: number;
}

/**
 * `poolproof tune` for programs: searches these parameters, as `--param` writes them, for the front of wait and cost, in every variant of a
 * scenario's text by itself. Throws `InvalidScenario` when the text, the policy or a range has mistakes, and an `Error` where the pools of
 * a variant have no policy in common and none is given.
 */
export async function tunePolicy(
  text: string,
  parameters: readonly string[],
  { file = 'scenario.yaml', suite = {}, jobs = 1, ...choice }: PolicyTuningOptions = {},
): Promise<readonly TuningResult[]> {
  const complete: TuningChoice = { ...TUNING_DEFAULTS, ...choice, parameters };
  const plan = await withPolicies(() => planTuning([{ file, text }], { ...EVERYTHING, ...suite }, complete));
  if (plan.problems.length > 0) throw new InvalidScenario(plan.problems);
  const [open] = plan.undecided;
  if (open !== undefined)
    throw new Error(
      `the pools of ${open.scenario} > ${open.variant} scale by different policies or parameters: give one`,
    );
  const results: TuningResult[] = [];
  for (const planned of plan.tunings) {
    const result = await runTuning(planned, complete, {
      jobs,
      isWorthWorkers: () => true,
      collect: NOTHING_MORE,
      signal: new AbortController().signal,
      time: null,
      onProgress: () => {},
    });
    if (result !== null) results.push(result);
  }
  return results;
}
