import { z } from 'zod';
import { parseDuration } from './duration.ts';
import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import type { Sentence } from './problem.ts';
import { parseRate } from './rate.ts';

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

/** A value that reads `unknown` and says in one sentence what is wrong. `describe` goes to the editor's schema. */
export const parsed = <T extends number | string | object>(
  read: (value: unknown, path: string) => T | Sentence,
  describe: Readonly<Record<string, unknown>>,
) =>
  z
    .unknown()
    .transform((value, context): T => {
      const result = read(value, '');
      if (!isSentence(result)) return result;
      context.issues.push({
        code: 'custom',
        input: value,
        params: { sentence: (path: string) => read(value, path) },
      });
      return z.NEVER;
    })
    .meta(describe);

const isSentence = (result: number | string | object): result is Sentence =>
  typeof result === 'object' && 'remedy' in result;

const DURATION_PATTERN = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$';

/** Whole ms. */
export const duration = parsed(parseDuration, { type: 'string', pattern: DURATION_PATTERN });
/** Whole ms, at least 1. */
export const positiveDuration = parsed(
  (value, path) => {
    const ms = parseDuration(value, path);
    return ms === 0 ? messages.zeroDuration(path) : ms;
  },
  { type: 'string', pattern: DURATION_PATTERN },
);
/** Per hour. */
export const rate = parsed(parseRate, { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?/(s|m|min|h|d)$' });

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

/** What the reference page must know of a value that a zod schema cannot show: the shapes in words, or the kinds by their key. */
export type Written = { readonly expected: string } | { readonly kinds: Readonly<Record<string, z.ZodType>> };
const WRITTEN = new WeakMap<object, Written>();

/** Null for a schema of another make. Refinements and defaults around it do not matter, since it goes by the transform inside. */
export const writtenAs = (schema: z.ZodType): Written | null =>
  (schema instanceof z.ZodPipe && WRITTEN.get(schema.def.out)) || null;

type Shapes = { readonly scalar?: z.ZodType; readonly list?: z.ZodType; readonly map?: z.ZodType };
type OutputOf<S extends Shapes> = { [K in keyof S]: S[K] extends z.ZodType ? z.output<S[K]> : never }[keyof S];

/**
 * A value that may be written in several shapes, told apart by the shape alone. Unlike a zod union it reports the mistakes of
 * the shape that was written, not those of all others.
 */
export const byShape = <S extends Shapes>(shapes: S, expected: string) => {
  const schema = z.unknown().transform((value, context): OutputOf<S> => {
    const shape = shapes[shapeOf(value)];
    if (shape === undefined) {
      const sentence = (path: string): Sentence => messages.wrongShape(path, expected, value);
      context.issues.push({ code: 'custom', input: value, params: { sentence } });
      return z.NEVER;
    }
    const result = shape.safeParse(value);
    if (result.success) return result.data as OutputOf<S>;
    for (const issue of result.error.issues) context.issues.push({ ...issue, path: [...issue.path] } as never);
    return z.NEVER;
  });
  WRITTEN.set(schema.def.out, { expected });
  return schema;
};

const shapeOf = (value: unknown): keyof Shapes =>
  Array.isArray(value) ? 'list' : typeof value === 'object' && value !== null ? 'map' : 'scalar';

/** Exactly one of these keys: `{ poisson: 30/h }` → `{ kind: 'poisson', value: … }`. */
export const oneKeyOf = <S extends Readonly<Record<string, z.ZodType>>>(shape: S, what: string) => {
  type Choice = { [K in keyof S & string]: { readonly kind: K; readonly value: z.output<S[K]> } }[keyof S & string];
  const optional = Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.optional()]));
  return keys(optional).transform((map, context): Choice => {
    const given = Object.keys(map).filter((key) => map[key] !== undefined);
    if (given.length === 1) return { kind: given[0]!, value: map[given[0]!] } as Choice;
    // An unknown key, reported already, was meant to be the one.
    if (given.length === 0 && context.issues.length > 0) return z.NEVER;
    const sentence = (path: string): Sentence => messages.notExactlyOne(path, what, given, Object.keys(shape));
    context.issues.push({ code: 'custom', input: map, params: { sentence } });
    return z.NEVER;
  });
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
    const result = kinds[meant]!.safeParse(value);
    for (const issue of result.error?.issues ?? []) context.issues.push({ ...issue, path: [...issue.path] } as never);
    return result.data as z.output<S[keyof S]>;
  });
  WRITTEN.set(schema.def.out, { kinds });
  return schema;
};
