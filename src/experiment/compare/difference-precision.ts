import { metricOf } from '../../measure/metrics.ts';
import { pairedDifference } from '../../measure/paired-difference.ts';
import { mean, meanInterval } from '../../measure/statistics.ts';
import type { FinishedRun } from '../run-outcome.ts';
import { costMeasure } from './cost-measure.ts';
import { pairsOf } from './pairs.ts';
import type { ComparisonChoice } from './plan-comparison.ts';

/**
 * Whether wait and cost are known as well as the goal wants, for every policy: half of each interval of the differences to the baseline
 * (or of the means) is at most that share of the larger mean. Student's t even where the report shows a bootstrap, which is too narrow to
 * stop by while there are few replications. A measure that no run has is known as well as it will ever be.
 */
export function isPreciseEnough(
  runs: readonly (readonly FinishedRun[])[],
  baseline: number,
  choice: Pick<ComparisonChoice, 'wait' | 'cost' | 'goal' | 'confidence'>,
): boolean {
  const { goal, confidence, wait } = choice;
  if (goal === null) return true;
  return [wait, choice.cost ?? costMeasure(runs)].every((name) =>
    runs.every((own, contender) => {
      const width =
        goal.of === 'means'
          ? meanWidth(valuesOf(own, name), confidence)
          : contender === baseline
            ? 0
            : differenceWidth(own, runs[baseline] ?? [], name, confidence);
      return width === null || width <= goal.precision;
    }),
  );
}

/** Null where nothing is to be known. */
function meanWidth(values: readonly number[], confidence: number): number | null {
  if (values.length === 0) return null;
  if (values.length < 2) return Number.POSITIVE_INFINITY;
  const { mean: middle, halfWidth } = meanInterval(values, confidence);
  return share(halfWidth, Math.abs(middle));
}

function differenceWidth(
  one: readonly FinishedRun[],
  other: readonly FinishedRun[],
  name: string,
  confidence: number,
): number | null {
  const pairs = pairsOf(one, other, name);
  if (pairs.length === 0) return null;
  const difference = pairedDifference(pairs, confidence);
  if (difference === null) return Number.POSITIVE_INFINITY;
  const larger = Math.max(...[0, 1].map((side) => Math.abs(mean(pairs.map((pair) => pair[side] as number)) ?? 0)));
  return share((difference.high - difference.low) / 2, larger);
}

const share = (width: number, of: number): number =>
  width === 0 ? 0 : of === 0 ? Number.POSITIVE_INFINITY : width / of;

const valuesOf = (runs: readonly FinishedRun[], name: string): readonly number[] =>
  runs.map((run) => metricOf(run.metrics, name)).filter((value) => typeof value === 'number');
