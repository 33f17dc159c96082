import * as z from 'zod';
import {
  DISTRIBUTIONS,
  type Distribution,
  type DistributionKind,
  lognormalByMean,
  lognormalByMedian,
  weibullByMean,
} from './distribution.ts';
import { parseDuration } from './duration.ts';
import { formatDuration } from './duration-text.ts';
import {
  byShape,
  DURATION_PATTERN,
  duration,
  keys,
  oneKeyOf,
  parsed,
  passOn,
  positiveDuration,
  text,
} from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import { described, writtenLike } from './written.ts';

/** How a distribution is written. `distribution` may be any random duration; `distributionOrNever` also the word `never`. */

function readConstant(value: unknown, path: string): Distribution | Sentence {
  const ms = parseDuration(value, path);
  return typeof ms === 'number' ? { kind: 'constant', value: ms } : ms;
}

const PATTERN = `\\s*${DURATION_PATTERN}\\s*`;
const constant = parsed(readConstant, { expected: 'duration' }, { type: 'string', pattern: `^${PATTERN}$` });
const constantOrNever = parsed(
  (value, path) => (value === 'never' ? { kind: 'never' as const } : readConstant(value, path)),
  { expected: 'duration or never' },
  { type: 'string', pattern: `^(never|${PATTERN})$` },
);

/** The parameters of a distribution, with their sentences of the catalogue. */
function parameters<S extends Readonly<Record<string, z.ZodType>>>(kind: DistributionKind, shape: S): S {
  const sentences = Object.fromEntries(DISTRIBUTIONS[kind].parameters.map(({ name, summary }) => [name, summary]));
  return described(shape as Readonly<Record<string, z.ZodType>>, sentences) as S;
}

const positive = z.number().gt(0).max(1_000_000);
const shape = z.number().gt(0).max(1000);
/** Of those that raise to 1 / shape: below, draws and means are beyond all numbers. */
const tailShape = z.number().min(0.05).max(1000);

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
    map: keys(parameters('uniform', { min: duration, max: duration })).superRefine(ascending),
  },
  'two durations, [1s, 4s]',
);

const triangular = byShape(
  {
    list: z
      .tuple([duration, duration, duration])
      .superRefine(ascending)
      .transform(([min, mode, max]) => ({ min, mode, max })),
    map: keys(parameters('triangular', { min: duration, mode: duration, max: duration })).superRefine(ascending),
  },
  'three durations, [10s, 20s, 60s]',
);

/** A distribution known by one of two pairs of parameters. */
const pairs = <A extends z.ZodRawShape, B extends z.ZodRawShape>(first: A, second: B) =>
  writtenLike(
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
      return passOn(schema.safeParse(value), context) as z.output<z.ZodObject<A>> | z.output<z.ZodObject<B>>;
    }),
    { kind: 'ways', ways: [keys(first), keys(second)] },
  );

const partial = (map: z.ZodRawShape): z.ZodRawShape =>
  Object.fromEntries(Object.entries(map).map(([key, schema]) => [key, (schema as z.ZodType).optional()]));

const lognormal = pairs(
  parameters('lognormal', { median: positiveDuration, p95: positiveDuration }),
  parameters('lognormal', { mean: positiveDuration, cv: z.number().min(0).max(100) }),
).superRefine((parameters, context) => {
  if ('median' in parameters && parameters.p95 < parameters.median) {
    context.addIssue({ code: 'custom', path: ['p95'], params: { sentence: messages.p95BelowMedian } });
  }
});

const weibull = pairs(
  parameters('weibull', { scale: positiveDuration, shape: tailShape }),
  parameters('weibull', { mean: positiveDuration, shape: tailShape }),
);

const MIXTURE = Object.fromEntries(DISTRIBUTIONS.mixture.parameters.map(({ name, summary }) => [name, summary])) as {
  readonly weight: string;
  readonly of: string;
};

const written = oneKeyOf(
  described(
    {
      constant: duration,
      uniform,
      exponential: keys(parameters('exponential', { mean: positiveDuration })),
      normal: keys(parameters('normal', { mean: duration, sd: duration })),
      lognormal,
      gamma: keys(parameters('gamma', { mean: positiveDuration, shape })),
      weibull,
      pareto: keys(parameters('pareto', { min: positiveDuration, shape: tailShape })),
      erlang: keys(parameters('erlang', { mean: positiveDuration, shape: z.int().min(1).max(1000) })),
      triangular,
      empirical: byShape(
        {
          list: z.array(duration).min(1),
          // The durations of a file have been put in its place: see attached-values.ts.
          map: keys({
            file: text.describe(
              'A text file of one duration a line, by its path from the folder of the scenario; at most 100000 lines.',
            ),
          }).transform((): readonly number[] => []),
        },
        'a list of durations, [20s, 25s], or { file: durations.txt }',
      ),
      mixture: z
        .array(
          keys({
            weight: positive.describe(MIXTURE.weight),
            get of(): z.ZodType<Distribution> {
              return distribution.describe(MIXTURE.of);
            },
          }),
        )
        .min(1),
    },
    DISTRIBUTIONS,
  ),
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

/** Defaults are written by it: constants, and those uniform ones that a fault has. */
function write(value: Distribution): unknown {
  switch (value.kind) {
    case 'constant':
      return formatDuration(value.value);
    case 'uniform':
      return { uniform: [formatDuration(value.min), formatDuration(value.max)] };
    default:
      throw new Error(`no default of the language is a ${value.kind} distribution`);
  }
}

export const distribution: z.ZodType<Distribution> = byShape(
  { scalar: constant, map: written },
  {
    expected: 'a duration (20s) or a distribution ({ exponential: { mean: 20s } })',
    definition: 'distribution',
    write,
  },
);
export const distributionOrNever: z.ZodType<Distribution> = byShape(
  { scalar: constantOrNever, map: written },
  {
    expected: 'a duration (20s), a distribution ({ exponential: { mean: 20s } }) or never',
    definition: 'distributionOrNever',
    write,
  },
);
