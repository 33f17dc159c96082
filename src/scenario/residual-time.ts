import { randomGamma, randomLogNormal } from 'd3-random';
import { type Distribution, meanOf } from './distribution.ts';
import { cumulative, samplerOf, weightedIndex } from './distribution-sampler.ts';
import { MAX_DURATION_MS } from './duration.ts';
import type { Random } from './stream.ts';

/** ms, not rounded; each call draws anew. */
type Draw = (random: Random) => number;

/**
 * What is left of a time that goes on at a random moment, where times X follow each other: density (1 − F(x)) / E[X] (Feller, An Introduction
 * to Probability Theory and Its Applications II, ch. XI). That is a uniform share of the time that is met, and a time is the more likely to
 * be met the longer it is: density x·f(x) / E[X]. A uniform share of a plain draw would be too short, of exponential times by half. Null
 * where there is no mean: there is no such law then.
 */
export function residualOf(distribution: Distribution): Draw | null {
  if (!Number.isFinite(meanOf(distribution))) return null;
  const met = lengthBiased(distribution);
  return (random) => random() * Math.min(Math.max(1, met(random)), MAX_DURATION_MS);
}

/** Density x·f(x) / E[X]. Most families keep their shape (Patil & Rao, Biometrics 34, 1978); the others are drawn by rejection. */
function lengthBiased(distribution: Distribution): Draw {
  switch (distribution.kind) {
    case 'constant':
      return () => distribution.value;
    case 'never':
      return () => Number.POSITIVE_INFINITY;
    case 'uniform': {
      const { min, max } = distribution;
      return (random) => Math.sqrt(min * min + (max * max - min * min) * random());
    }
    case 'exponential':
      return gamma(2, distribution.mean);
    case 'gamma':
    case 'erlang':
      return gamma(distribution.shape + 1, distribution.mean / distribution.shape);
    case 'lognormal': {
      const { mu, sigma } = distribution;
      return (random) => randomLogNormal.source(random)(mu + sigma * sigma, sigma)();
    }
    case 'weibull': {
      const { scale, shape } = distribution;
      const power = gamma(1 + 1 / shape, 1);
      return (random) => scale * power(random) ** (1 / shape);
    }
    case 'pareto':
      return pareto(distribution.min, distribution.shape - 1);
    case 'normal':
      // Nine standard deviations above the mean there is nothing that a run could meet.
      return byRejection(distribution, distribution.mean + 9 * distribution.sd);
    case 'triangular':
      return byRejection(distribution, distribution.max);
    case 'empirical': {
      const { values } = distribution;
      const upTo = cumulative(values);
      return (random) => values[weightedIndex(upTo, random)()]!;
    }
    case 'mixture': {
      const draws = distribution.parts.map(({ of }) => lengthBiased(of));
      const upTo = cumulative(distribution.parts.map(({ weight, of }) => (weight === 0 ? 0 : weight * meanOf(of))));
      return (random) => draws[weightedIndex(upTo, random)()]!(random);
    }
  }
}

const gamma =
  (shape: number, scale: number): Draw =>
  (random) =>
    randomGamma.source(random)(shape, scale)();

/** Up to the longest duration, by inversion: of a shape near 0 nearly all would lie above it, where samplers draw next to nothing. */
function pareto(min: number, shape: number): Draw {
  const share = -Math.expm1(-shape * Math.log(MAX_DURATION_MS / min));
  return (random) => min * Math.exp(-Math.log1p(-share * random()) / shape);
}

/** Of draws up to `most` each is kept with a chance in proportion to its length. */
function byRejection(distribution: Distribution, most: number): Draw {
  return (random) => {
    const draw = samplerOf(distribution, () => random);
    let value = draw();
    while (random() * most > value) value = draw();
    return value;
  };
}
