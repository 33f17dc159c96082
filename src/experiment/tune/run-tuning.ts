import { type Collect, NOTHING_MORE } from '../measured-run.ts';
import { type BoardOptions, runBoard } from '../run-board.ts';
import type { Work } from '../shard.ts';
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
  const { board, field, jobOf } = tuningWork(planned, choice, options.collect);
  const signal = options.time === null ? options.signal : AbortSignal.any([options.signal, options.time]);
  await runBoard(board, jobOf, { ...options, signal });
  const isTimeUp = options.time?.aborted === true && !options.signal.aborted;
  const ended = board.isOver ? 'done' : isTimeUp ? 'time' : 'interrupted';
  const budget = choice.method === 'grid' ? choice.budget : budgetOf(choice);
  return tuningResult(planned, field, { ...choice, budget }, ended);
}

/** The runs of a search; those of a grid are certain from the start. */
export function tuningWork(
  planned: PlannedTuning,
  choice: TuningChoice,
  collect: Collect,
): Work & { readonly board: TuneBoard; readonly field: Field } {
  const { method, replications } = choice;
  const field = new Field(planned);
  const board =
    method === 'grid'
      ? new TuneBoard(field, gridSearch(field, { replications }), (planned.space.gridSize + 1) * replications)
      : new TuneBoard(field, raceSearch(field, { replications, budget: budgetOf(choice) }), budgetOf(choice));
  return {
    board,
    field,
    jobOf: ({ variant, replication }) => ({
      planned: board.planned(variant),
      replication,
      collect: { ...(replication === 0 ? collect : NOTHING_MORE), bound: true },
      checkDeterminism: false,
      journal: null,
    }),
  };
}

/** Of a race. */
const budgetOf = ({ budget }: TuningChoice): number => budget ?? DEFAULT_BUDGET;
