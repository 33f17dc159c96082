import { type Collect, NOTHING_MORE } from '../measured-run.ts';
import type { PlannedVariant } from '../plan-suite.ts';
import { type BoardOptions, runBoard } from '../run-board.ts';
import type { Work } from '../shard.ts';
import { ComparisonBoard } from './comparison-board.ts';
import { evaluateComparison } from './evaluate-comparison.ts';
import type { ComparisonChoice, PlannedComparison } from './plan-comparison.ts';
import type { PolicyComparison } from './policy-comparison.ts';

export interface ComparisonOptions extends BoardOptions {
  /** What is kept of each policy's first replication; of the others the measures, and the bound if it is asked for. */
  readonly collect: Collect;
}

export interface ComparisonEnd {
  /** Of those that have a run, in order of the plan. */
  readonly comparisons: readonly PolicyComparison[];
  /** Those of which nothing can be told, in order of the plan: somebody stopped it before. */
  readonly notRun: readonly PlannedVariant[];
  readonly interrupted: boolean;
}

/**
 * Runs every policy of every comparison with common random numbers: replication k of each draws from the same streams. The results depend
 * on the plan alone, not on the number of workers.
 */
export async function runComparison(
  planned: readonly PlannedComparison[],
  choice: ComparisonChoice,
  options: ComparisonOptions,
): Promise<ComparisonEnd> {
  const { board, jobOf } = comparisonWork(planned, choice, options.collect);
  await runBoard(board, jobOf, options);
  const comparisons: PolicyComparison[] = [];
  const notRun: PlannedVariant[] = [];
  for (const [index, comparison] of planned.entries()) {
    const outcomes = board.outcomes(index);
    if (outcomes.every((each) => each.length === 0)) notRun.push(comparison.base);
    else comparisons.push(evaluateComparison(comparison, outcomes, choice, board.interrupted(index)));
  }
  return { comparisons, notRun, interrupted: options.signal.aborted && !board.isOver };
}

/** The runs of comparisons. */
export function comparisonWork(
  planned: readonly PlannedComparison[],
  choice: ComparisonChoice,
  collect: Collect,
): Work & { board: ComparisonBoard } {
  const others = { ...NOTHING_MORE, bound: collect.bound === true };
  const board = new ComparisonBoard(planned, choice);
  return {
    board,
    jobOf: ({ variant, replication }) => ({
      planned: board.variants[variant]!,
      replication,
      collect: replication === 0 ? collect : others,
      checkDeterminism: false,
      journal: null,
    }),
  };
}
