import fc from 'fast-check';
import { EDITOR_SCHEMA, type Json } from '../support/editor-schema.ts';

/** Uniform on [0, 1). */
export type Random = () => number;

export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** Texts for patterns that many values share, small enough that most of what comes out also makes sense together. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  duration: ['0s', '1s', '250ms', '30s', '2m', '1h30m', '1d'],
  positiveDuration: ['1s', '250ms', '30s', '2m', '10m', '1h'],
  rate: ['0/h', '3/h', '30/h', '2/m', '1/s'],
};
const NAMES = ['a', 'b', 't1', 'p', 'pool', 'x-1', 'constructor'];

/** A value that the editor's schema allows, near enough: rules between keys are not looked at. Deep ones get small. */
export function sampleOf(json: Json, random: Random, depth = 0): unknown {
  if (typeof json.$ref === 'string') {
    const name = json.$ref.slice(json.$ref.lastIndexOf('/') + 1);
    const texts = TEXTS[name];
    return texts === undefined ? sampleOf(referred(json.$ref), random, depth) : pick(random, texts);
  }
  if (Array.isArray(json.allOf) && '$ref' in json.allOf[0]) return sampleOf(json.allOf[0] as Json, random, depth);
  if ('const' in json) return json.const;
  if (Array.isArray(json.enum)) return pick(random, json.enum);
  const union = json.properties === undefined ? (json.anyOf ?? json.oneOf) : undefined;
  if (Array.isArray(union)) {
    // Deep down the first, which is the simplest.
    return sampleOf((depth > 8 ? union[0] : pick(random, union)) as Json, random, depth);
  }
  switch (json.type) {
    case 'null':
      return null;
    case 'boolean':
      return random() < 0.5;
    case 'integer':
    case 'number':
      return sampleNumber(json, random);
    case 'string':
      return sampleText(json, random);
    case 'array':
      return sampleList(json, random, depth);
    default:
      return sampleMap(json, random, depth);
  }
}

function referred(pointer: string): Json {
  let json: unknown = EDITOR_SCHEMA;
  for (const step of pointer.split('/').slice(1)) json = (json as Json)[step];
  return json as Json;
}

function sampleNumber({ type, minimum, exclusiveMinimum, maximum }: Json, random: Random): number {
  const least = Number(minimum ?? exclusiveMinimum ?? 0);
  const most = Math.min(Number(maximum ?? least + 10), least + pick(random, [1, 3, 10]));
  const value = least + random() * (most - least);
  return type === 'integer' ? Math.round(value) : Math.max(value, least + 0.001);
}

function sampleText({ pattern, examples, minLength }: Json, random: Random): string {
  if (Array.isArray(examples) && random() < 0.7) return String(pick(random, examples));
  if (typeof pattern !== 'string') return pick(random, Number(minLength ?? 0) > 0 ? NAMES : ['', ...NAMES]);
  const fitting = NAMES.filter((name) => new RegExp(pattern).test(name));
  if (fitting.length > 0 && random() < 0.9) return pick(random, fitting);
  if (pattern.includes('(?')) return pick(random, ['1s', 'pool.max']);
  return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: Math.floor(random() * 2 ** 31) })[0]!;
}

function sampleList(json: Json, random: Random, depth: number): readonly unknown[] {
  if (Array.isArray(json.items)) return json.items.map((item) => sampleOf(item as Json, random, depth + 1));
  const least = Number(json.minItems ?? 0);
  const length = Math.min(Number(json.maxItems ?? 24), least + Math.floor(random() * (depth > 6 ? 1 : 3)));
  return Array.from({ length }, () => sampleOf((json.items ?? {}) as Json, random, depth + 1));
}

function sampleMap(json: Json, random: Random, depth: number): Json {
  const properties = (json.properties ?? {}) as Readonly<Record<string, Json>>;
  const required = (json.required ?? []) as readonly string[];
  const names = Object.keys(properties);
  const chosen = new Set(required);
  if (json.maxProperties === 1 && json.minProperties === 1) chosen.add(pick(random, names));
  else {
    const share = names.length > 12 ? 2 / names.length : depth > 4 ? 0.15 : 0.4;
    for (const name of names) if (random() < share) chosen.add(name);
    if (Number(json.minProperties ?? 0) > 0 && chosen.size === 0 && names.length > 0) chosen.add(pick(random, names));
  }
  const entries = [...chosen].map((name) => [name, sampleOf(properties[name] ?? {}, random, depth + 1)]);
  if (typeof json.additionalProperties === 'object' && json.additionalProperties !== null) {
    for (const name of NAMES.slice(0, 1 + Math.floor(random() * 2)))
      entries.push([name, sampleOf(json.additionalProperties as Json, random, depth + 1)]);
  }
  return Object.fromEntries(entries);
}
