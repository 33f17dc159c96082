// Writes docs/scenario-reference.md from the decoder's own schema and from the catalogues that `poolproof` prints. Run after a build.
import { writeFileSync } from 'node:fs';
import { LAWS } from '../dist/engine/laws/law-catalogue.js';
import { MODIFIERS } from '../dist/engine/modifiers/registry.js';
import { POLICIES } from '../dist/engine/policies/registry.js';
import { ARRIVALS } from '../dist/scenario/arrival-catalogue.js';
import { nodeGroupSchema } from '../dist/scenario/cluster-section.js';
import { DISTRIBUTIONS } from '../dist/scenario/distribution.js';
import { scenarioSchema } from '../dist/scenario/document.js';
import { formatDuration } from '../dist/scenario/duration-text.js';
import { SERIES } from '../dist/scenario/expectation.js';
import { FAULTS, TRIGGERS } from '../dist/scenario/fault-catalogue.js';
import { METRICS } from '../dist/scenario/metric-catalogue.js';
import { scheduleSchema } from '../dist/scenario/modifier-section.js';
import { rangeText, reactionText } from '../dist/scenario/policy-text.js';
import { SERIES_FORMS } from '../dist/scenario/series.js';
import { writtenAs } from '../dist/scenario/written.js';
import { bare, writtenDefault } from './json-schema.js';

/** What the page has a heading for, by the name under which the editor's schema holds it. */
const LINKS = {
  distribution: '[distribution](#distributions)',
  distributionOrNever: '[distribution](#distributions) or `never`',
};

const REQUIRED = '**required**';

function typeOf(written) {
  const { schema } = bare(written);
  const { def } = schema;
  const form = writtenAs(schema)?.form;
  if (form !== undefined) return LINKS[form.definition] ?? form.expected;
  switch (def.type) {
    case 'enum':
      return Object.values(def.entries).map(code).join(', ');
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'number':
      return numberType(schema);
    case 'array':
      return `list: ${typeOf(def.element)}`;
    case 'record':
      return 'map';
    case 'pipe':
      return 'text';
    default:
      throw new Error(`the reference has no words for a schema of type ${def.type}`);
  }
}

function numberType({ minValue, maxValue, isInt, def }) {
  const kind = isInt ? 'whole number' : 'number';
  const isOpen = def.checks?.some(({ _zod: { def: check } }) => check.check === 'greater_than' && !check.inclusive);
  const hasMax = Number.isFinite(maxValue) && maxValue < Number.MAX_SAFE_INTEGER;
  const low = `${isOpen ? 'above' : 'from'} ${minValue}`;
  return `${kind} ${low}${hasMax ? ` to ${maxValue}` : ''}`;
}

function defaultOf(outer) {
  const inner = bare(outer);
  if (inner.fallback === undefined) return REQUIRED;
  const value = writtenDefault(inner);
  const isEmpty = value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  return isEmpty ? '' : code(flow(value));
}

/** YAML on one line. */
function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')} }`;
}

function sentenceOf(outer, path) {
  const { description } = bare(outer).meta;
  if (description === undefined) throw new Error(`${path} has no sentence: give its schema a .describe`);
  return description;
}

/** The fields of a map; small maps inside it are written out in place, as `heartbeat.every`. */
function rowsOf(schema, path, prefix, apart) {
  return Object.entries(bare(schema).schema.shape).flatMap(([key, value]) => {
    const where = `${path}.${key}`;
    // Likewise.
    if (key === 'modifiers')
      return [[code(prefix + key), 'list of [modifiers](#modifiers)', '', sentenceOf(value, where)]];
    const { schema: inner, fallback } = bare(value);
    if (apart.has(where)) return [[code(prefix + key), `[below](#${anchor(where)})`, '', sentenceOf(value, where)]];
    // A table of kinds, shown as a catalogue.
    if (key === 'arrivals') return [[code(key), 'map of one key', REQUIRED, sentenceOf(value, where)]];
    if (inner.def.type === 'object') {
      const rows = rowsOf(inner, where, `${prefix}${key}.`, apart);
      // What a map requires is not required of a scenario that leaves the map out.
      return fallback === null ? rows.map((row) => row.map((each) => (each === REQUIRED ? '' : each))) : rows;
    }
    if (inner.def.type === 'array' && bare(inner.def.element).schema.def.type === 'object')
      return rowsOf(inner.def.element, `${where}[]`, `${prefix}${key}[].`, apart);
    return [[code(prefix + key), typeOf(value), defaultOf(value), sentenceOf(value, where)]];
  });
}

const code = (text) => `\`${text}\``;
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
const cell = (text) => text.replaceAll('|', '\\|');
const table = (headings, rows) =>
  [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |\n`).join('');
const fields = (schema, path, apart = new Set()) =>
  table(['key', 'value', 'default', 'meaning'], rowsOf(schema, path, '', apart));
const heading = (text, level = 2) => `\n${'#'.repeat(level)} ${text}\n\n`;

const { shape } = scenarioSchema;
const WITH_TABLE = [
  'clock',
  'run',
  'pool',
  'cluster',
  'profiles',
  'workload',
  'initial',
  'people',
  'faults',
  'expect',
  'laws',
  'variants',
];
const element = (section) => bare(bare(shape[section]).schema.def.element).schema;
const namedBy = (section) => bare(shape[section]).schema.def.valueType;
const kinds = (section) =>
  Object.entries(writtenAs(element(section)).kinds)
    .map(([kind, schema]) => heading(`${section}[] with ${kind}`, 3) + fields(schema, `${section}[] with ${kind}`))
    .join('');

const parts = ['agent', 'pods', 'autoscaler', 'dispatch', 'freeze'].map((key) => `pool.${key}`);
const poolShape = bare(shape.pool).schema.shape;
const catalogue = (title, what, entries) =>
  heading(title) +
  `${what}\n` +
  Object.entries(entries)
    .map(([name, { summary, example, parameters = [], form }]) => {
      const list = parameters.map((each) => `- ${code(each.name)}: ${each.summary}\n`).join('');
      const lasts = form === undefined ? '' : form === 'window' ? ' Lasts a while.' : ' Happens at once.';
      return `${heading(name, 3)}${summary}${lasts}\n\n${code(example)}\n${list === '' ? '' : `\n${list}`}`;
    })
    .join('');

const faultTable = table(
  ['fault', 'triggers', 'simulation', 'kind', 'cluster'],
  Object.entries(FAULTS).map(([name, { form, modes }]) => [
    `[${code(name)}](#${anchor(name)})`,
    TRIGGERS[form],
    ...['sim', 'kind', 'cluster'].map((mode) => (modes.includes(mode) ? 'yes' : 'no')),
  ]),
);

const shownDefault = ({ kind, default: value }) => code(kind === 'duration' ? formatDuration(value) : String(value));
const parameterTable = (title, parameters) =>
  table(
    [title, 'value', 'default', 'meaning'],
    parameters.map((each) => [
      code(each.name),
      each.choices?.map(code).join(', ') ?? [each.kind, rangeText(each)].filter((text) => text !== null).join(' '),
      shownDefault(each),
      each.summary,
    ]),
  );
const policies = Object.values(POLICIES)
  .map((policy) => {
    const { name, summary, nativePeriodMs, parameters } = policy;
    const reaction = reactionText(policy);
    const own = parameters.length === 0 ? 'No parameters.\n' : parameterTable('`with`', parameters);
    return `${heading(name, 3)}${summary} Decides every ${formatDuration(nativePeriodMs)}${reaction === null ? '' : `, and ${reaction}`}.\n\n${own}`;
  })
  .join('');

const shortOf = ({ name, parameters, shorthand }) => {
  const main = parameters.find((each) => each.name === shorthand[0]);
  if (main === undefined) return '';
  const example = main.kind === 'duration' ? formatDuration(main.default) : main.default;
  return ` ${code(`{ ${name}: ${example} }`)} alone sets ${shorthand.map(code).join(' and ')}.`;
};
const modifiers = Object.values(MODIFIERS)
  .map((modifier) => {
    const { name, summary, parameters } = modifier;
    const own =
      name === 'schedule' ? fields(bare(scheduleSchema).schema.def.element, name) : parameterTable('key', parameters);
    const what = name === 'schedule' ? 'A list of windows; needs a `clock`.' : '';
    return `${heading(name, 3)}${[`${summary}${shortOf(modifier)}`, what].join(' ').trim()}\n\n${own}`;
  })
  .join('');

const page = `# Scenario reference

Written by \`npm run reference\` from the decoder's own schema and catalogues; not to be edited by hand. How the parts work together is
shown by the files under [\`scenarios\`](../scenarios); words are defined in the [glossary](glossary.md).

A scenario is a YAML file of at most the keys below; an unknown key is an error. **Durations** carry a unit: \`250ms\`, \`30s\`, \`5m\`, \`1h30m\`,
\`2d\`. **Rates** do, too: \`30/h\`. **Ratios and probabilities** go from 0 to 1. Times count from the start of the run. **Comparisons** are a bare
value or \`">= 2"\`, \`"< 45s"\`, \`"!= 0"\`, \`"2..4"\`.
${heading('The file')}${table(
  ['key', 'value', 'default', 'meaning'],
  Object.entries(shape).map(([key, schema]) => [
    WITH_TABLE.includes(key) ? `[${code(key)}](#${key})` : code(key),
    bare(schema).schema.def.type === 'object'
      ? 'map'
      : WITH_TABLE.includes(key) && bare(schema).schema.def.type === 'array'
        ? 'list'
        : typeOf(schema),
    defaultOf(schema),
    sentenceOf(schema, key),
  ]),
)}${heading('clock')}${fields(shape.clock, 'clock')}${heading('run')}${fields(shape.run, 'run')}${heading('pool')}${fields(
  shape.pool,
  'pool',
  new Set(parts),
)}${parts
  .map((part) => {
    const schema = poolShape[part.slice('pool.'.length)];
    const isList = part === 'pool.freeze';
    if (!isList) return heading(part, 3) + fields(schema, part);
    return `${heading(`${part}[]`, 3)}A list; each entry is one window.\n\n${fields(bare(schema).schema.def.element, `${part}[]`)}`;
  })
  .join(
    '',
  )}${heading('cluster')}${fields(shape.cluster, 'cluster')}${heading('cluster.nodes', 3)}${fields(nodeGroupSchema, 'cluster.nodes')}${heading('profiles')}${fields(namedBy('profiles'), 'profiles.<name>')}${heading('workload')}A list of streams of arrivals, and of tasks written by hand.
${kinds('workload')}${catalogue('Arrivals', 'What `arrivals` may hold.', ARRIVALS)}${heading('initial')}${fields(shape.initial, 'initial')}${heading(
  'people',
)}A list; each entry is one act.\n${kinds('people')}${catalogue(
  'faults',
  `A list. A fault that lasts is written with \`at\` and \`for\`, or \`from\` and \`until\`; without an end it lasts to the end of the run. One that happens at once has an
\`at\`. Both come again and again with \`every\` (a duration or a distribution of gaps), or whenever the conditions of \`when\` begin to hold, from \`from\` to
\`until\`, and at most \`times\` times. Every fault may have a \`name\`. Of faults of one kind that overlap, the first in the file that applies decides.

${faultTable}`,
  FAULTS,
)}${heading('expect')}A list; each entry is one sentence that must come true. With several replications \`at\`, \`always\`, \`never\` and \`eventually\` must hold
in each of them; \`metric\` is judged by the mean over them, and reports say how many would not have held it alone.
${kinds('expect')}${heading('variants')}${fields(
  namedBy('variants'),
  'variants.<name>',
)}${heading('Series')}What \`at\`, \`always\`, \`never\` and \`eventually\` compare.\n\n${table(
  ['series', 'what it counts'],
  Object.entries({ ...SERIES, ...SERIES_FORMS }).map(([name, sentence]) => [code(name), sentence]),
)}${heading('Metrics')}What \`metric\` compares; \`<pool>/<metric>\` is the metric of one pool.\n\n${table(
  ['metric', 'unit', 'definition'],
  Object.entries(METRICS).map(([name, { unit, definition }]) => [code(name), unit, definition]),
)}${heading('Laws')}What runs must hold; \`breaks\` may name them. Safety and quality laws need no asking: a safety law holds for every pool, a quality law for
pools whose choices promise it. One safety law makes an exception: \`busy-survives\` says nothing of scale-down with \`victims: unordered\`, which is
known to take pods at work. A demanded law holds where the section \`laws\` asks for it: \`settles\` with \`settleWithin\`, the others with \`demand: all\`, which
also holds every pool to the quality laws and lifts the exception.

${fields(shape.laws, 'laws')}
${table(
  ['law', 'kind', 'sentence'],
  Object.entries(LAWS).map(([name, { kind, sentence }]) => [code(name), kind, sentence]),
)}${catalogue('Distributions', 'What a duration may be drawn from.', DISTRIBUTIONS)}${heading('Policies')}What \`pool.autoscaler.policy\` may name, with its parameters.\n${policies}${heading('Modifiers')}What the entries of \`pool.autoscaler.modifiers\` may be: maps of one key. Each works on the decision of the policy, or of the modifier\nbefore it. How they behave is told in [modifiers](policies/modifiers.md).\n${modifiers}`;

writeFileSync(new URL('../docs/scenario-reference.md', import.meta.url), page);
