import { isMet } from '../../measure/comparison.ts';
import type { Comparison } from '../../scenario/expectation.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import type { PolicyResult } from '../compare/policy-comparison.ts';
import type { TuningResult } from './tuning-result.ts';

/** Which setting of the front is wanted. */
export type SettingPick =
  /** Where the front bends most: from there a little less of one costs much of the other. */
  | { readonly kind: 'knee' }
  /** The cheapest whose mean meets the condition; of a condition on the cost the one with the least wait. */
  | {
      readonly kind: 'condition';
      readonly text: string;
      readonly measure: MetricName;
      readonly comparison: Comparison;
    };

/** Null where the front is empty, or none meets the condition. */
export function pickSetting(result: TuningResult, pick: SettingPick): PolicyResult | null {
  const { wait, cost, front, comparison } = result;
  const policies = front.map((label) => comparison.policies.find((policy) => policy.label === label)!);
  if (pick.kind === 'knee') return kneeOf(policies, wait, cost);
  const { measure, comparison: condition } = pick;
  const meeting = policies.filter(({ measures }) => isMet(condition, measures[measure]?.mean ?? null));
  return least(meeting, measure === cost ? wait : cost);
}

/**
 * With both measures scaled so that the ends of the front are (0, 1) and (1, 0), the farthest below the straight line between them, which is
 * where their sum is least (Das 1999, *On characterizing the "knee" of the Pareto curve*). Of two alike the one with less wait.
 */
function kneeOf(policies: readonly PolicyResult[], wait: MetricName, cost: MetricName): PolicyResult | null {
  const scaled = (name: MetricName): readonly number[] => {
    const means = policies.map((policy) => meanOf(policy, name));
    const [low, high] = [Math.min(...means), Math.max(...means)];
    return means.map((each) => (high === low ? 0 : (each - low) / (high - low)));
  };
  const [waits, costs] = [scaled(wait), scaled(cost)];
  const sums = policies.map((policy, index) => ({ policy, sum: waits[index]! + costs[index]! }));
  // Both ends have a sum of 1, which rounding must not decide.
  return (
    sums.reduce<(typeof sums)[number] | null>(
      (best, each) => (best === null || each.sum < best.sum - 1e-9 ? each : best),
      null,
    )?.policy ?? null
  );
}

const least = (policies: readonly PolicyResult[], name: MetricName): PolicyResult | null =>
  policies.reduce<PolicyResult | null>(
    (best, each) => (best === null || meanOf(each, name) < meanOf(best, name) ? each : best),
    null,
  );

const meanOf = ({ measures }: PolicyResult, name: MetricName): number =>
  measures[name]?.mean ?? Number.POSITIVE_INFINITY;
