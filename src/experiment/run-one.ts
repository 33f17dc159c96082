import type { Observer } from '../engine/observer.ts';
import type { SeriesTracker } from '../measure/series.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { simulate } from '../sim/run.ts';
import { type Collect, MeasuredRun } from './measured-run.ts';
import type { FinishedRun } from './run-outcome.ts';

/**
 * Runs a compiled scenario on the simulated clock and measures it. `journal` takes the journal's lines, header first.
 * Throws `LawBroken` where a law breaks that the variant does not name.
 */
export function runOne(
  scenario: CompiledScenario,
  collect: Collect,
  journal: ((line: string) => void) | null,
  watch: Watch | null = null,
): FinishedRun {
  const run = new MeasuredRun(scenario, collect, journal);
  return run.finished(simulate(scenario, watching(run, watch), run.conditions));
}

/** Makes one more observer, which reads the present from the run's own series. */
export type Watch = (series: SeriesTracker) => Observer;

export const watching = (run: MeasuredRun, watch: Watch | null): readonly Observer[] =>
  watch === null ? run.observers : [...run.observers, watch(run.series)];
