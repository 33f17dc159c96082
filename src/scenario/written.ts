import * as z from 'zod';

/** A piece of JSON Schema, draft-07: what editors are told of a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * How a value may be written where its zod schema cannot show it, because a function reads it. The schema for editors
 * (`scripts/json-schema.js`) and the reference page are made from this, so that both say what the decoder does.
 */
export type Written =
  | { readonly kind: 'scalar'; readonly form: WrittenForm; readonly json: JsonSchema }
  /** Told apart by scalar, list or map. */
  | { readonly kind: 'shapes'; readonly form: WrittenForm; readonly shapes: readonly z.ZodType[] }
  /** Maps told apart by a key that only one kind has. */
  | { readonly kind: 'kinds'; readonly kinds: Readonly<Record<string, z.ZodType>> }
  /** A map of exactly one of these keys. */
  | { readonly kind: 'choice'; readonly choices: Readonly<Record<string, z.ZodType>> }
  /** Maps told apart by all their keys. */
  | { readonly kind: 'ways'; readonly ways: readonly z.ZodType[] };

export interface WrittenForm {
  /** In words: `duration above 0`. */
  readonly expected: string;
  /** Name under which the editor's schema holds it; used in many places. */
  readonly definition?: string;
  /** A decoded value, such as a default, as an author would write it; itself unless given. */
  readonly write?: (value: never) => unknown;
}

/** `if`, `then` and `else` of JSON Schema, to be put under `allOf` by `.meta`: what a check of the decoder says, told to editors, too. */
export const when = (condition: JsonSchema, then: JsonSchema, otherwise: JsonSchema = {}): JsonSchema => ({
  if: condition,
  then,
  else: otherwise,
});

/** The key is there with this value. */
export const has = (key: string, value: string): JsonSchema => ({
  properties: { [key]: { const: value } },
  required: [key],
});

/** All of these keys. */
export const needing = (...names: readonly string[]): JsonSchema => ({
  properties: Object.fromEntries(names.map((key) => [key, true])),
  required: names,
});

/** None of these keys. */
export const without = (...names: readonly string[]): JsonSchema => ({
  properties: Object.fromEntries(names.map((key) => [key, false])),
});

const WRITTEN = new WeakMap<object, Written>();

/** To be called with the schema whose transform reads the value; returns it. */
export function writtenLike<T extends z.ZodPipe>(schema: T, written: Written): T {
  WRITTEN.set(schema.def.out, written);
  return schema;
}

/** Null for a schema of another make. Descriptions, refinements and defaults around it do not matter: it goes by the transform inside. */
export const writtenAs = (schema: z.ZodType): Written | null =>
  (schema instanceof z.ZodPipe && WRITTEN.get(schema.def.out)) || null;

type Described<S> = { readonly [K in keyof S]: S[K] };

/** The schemas of a map's keys, each with its sentence of a catalogue and, where there is one, an example. */
export function described<S extends Readonly<Record<string, z.ZodType>>>(
  shape: S,
  catalogue: { readonly [K in keyof S]: string | { readonly summary: string } },
): Described<S> {
  const entries = Object.entries(shape).map(([key, schema]) => {
    const entry = catalogue[key]!;
    return [key, schema.describe(typeof entry === 'string' ? entry : entry.summary)];
  });
  return Object.fromEntries(entries) as Described<S>;
}
