import * as z from 'zod';
import { parseDuration } from './duration.ts';
import { formatDuration } from './duration-text.ts';
import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import type { Sentence } from './problem.ts';
import { parseRate } from './rate.ts';
import { type JsonSchema, type WrittenForm, writtenLike } from './written.ts';

/** The scalars of the language and the ways to combine them: what all schemas of the sections are made of. */

export const text = z.string().min(1);
/** Of a scenario, variant, pool, profile, task or fault. It may become a directory or a part of a stream's name: no slashes, no leading dot. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/)
  .max(100);
/** Platforms name workspaces by project: slashes are allowed. */
export const workspaceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_./-]*$/)
  .max(200);
export const count = z.int().min(0);
export const positiveCount = z.int().min(1);
/** A ratio or probability. */
export const share = z.number().min(0).max(1);
export const flag = z.boolean();

/** A value that reads `unknown` and says in one sentence what is wrong; `form` and `json` tell how it is written. */
export const parsed = <T extends number | string | boolean | object>(
  read: (value: unknown, path: string) => T | Sentence,
  form: WrittenForm,
  json: JsonSchema,
) =>
  writtenLike(
    z.unknown().transform((value, context): T => {
      const result = read(value, '');
      if (!isSentence(result)) return result;
      context.issues.push({
        code: 'custom',
        input: value,
        params: { sentence: (path: string) => read(value, path) },
      });
      return z.NEVER;
    }),
    { kind: 'scalar', form, json },
  );

const isSentence = (result: number | string | boolean | object): result is Sentence =>
  typeof result === 'object' && 'remedy' in result;

/** As text, without its ends; parts of patterns for editors are made of it. */
export const DURATION_PATTERN = '([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+';

/** Whole ms. */
export const duration = parsed(
  parseDuration,
  { expected: 'duration', definition: 'duration', write: formatDuration },
  { type: 'string', pattern: `^\\s*${DURATION_PATTERN}\\s*$` },
);
/** Whole ms, at least 1. */
export const positiveDuration = parsed(
  (value, path) => {
    const ms = parseDuration(value, path);
    return ms === 0 ? messages.zeroDuration(path) : ms;
  },
  { expected: 'duration above 0', definition: 'positiveDuration', write: formatDuration },
  { type: 'string', pattern: `^(?=[^1-9]*[1-9])\\s*${DURATION_PATTERN}\\s*$` },
);
/** Per hour. */
export const rate = parsed(
  parseRate,
  { expected: 'rate, 30/h', definition: 'rate' },
  { type: 'string', pattern: '^\\s*[0-9]+(\\.[0-9]+)?\\s*/\\s*(s|m|min|h|d)\\s*$', examples: ['30/h'] },
);

/** An optional value whose absence means something of its own. */
export const absent = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

/**
 * A map with these keys and no others. The error text of an unknown key is the list of the known ones: `issue.ts` makes the
 * sentence of it, since only there the place is known.
 */
export const keys = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join('\n') : undefined),
  });

type Shapes = { readonly scalar?: z.ZodType; readonly list?: z.ZodType; readonly map?: z.ZodType };
type OutputOf<S extends Shapes> = { [K in keyof S]: S[K] extends z.ZodType ? z.output<S[K]> : never }[keyof S];

/**
 * A value that may be written in several shapes, told apart by the shape alone. Unlike a zod union it reports the mistakes of
 * the shape that was written, not those of all others.
 */
export const byShape = <S extends Shapes>(shapes: S, form: string | WrittenForm) => {
  const written = typeof form === 'string' ? { expected: form } : form;
  const schema = z.unknown().transform((value, context): OutputOf<S> => {
    const result = shapes[shapeOf(value)]?.safeParse(value);
    if (result === undefined || isOtherWord(result)) {
      const sentence = (path: string): Sentence => messages.wrongShape(path, written.expected, value);
      context.issues.push({ code: 'custom', input: value, params: { sentence } });
      return z.NEVER;
    }
    return passOn(result, context) as OutputOf<S>;
  });
  const known = [shapes.scalar, shapes.list, shapes.map].filter((shape) => shape !== undefined);
  return writtenLike(schema, { kind: 'shapes', form: written, shapes: known });
};

/** A word was written that is none of those known: the other shapes may be what was meant, as by `zipf` for `{ zipf: 1.1 }`. */
const isOtherWord = (result: z.ZodSafeParseResult<unknown>): boolean =>
  result.error?.issues.some(({ code, path }) => code === 'invalid_value' && path.length === 0) ?? false;

/** What the chosen schema found, as if the one that chose it had. */
export function passOn<T>(result: z.ZodSafeParseResult<T>, context: z.core.ParsePayload): T {
  for (const issue of result.error?.issues ?? []) context.issues.push({ ...issue, path: [...issue.path] } as never);
  return result.data as T;
}

const shapeOf = (value: unknown): keyof Shapes =>
  Array.isArray(value) ? 'list' : typeof value === 'object' && value !== null ? 'map' : 'scalar';

/** Exactly one of these keys: `{ poisson: 30/h }` → `{ kind: 'poisson', value: … }`. */
export const oneKeyOf = <S extends Readonly<Record<string, z.ZodType>>>(shape: S, what: string) => {
  type Choice = { [K in keyof S & string]: { readonly kind: K; readonly value: z.output<S[K]> } }[keyof S & string];
  const optional = Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.optional()]));
  const schema = keys(optional).transform((map, context): Choice => {
    const given = Object.keys(map).filter((key) => map[key] !== undefined);
    if (given.length === 1) return { kind: given[0]!, value: map[given[0]!] } as Choice;
    // An unknown key, reported already, was meant to be the one.
    if (given.length === 0 && context.issues.length > 0) return z.NEVER;
    const sentence = (path: string): Sentence => messages.notExactlyOne(path, what, given, Object.keys(shape));
    context.issues.push({ code: 'custom', input: map, params: { sentence } });
    return z.NEVER;
  });
  return writtenLike(schema, { kind: 'choice', choices: shape });
};

/**
 * A map that is of one kind or another by the key it has: `{ at, cancel: t1 }` or `{ at, lock: ws1, for: 10m }`. A map with none of the
 * keys is read as the kind whose key was nearly written.
 */
export const byKey = <S extends Readonly<Record<string, z.ZodType>>>(kinds: S, what: string) => {
  const schema = z.unknown().transform((value, context): z.output<S[keyof S]> => {
    const known = Object.keys(kinds);
    const written = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : null;
    const given = written?.filter((key) => Object.hasOwn(kinds, key)) ?? [];
    const meant =
      given.length === 0 ? written?.map((key) => nearest(key, known)).find((key) => key !== null) : given[0];
    if (written === null || given.length > 1 || meant === undefined || meant === null) {
      const sentence = (path: string): Sentence =>
        written === null ? messages.wrongType(path, 'object', value) : messages.notExactlyOne(path, what, given, known);
      context.issues.push({ code: 'custom', input: value, params: { sentence } });
      return z.NEVER;
    }
    return passOn(kinds[meant]!.safeParse(value), context) as z.output<S[keyof S]>;
  });
  return writtenLike(schema, { kind: 'kinds', kinds });
};
