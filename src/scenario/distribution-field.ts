import { z } from 'zod';
import { type Distribution, lognormalByMean, lognormalByMedian, weibullByMean } from './distribution.ts';
import { parseDuration } from './duration.ts';
import { byShape, duration, keys, oneKeyOf, parsed, positiveDuration } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/** How a distribution is written. `distribution` may be any random duration; `distributionOrNever` also the word `never`. */

function readConstant(value: unknown, path: string): Distribution | Sentence {
  const ms = parseDuration(value, path);
  return typeof ms === 'number' ? { kind: 'constant', value: ms } : ms;
}

const constant = parsed(readConstant, { type: 'string' });
const constantOrNever = parsed(
  (value, path) => (value === 'never' ? { kind: 'never' as const } : readConstant(value, path)),
  {
    type: 'string',
  },
);

const positive = z.number().gt(0).max(1_000_000);
const shape = z.number().gt(0).max(1000);

/** Ends in ascending order, of a list or a map. */
function ascending(ends: object, context: z.RefinementCtx): void {
  const steps: readonly (readonly [string, number])[] = Object.entries(ends);
  for (const [index, [key, end]] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined && end < before[1]) {
      context.addIssue({ code: 'custom', path: [key], params: { sentence: messages.notAscending } });
    }
  }
}

const uniform = byShape(
  {
    list: z
      .tuple([duration, duration])
      .superRefine(ascending)
      .transform(([min, max]) => ({ min, max })),
    map: keys({ min: duration, max: duration }).superRefine(ascending),
  },
  'two durations, [1s, 4s]',
);

const triangular = byShape(
  {
    list: z
      .tuple([duration, duration, duration])
      .superRefine(ascending)
      .transform(([min, mode, max]) => ({ min, mode, max })),
    map: keys({ min: duration, mode: duration, max: duration }).superRefine(ascending),
  },
  'three durations, [10s, 20s, 60s]',
);

/** A distribution known by one of two pairs of parameters. */
const pairs = <A extends z.ZodRawShape, B extends z.ZodRawShape>(first: A, second: B) =>
  z.unknown().transform((value, context): z.output<z.ZodObject<A>> | z.output<z.ZodObject<B>> => {
    const given = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const known = { ...first, ...second };
    const isSecond = given.some((key) => Object.hasOwn(second, key) && !Object.hasOwn(first, key));
    const isFirst = given.some((key) => Object.hasOwn(first, key) && !Object.hasOwn(second, key));
    if (isFirst && isSecond) {
      const sentence = (path: string): Sentence => messages.eitherPair(path, Object.keys(first), Object.keys(second));
      context.issues.push({ code: 'custom', input: value, params: { sentence } });
      return z.NEVER;
    }
    const stranger = given.some((key) => !Object.hasOwn(known, key));
    const schema = stranger ? keys(partial(known)) : keys(isSecond ? second : first);
    const result = schema.safeParse(value);
    for (const issue of result.error?.issues ?? []) context.issues.push({ ...issue, path: [...issue.path] } as never);
    return result.data as z.output<z.ZodObject<A>> | z.output<z.ZodObject<B>>;
  });

const partial = (map: z.ZodRawShape): z.ZodRawShape =>
  Object.fromEntries(Object.entries(map).map(([key, schema]) => [key, (schema as z.ZodType).optional()]));

const lognormal = pairs(
  { median: positiveDuration, p95: positiveDuration },
  { mean: positiveDuration, cv: z.number().min(0).max(100) },
).superRefine((parameters, context) => {
  if ('median' in parameters && parameters.p95 < parameters.median) {
    context.addIssue({ code: 'custom', path: ['p95'], params: { sentence: messages.p95BelowMedian } });
  }
});

const weibull = pairs({ scale: positiveDuration, shape }, { mean: positiveDuration, shape });

const written = oneKeyOf(
  {
    constant: duration,
    uniform,
    exponential: keys({ mean: positiveDuration }),
    normal: keys({ mean: duration, sd: duration }),
    lognormal,
    gamma: keys({ mean: positiveDuration, shape }),
    weibull,
    pareto: keys({ min: positiveDuration, shape }),
    erlang: keys({ mean: positiveDuration, shape: z.int().min(1).max(1000) }),
    triangular,
    empirical: z.array(duration).min(1),
    mixture: z
      .array(
        keys({
          weight: positive,
          get of(): z.ZodType<Distribution> {
            return distribution;
          },
        }),
      )
      .min(1),
  },
  'distribution',
).transform((choice): Distribution => {
  switch (choice.kind) {
    case 'constant':
      return { kind: 'constant', value: choice.value };
    case 'lognormal':
      return 'median' in choice.value
        ? lognormalByMedian(choice.value.median, choice.value.p95)
        : lognormalByMean(choice.value.mean, choice.value.cv);
    case 'weibull':
      return 'mean' in choice.value
        ? weibullByMean(choice.value.mean, choice.value.shape)
        : { kind: 'weibull', ...choice.value };
    case 'empirical':
      return { kind: 'empirical', values: choice.value };
    case 'mixture':
      return { kind: 'mixture', parts: choice.value };
    case 'uniform':
      return { kind: 'uniform', ...choice.value };
    case 'exponential':
      return { kind: 'exponential', ...choice.value };
    case 'normal':
      return { kind: 'normal', ...choice.value };
    case 'gamma':
      return { kind: 'gamma', ...choice.value };
    case 'pareto':
      return { kind: 'pareto', ...choice.value };
    case 'erlang':
      return { kind: 'erlang', ...choice.value };
    case 'triangular':
      return { kind: 'triangular', ...choice.value };
  }
});

export const distribution: z.ZodType<Distribution> = byShape(
  { scalar: constant, map: written },
  'a duration (20s) or a distribution ({ exponential: { mean: 20s } })',
);
export const distributionOrNever: z.ZodType<Distribution> = byShape(
  { scalar: constantOrNever, map: written },
  'a duration (20s), a distribution ({ exponential: { mean: 20s } }) or never',
);
