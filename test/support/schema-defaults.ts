import { Ajv } from 'ajv';
import { parse, stringify } from 'yaml';
import { EDITOR_SCHEMA, type Json } from './editor-schema.ts';

const ajv = new Ajv({ strict: false }).addSchema({ ...EDITOR_SCHEMA, $id: 'scenario' });

/** A sound scenario with every default of the editor's schema written out, and where in the schema those were found. */
export function withDefaults(text: string): { readonly text: string; readonly filled: ReadonlySet<string> } {
  const filled = new Set<string>();
  const fill = (value: unknown, pointer: string): unknown => {
    const json = at(pointer);
    if (typeof json.$ref === 'string') return fill(value, json.$ref);
    if (Array.isArray(json.allOf) && '$ref' in json.allOf[0]) return fill(value, json.allOf[0].$ref);
    for (const union of ['anyOf', 'oneOf'] as const) {
      if (!Array.isArray(json[union]) || 'properties' in json) continue;
      const index = json[union].findIndex((_, each) =>
        ajv.validate({ $ref: `scenario${pointer}/${union}/${each}` }, value),
      );
      if (index >= 0) return fill(value, `${pointer}/${union}/${index}`);
    }
    if (Array.isArray(value)) {
      const items = (index: number): string =>
        Array.isArray(json.items) ? `${pointer}/items/${index}` : `${pointer}/items`;
      return value.map((item, index) => fill(item, items(index)));
    }
    if (typeof value !== 'object' || value === null) return value;
    return fillMap(value as Json, json, pointer);
  };
  const fillMap = (map: Json, json: Json, pointer: string): Json => {
    const properties = (json.properties ?? {}) as Readonly<Record<string, Json>>;
    const entries = Object.entries(map).map(([key, inner]) => {
      if (key in properties) return [key, fill(inner, `${pointer}/properties/${escaped(key)}`)];
      return typeof json.additionalProperties === 'object'
        ? [key, fill(inner, `${pointer}/additionalProperties`)]
        : [key, inner];
    });
    for (const [key, property] of Object.entries(properties)) {
      if (key in map) continue;
      const where = `${pointer}/properties/${escaped(key)}`;
      if ('default' in property) {
        filled.add(`${pointer}/properties/${key}`);
        // What would contradict the type of the task; that it may be left out is all that its default says.
        if (!ONLY_WITH_APPLY.has(key) || map.type === 'plan_and_apply' || map.type === undefined)
          entries.push([key, property.default]);
      } else if (isMap(where)) entries.push([key, fill({}, where)]);
    }
    return Object.fromEntries(entries);
  };
  return { text: stringify(fill(parse(text, { merge: true }), '#')), filled };
}

const ONLY_WITH_APPLY: ReadonlySet<string> = new Set(['discard', 'nothingToApply', 'applyFails']);

/** A map of which the author must write nothing. */
const isMap = (pointer: string): boolean =>
  OPTIONAL_MAPS.test(pointer) && !pointer.includes('/set/') && ajv.validate({ $ref: `scenario${pointer}` }, {});
const OPTIONAL_MAPS = /\/(agent|heartbeat|pods|autoscaler|dispatch|retry|initial|laws)$/;

function at(pointer: string): Json {
  let json: unknown = EDITOR_SCHEMA;
  for (const step of pointer.split('/').slice(1))
    json = (json as Json)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  return json as Json;
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
