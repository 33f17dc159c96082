import { metricOf } from '../../measure/metrics.ts';
import { containsZero, pairedDifference } from '../../measure/paired-difference.ts';
import { mean } from '../../measure/statistics.ts';
import type { FinishedRun } from '../run-outcome.ts';
import { pairsOf } from './pairs.ts';

/**
 * Ranks by the mean of a measure of which less is better, from 1. The best of those that have no rank yet gets the next one and shares it
 * with all whose paired interval to it contains 0: what luck may explain is a tie. Without an interval, of a single replication, only equal
 * means tie. Null without a value.
 */
export function ranksWithTies(
  runs: readonly (readonly FinishedRun[])[],
  name: string,
  confidence: number,
): readonly (number | null)[] {
  const means = runs.map((own) => mean(own.map(({ metrics }) => metricOf(metrics, name)).filter(isNumber)));
  const ranks: (number | null)[] = runs.map(() => null);
  const isOpen = (index: number): boolean => means[index] !== null && ranks[index] === null;
  for (let rank = 1; ; ) {
    const open = runs.map((_, index) => index).filter(isOpen);
    if (open.length === 0) return ranks;
    const best = open.reduce((least, index) => (means[index]! < means[least]! ? index : least));
    const tied = open.filter((index) => index === best || isTie(runs[index]!, runs[best]!, name, confidence));
    for (const index of tied) ranks[index] = rank;
    rank += tied.length;
  }
}

function isTie(one: readonly FinishedRun[], best: readonly FinishedRun[], name: string, confidence: number): boolean {
  const pairs = pairsOf(one, best, name);
  const difference = pairedDifference(pairs, confidence);
  return difference === null
    ? pairs.length > 0 && pairs.every(([value, least]) => value === least)
    : containsZero(difference);
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
