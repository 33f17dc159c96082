import { randomExponential, randomGamma, randomLogNormal, randomNormal, randomPareto, randomWeibull } from 'd3-random';
import type { Sampler } from './compiled.ts';
import type { Distribution, MixturePart } from './distribution.ts';
import { MAX_DURATION_MS } from './duration.ts';
import type { Random } from './stream.ts';

/**
 * The distribution as a closure over its stream: whole ms, 0 … `MAX_DURATION_MS`, or `Infinity` for `never`. A draw allocates
 * nothing. A constant draws nothing, which no other stream notices: its stream is not even opened.
 */
export function samplerOf(distribution: Distribution, open: () => Random): Sampler {
  if (distribution.kind === 'constant') return constantly(distribution.value);
  if (distribution.kind === 'never') return constantly(Number.POSITIVE_INFINITY);
  const draw = drawOf(distribution, open());
  return () => {
    const value = draw();
    // Not Math.min: NaN cannot occur, and this is the one branch that heavy tails take.
    return value < MAX_DURATION_MS ? Math.round(value) : Number.isFinite(value) ? MAX_DURATION_MS : value;
  };
}

const constantly =
  (value: number): Sampler =>
  () =>
    value;

function drawOf(distribution: Distribution, random: Random): () => number {
  switch (distribution.kind) {
    case 'constant':
      return constantly(distribution.value);
    case 'never':
      return constantly(Number.POSITIVE_INFINITY);
    case 'uniform': {
      const { min, max } = distribution;
      return () => min + (max - min) * random();
    }
    case 'exponential':
      return randomExponential.source(random)(1 / distribution.mean);
    case 'normal':
      return truncatedNormal(distribution.mean, distribution.sd, random);
    case 'lognormal':
      return randomLogNormal.source(random)(distribution.mu, distribution.sigma);
    case 'gamma':
    case 'erlang':
      return randomGamma.source(random)(distribution.shape, distribution.mean / distribution.shape);
    case 'weibull':
      return weibull(distribution.scale, distribution.shape, random);
    case 'pareto':
      return pareto(distribution.min, distribution.shape, random);
    case 'triangular':
      return triangular(distribution.min, distribution.mode, distribution.max, random);
    case 'empirical': {
      const { values } = distribution;
      return () => values[Math.floor(random() * values.length)]!;
    }
    case 'mixture':
      return mixture(distribution.parts, random);
  }
}

/** Draws again below 0; as the mean is not negative, at least half of the draws are kept. */
function truncatedNormal(mean: number, sd: number, random: Random): () => number {
  const draw = randomNormal.source(random)(mean, sd);
  return () => {
    let value = draw();
    while (value < 0) value = draw();
    return value;
  };
}

function weibull(scale: number, shape: number, random: Random): () => number {
  return randomWeibull.source(random)(shape, 0, scale);
}

function pareto(min: number, shape: number, random: Random): () => number {
  const draw = randomPareto.source(random)(shape);
  return () => min * draw();
}

/** By inversion of the distribution function. */
function triangular(min: number, mode: number, max: number, random: Random): () => number {
  const span = max - min;
  if (span === 0) return constantly(min);
  const split = (mode - min) / span;
  return () => {
    const u = random();
    return u < split ? min + Math.sqrt(u * span * (mode - min)) : max - Math.sqrt((1 - u) * span * (max - mode));
  };
}

function mixture(parts: readonly MixturePart[], random: Random): () => number {
  const draws = parts.map((part) => drawOf(part.of, random));
  const choose = weightedIndex(cumulative(parts.map((part) => part.weight)), random);
  return () => draws[choose()]!();
}

/** The sums of weights up to and with each one. */
export function cumulative(weights: readonly number[]): Float64Array {
  const upTo = new Float64Array(weights.length);
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    sum += weight;
    upTo[index] = sum;
  }
  return upTo;
}

/** An index with probability in proportion to its weight, by the cumulative weights; at least one weight is above 0. */
export function weightedIndex(upTo: Float64Array, random: Random): () => number {
  if (upTo.length === 1) return () => 0;
  const total = upTo[upTo.length - 1]!;
  return () => {
    const u = random() * total;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
