import { type Collect, NOTHING_MORE } from '../measured-run.ts';
import { type BoardOptions, runBoard } from '../run-board.ts';
import { Field } from './field.ts';
import type { PlannedTuning, TuningChoice } from './plan-tuning.ts';
import { gridSearch, raceSearch } from './search.ts';
import { TuneBoard } from './tune-board.ts';
import { type TuningResult, tuningResult } from './tuning-result.ts';

export interface TuningOptions extends BoardOptions {
  /** What is kept of each setting's first replication; of the others the measures and the bound. */
  readonly collect: Collect;
  /** Ends the search as the budget does, but at an instant that differs from machine to machine; null = no such limit. */
  readonly time: AbortSignal | null;
}

/** Runs that a race makes unless it is told. */
export const DEFAULT_BUDGET = 400;

/**
 * Searches the Pareto front of wait and cost with common random numbers: replication k of every setting draws from the same streams. The
 * result depends on plan and choice alone, not on the number of workers. Null when it was ended before the first run was.
 */
export async function runTuning(
  planned: PlannedTuning,
  choice: TuningChoice,
  options: TuningOptions,
): Promise<TuningResult | null> {
  const { replications } = choice;
  const budget = choice.budget ?? DEFAULT_BUDGET;
  const field = new Field(planned);
  const board =
    choice.method === 'grid'
      ? new TuneBoard(field, gridSearch(field, { replications }), (planned.space.gridSize + 1) * replications)
      : new TuneBoard(field, raceSearch(field, { replications, budget }), budget);
  const others = { ...NOTHING_MORE, bound: true };
  const signal = options.time === null ? options.signal : AbortSignal.any([options.signal, options.time]);
  await runBoard(
    board,
    ({ variant, replication }) => ({
      planned: board.planned(variant),
      replication,
      collect: replication === 0 ? { ...options.collect, bound: true } : others,
      checkDeterminism: false,
      journal: null,
    }),
    { ...options, signal },
  );
  const ended = board.isOver ? 'done' : options.signal.aborted ? 'interrupted' : 'time';
  return tuningResult(planned, field, { ...choice, budget: choice.method === 'grid' ? choice.budget : budget }, ended);
}
