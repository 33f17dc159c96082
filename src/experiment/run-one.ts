import type { CompiledScenario } from '../scenario/compiled.ts';
import { simulate } from '../sim/run.ts';
import { type Collect, MeasuredRun, type RunExtras } from './measured-run.ts';
import type { FinishedRun } from './run-outcome.ts';

/**
 * Runs a compiled scenario on the simulated clock and measures it. `journal` takes the journal's lines, header first.
 * Throws `LawBroken` where a law breaks that the variant does not name.
 */
export function runOne(
  scenario: CompiledScenario,
  collect: Collect,
  journal: ((line: string) => void) | null,
  extras: RunExtras = {},
): FinishedRun {
  const run = new MeasuredRun(scenario, collect, journal, extras);
  return run.finished(simulate(scenario, run.observers, run.conditions));
}
