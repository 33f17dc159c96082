import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

export type Json = Readonly<Record<string, unknown>>;

/** What editors are given. */
export const EDITOR_SCHEMA = JSON.parse(
  readFileSync(new URL('../../schema/scenario.schema.json', import.meta.url), 'utf8'),
) as Json;

let compiled: ValidateFunction | null = null;

/** What an editor would mark in the text; compiled strictly, so that a slip in the schema itself throws. */
export function markedByEditor(text: string): readonly string[] {
  compiled ??= new Ajv({ strict: true, allErrors: true }).compile(EDITOR_SCHEMA);
  const value: unknown = parse(text, { merge: true, logLevel: 'silent' });
  return compiled(value)
    ? []
    : (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

export interface SchemaProperty {
  /** JSON pointer in the schema. */
  readonly pointer: string;
  readonly json: Json;
}

/** Everything under `properties` or `patternProperties` anywhere in the schema, but what forbids a key or only asks for it. */
export function propertiesOf(json: unknown, pointer = '#'): readonly SchemaProperty[] {
  if (Array.isArray(json)) return json.flatMap((item, index) => propertiesOf(item, `${pointer}/${index}`));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const inner = propertiesOf(value, `${pointer}/${key}`);
    if (VALUES.has(key)) return [];
    if (!HOLDERS.has(key) || CONDITIONS.test(pointer)) return inner;
    const own = Object.entries(value as Readonly<Record<string, Json | boolean>>).flatMap(([name, property]) =>
      typeof property === 'boolean' ? [] : [{ pointer: `${pointer}/${key}/${name}`, json: property }],
    );
    return [...own, ...inner];
  });
}

const HOLDERS = new Set(['properties', 'patternProperties']);
/** What holds values and not schemas. */
const VALUES = new Set(['default', 'examples', 'enum', 'const', 'required']);
/** Where properties are only looked at, not described. */
const CONDITIONS = /\/(if|not)(\/|$)|\/(then|else)$/;
