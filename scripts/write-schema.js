// Writes schema/scenario.schema.json, which editors read, from the decoder's own schema, and schema/policy-io.schema.json, what poolproof
// and a policy program write to each other, from that of the lines. Run after a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { POLICY_IO_VERSION, POLICY_LINES } from '../dist/real/policy-io.js';
import { scenarioSchema } from '../dist/scenario/document.js';
import { jsonSchemaOf } from './json-schema.js';

/** A variant cannot change these; nor, by such a path, what lies in a list or in a map of the author's own names. */
const SHARED = ['scenario', 'about', 'labels', 'modes', 'seed', 'variants', 'run.replications'];

/**
 * Draft-07, which every editor knows: the YAML language server began to read newer drafts only lately, and only in part. A name, not
 * an address: files refer to the schema by their relative path, so that it is that of their own version of poolproof.
 */
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'urn:poolproof:scenario',
  title: 'Poolproof scenario',
  description: 'What the pool is, what work arrives, what goes wrong and what must hold.',
  ...jsonSchemaOf(scenarioSchema),
};
const { set } = schema.properties.variants.additionalProperties.anyOf[0].properties;
set.properties = Object.fromEntries(settable(schema, '#', '').map(({ path, json }) => [path, json]));

/** The fields of all maps of the file by their dotted paths, so that an editor knows them in a variant's `set`, too. */
function settable(json, pointer, prefix) {
  return Object.entries(json.properties).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    if (SHARED.includes(path)) return [];
    const where = `${pointer}/properties/${key}`;
    const name = value.allOf?.[0].$ref?.slice('#/definitions/'.length);
    const inner = name === undefined ? value : schema.definitions[name];
    const { description } = value;
    const own = { path, json: { description, anyOf: [{ $ref: where }, { type: 'null' }] } };
    const isMap = inner.properties !== undefined;
    return isMap ? [own, ...settable(inner, name === undefined ? where : `#/definitions/${name}`, `${path}.`)] : [own];
  });
}

const directory = new URL('../schema/', import.meta.url);
mkdirSync(directory, { recursive: true });
writeFileSync(new URL('scenario.schema.json', directory), `${JSON.stringify(schema, null, 2)}\n`);

const lines = Object.fromEntries(
  Object.entries(POLICY_LINES).map(([name, line]) => {
    const { definitions, ...json } = jsonSchemaOf(line);
    // What poolproof writes may have more fields some day; what it reads may not.
    return [name, name === 'decision' ? json : opened(json)];
  }),
);
/** Further keys allowed, all the way down. */
function opened(json) {
  if (Array.isArray(json)) return json.map(opened);
  if (typeof json !== 'object' || json === null) return json;
  const { additionalProperties, ...rest } = json;
  const kept = additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties };
  return Object.fromEntries(Object.entries({ ...rest, ...kept }).map(([key, value]) => [key, opened(value)]));
}

const policyIo = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: `urn:poolproof:policy-io:${POLICY_IO_VERSION}`,
  title: `Poolproof policy programs, version ${POLICY_IO_VERSION}`,
  description:
    'A line of what poolproof and a policy program write to each other. Readers should skip fields that they do not know.',
  oneOf: Object.keys(lines).map((name) => ({ $ref: `#/definitions/${name}` })),
  definitions: lines,
};
writeFileSync(new URL('policy-io.schema.json', directory), `${JSON.stringify(policyIo, null, 2)}\n`);
