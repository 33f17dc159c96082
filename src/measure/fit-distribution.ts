import jstat from 'jstat';
import { Z95 } from '../scenario/special-functions.ts';
import { distanceFrom, lillieforsCritical } from './kolmogorov-smirnov.ts';
import { mean, standardDeviation } from './statistics.ts';

/** What a sample of durations was taken for. Whole ms. */
export type FittedDistribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p95Ms: number }
  /** Ascending, all equally likely. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] };

/**
 * A lognormal distribution where the sample is large enough to tell and its logarithms pass for normal (Lilliefors at 5 %), else the
 * sample itself, by at most fifty quantiles. Null without values.
 */
export function fitDistribution(sample: readonly number[]): FittedDistribution | null {
  const values = sample.map((value) => Math.max(0, Math.round(value))).sort((a, b) => a - b);
  const [least, most] = [values[0], values.at(-1)];
  if (least === undefined || most === undefined) return null;
  if (least === most) return { kind: 'constant', ms: least };
  return lognormal(values, least) ?? { kind: 'empirical', values: quantiles(values) };
}

function lognormal(values: readonly number[], least: number): FittedDistribution | null {
  if (values.length < LOGNORMAL_VALUES_MIN || least <= 0) return null;
  const logs = values.map(Math.log);
  const middle = mean(logs) ?? 0;
  const deviation = standardDeviation(logs) ?? 0;
  const distance = distanceFrom(logs, (value) => jstat.jStat.normal.cdf(value, middle, deviation));
  if (distance > lillieforsCritical(values.length)) return null;
  const medianMs = Math.round(Math.exp(middle));
  return { kind: 'lognormal', medianMs, p95Ms: Math.max(medianMs, Math.round(Math.exp(middle + Z95 * deviation))) };
}

/** The middles of so many equal parts of the sample: their mean is close to the sample's. */
function quantiles(values: readonly number[]): readonly number[] {
  if (values.length <= QUANTILES_MAX) return values;
  return Array.from({ length: QUANTILES_MAX }, (_, part) => {
    const at = Math.floor(((part + 0.5) / QUANTILES_MAX) * values.length);
    return values[at] as number;
  });
}

const QUANTILES_MAX = 50;
/** Fewer do not tell a skewed distribution from another, and its tail would be guesswork. */
const LOGNORMAL_VALUES_MIN = 20;
