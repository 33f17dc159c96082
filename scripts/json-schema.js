import * as z from 'zod';
import { writtenAs } from '../dist/scenario/written.js';

/**
 * The editor's schema (JSON Schema draft-07) of a zod schema of the decoder. Where a function reads a value, what it tells by
 * `writtenLike` is used; a schema of a make that has no rule here is an error, so that nothing gets loose in silence.
 */
export function jsonSchemaOf(schema) {
  const definitions = {};
  const root = new Walk(definitions).of(schema);
  return { ...root, definitions };
}

/**
 * The schema inside its defaults, with the default as it was given; `undefined` = the author must write it, null = may leave it out.
 * Of the sentences on the way the outermost counts.
 */
export function bare(schema) {
  let inner = schema;
  let fallback;
  let isNullable = false;
  let meta = {};
  for (;;) {
    const { def } = inner;
    meta = { ...z.globalRegistry.get(inner), ...meta };
    if (def.type === 'default' || def.type === 'prefault')
      fallback ??= def.defaultValue === null ? null : { value: def.defaultValue, isInput: def.type === 'prefault' };
    else if (def.type === 'optional') fallback ??= null;
    else if (def.type === 'pipe' && writtenAs(inner) === null) {
      inner = def.in;
      continue;
    } else if (def.type === 'nullable') isNullable ||= fallback !== null;
    else return { schema: inner, fallback, meta, isNullable };
    inner = def.innerType;
  }
}

/** A default as an author writes it; `undefined` where it says nothing that leaving the key out does not. */
export function writtenDefault({ schema, fallback }) {
  if (fallback === undefined || fallback === null) return undefined;
  if (fallback.isInput) return Object.keys(fallback.value).length === 0 ? undefined : fallback.value;
  return written(schema, fallback.value);
}

function written(schema, value) {
  const inner = bare(schema).schema;
  const write = writtenAs(inner)?.form?.write;
  if (write !== undefined) return write(value);
  if (inner.def.type === 'array') return value.map((item) => written(inner.def.element, item));
  return value;
}

class Walk {
  constructor(definitions) {
    this.definitions = definitions;
  }

  /** With description, default and all else that is said of this use of it. */
  of(outer) {
    const { schema, fallback, meta, isNullable } = bare(outer);
    const { definition, whole, description, ...more } = meta;
    const value = writtenDefault({ schema, fallback });
    const body = this.defined(definition, () => {
      const { required = [], ...rest } = more;
      const core = whole ?? this.core(schema);
      if (isNullable) return { anyOf: [{ ...core, ...rest }, { type: 'null' }] };
      return required.length === 0
        ? { ...core, ...rest }
        : { ...core, ...rest, required: [...(core.required ?? []), ...required] };
    });
    return clean({
      description: description === undefined ? undefined : plain(description),
      default: value,
      // In draft-07 nothing counts beside a $ref.
      ...('$ref' in body ? { allOf: [body] } : body),
    });
  }

  core(schema) {
    const written = writtenAs(schema);
    if (written !== null) return this.defined(written.form?.definition, () => this.written(written));
    const { def } = schema;
    switch (def.type) {
      case 'object':
        return this.object(schema);
      case 'record':
        return {
          type: 'object',
          propertyNames: leaf(def.keyType),
          additionalProperties: def.valueType.def.type === 'unknown' ? true : this.of(def.valueType),
        };
      case 'array': {
        const { minItems, maxItems } = leaf(z.array(z.unknown()).check(...(def.checks ?? [])));
        return clean({ type: 'array', minItems, maxItems, items: this.of(def.element) });
      }
      case 'tuple':
        return {
          type: 'array',
          items: def.items.map((item) => this.of(item)),
          minItems: def.items.length,
          maxItems: def.items.length,
          additionalItems: false,
        };
      case 'union':
        return { oneOf: def.options.map((option) => this.of(option)) };
      case 'string':
      case 'number':
      case 'boolean':
      case 'enum':
      case 'literal':
        return leaf(schema);
      default:
        throw new Error(`the editor's schema has no rule for a schema of type ${def.type}`);
    }
  }

  object({ shape }) {
    const entries = Object.entries(shape);
    const required = entries.filter(([, value]) => bare(value).fallback === undefined).map(([key]) => key);
    return clean({
      type: 'object',
      properties: Object.fromEntries(entries.map(([key, value]) => [key, this.of(value)])),
      required: required.length === 0 ? undefined : required,
      additionalProperties: false,
    });
  }

  /** What is used in many places has a name and is written once. */
  defined(name, make) {
    if (name === undefined) return make();
    if (!(name in this.definitions)) {
      // Entered before it is known, since a mixture of distributions holds distributions.
      this.definitions[name] = {};
      Object.assign(this.definitions[name], make());
    }
    return { $ref: `#/definitions/${name}` };
  }

  written(written) {
    switch (written.kind) {
      case 'scalar':
        return written.json;
      case 'shapes': {
        const shapes = written.shapes.map((shape) => this.of(shape));
        return shapes.length === 1 ? shapes[0] : { anyOf: shapes };
      }
      case 'kinds':
        return {
          oneOf: Object.entries(written.kinds).map(([key, kind]) => {
            const json = this.of(kind);
            return json.required?.includes(key) ? json : { ...json, required: [...(json.required ?? []), key] };
          }),
        };
      case 'choice':
        return {
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(written.choices).map(([key, choice]) => [key, this.of(choice)]),
          ),
          minProperties: 1,
          maxProperties: 1,
          additionalProperties: false,
        };
      case 'ways':
        return { oneOf: written.ways.map((way) => this.of(way)) };
    }
  }
}

/** Scalars are what zod itself can tell. */
function leaf(schema) {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input', target: 'draft-07', metadata: z.registry() });
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  return json;
}

const clean = (json) => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));

/** Editors have no headings to link to. */
const plain = (sentence) => sentence.replaceAll(/\[([^\]]+)\]\(#[^)]*\)/g, '$1');
