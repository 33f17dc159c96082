import seedrandom from 'seedrandom';
import { parse, stringify } from 'yaml';
import { EDITOR_SCHEMA } from '../support/editor-schema.ts';
import { pick, type Random, sampleOf } from './schema-sample.ts';

export interface RandomDocument {
  /** How it was made, for the message of a failure. */
  readonly kind: string;
  readonly text: string;
}

/** Values that some code somewhere did not think of. */
const ODD_VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  'true',
  'no',
  '~',
  0,
  -1,
  1,
  2.5,
  1e308,
  -1e308,
  9_007_199_254_740_992,
  '.nan',
  '.inf',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { a: { b: { c: {} } } },
  '-3s',
  '0s',
  '1e9d',
  '36500d',
  '99999999d',
  '1ms',
  '0.0001ms',
  '1000/s',
  '0/h',
  '-1/h',
  '50%',
  '> 3',
  '>= 2..4',
  '4..2',
  '<<',
  '*a',
  '&a',
  '!!binary x',
  '2026-01-05T08:50:00',
  '2026-02-30T00:00:00',
  '24:00',
  '* * * * *',
  '0 9 31 2 *',
  '*/0 * * * *',
  'Europe/Berlin',
  'never',
  'constructor',
  'toString',
  '__proto__',
  'hasOwnProperty',
  '🙂',
  'e\u0301',
  '日本語',
  'a\u0000b',
  '\u001b[31m',
  '\u202e',
  'x'.repeat(500),
  '../../etc/passwd',
  'ws-{n}',
  '{n}{n}',
  'pool',
  't1',
  'workload.0.at',
  { constant: '3s' },
  { zipf: 1.1 },
  { uniform: ['4s', '1s'] },
  { mixture: [{ weight: 1, of: { mixture: [] } }] },
  100_000,
  1_000_000,
  99_999_999,
];

const ODD_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  '<<',
  '',
  'a.b',
  '0',
  '-1',
  '🙂',
  'x'.repeat(300),
  '? a',
  'null',
  'true',
  '3',
];

type Tree = { [key: string]: Tree } | Tree[] | string | number | boolean | null;
type Holder = { [key: string]: Tree } | Tree[];

/** The n-th document of a seed: as good as any other, and the same for ever. */
export function randomDocument(seed: string, n: number, shipped: readonly string[]): RandomDocument {
  const random = seedrandom(`documents/${seed}/${n}`);
  const kind = pick(random, KINDS);
  return { kind: kind.name, text: kind(random, shipped) };
}

const KINDS: readonly ((random: Random, shipped: readonly string[]) => string)[] = [
  function sampled(random) {
    return stringify(sampleOf(EDITOR_SCHEMA, random));
  },
  function sampledAndChanged(random) {
    return changed(stringify(sampleOf(EDITOR_SCHEMA, random)), random);
  },
  function aSectionSampled(random, shipped) {
    const tree = parse(pick(random, shipped), { merge: true }) as Record<string, unknown>;
    const properties = EDITOR_SCHEMA.properties as Record<string, Record<string, unknown>>;
    const section = pick(
      random,
      Object.keys(properties).filter((key) => key !== 'pools'),
    );
    return stringify({ ...tree, [section]: sampleOf(properties[section]!, random) });
  },
  function changedOnce(random, shipped) {
    return changed(pick(random, shipped), random);
  },
  function changedOften(random, shipped) {
    let text = pick(random, shipped);
    for (let times = 2 + Math.floor(random() * 5); times > 0; times--) text = changed(text, random);
    return text;
  },
  function wordsSwapped(random, shipped) {
    const text = pick(random, shipped);
    const words = text.match(/[\w.-]+/g) ?? [];
    return text.replace(/[\w.-]+/g, (word) => (random() < 0.02 ? pick(random, words) : word));
  },
  function linesMoved(random, shipped) {
    const lines = pick(random, shipped).split('\n');
    for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
      const [line = ''] = lines.splice(Math.floor(random() * lines.length), 1);
      const indent = ' '.repeat(Math.floor(random() * 3) * 2);
      if (random() < 0.7)
        lines.splice(Math.floor(random() * lines.length), 0, random() < 0.5 ? line : indent + line.trim());
    }
    return lines.join(pick(random, ['\n', '\r\n', '\n\n']));
  },
  function cutShort(random, shipped) {
    const bytes = Buffer.from(pick(random, shipped), 'utf8');
    return bytes.subarray(0, Math.floor(random() * bytes.length)).toString('utf8');
  },
  function bytesChanged(random, shipped) {
    const bytes = Buffer.from(pick(random, shipped), 'utf8');
    for (let times = 1 + Math.floor(random() * 5); times > 0; times--)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return bytes.toString('utf8');
  },
  function bytesAlone(random) {
    return Buffer.from(Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256))).toString(
      'utf8',
    );
  },
  function marksOfYaml(random) {
    const marks = [
      '{',
      '}',
      '[',
      ']',
      ': ',
      '- ',
      ', ',
      '\n',
      '  ',
      '*a',
      '&a ',
      '"',
      "'",
      '|\n',
      '>\n',
      '---\n',
      '...',
      '#',
      '!t ',
      '<<: ',
      '? ',
      'a',
      '3s',
      '%',
      '@',
      '`',
      '\t',
    ];
    return Array.from({ length: Math.floor(random() * 60) }, () => pick(random, marks)).join('');
  },
  function marksInserted(random, shipped) {
    const text = pick(random, shipped);
    const at = Math.floor(random() * text.length);
    const mark = pick(random, [
      '\t',
      '\u0000',
      '\uFEFF',
      '&a ',
      '*a',
      '<<: *a',
      '---\n',
      '{',
      ']',
      '"',
      "'",
      '🙂',
      '\u2028',
      '!!set ',
      '? ',
      '- ',
      '\r',
      '|',
    ]);
    return text.slice(0, at) + mark + text.slice(at + Math.floor(random() * 4));
  },
  function nested(random) {
    const [open, close] = pick(random, [
      ['[', ']'],
      ['{ a: ', ' }'],
      ['{ mixture: [ { weight: 1, of: ', ' } ] }'],
    ] as const);
    const depth = pick(random, [5, 30, 70, 700, 2000]);
    const key = pick(random, ['about', 'pool', 'faults', 'profiles', 'expect']);
    return `scenario: deep\n${key}: ${open.repeat(depth)}3s${random() < 0.8 ? close.repeat(depth) : ''}\nrun: { duration: 1h }\npool: { max: 1 }\n`;
  },
  function aliasBomb(random, shipped) {
    const width = 2 + Math.floor(random() * 9);
    const levels = 3 + Math.floor(random() * 12);
    const isMap = random() < 0.5;
    const level = (n: number): string => {
      const inner = Array.from({ length: width }, (_, each) => (isMap ? `k${each}: *b${n - 1}` : `*b${n - 1}`)).join(
        ', ',
      );
      return `  b${n}: &b${n} ${isMap ? `{ ${inner} }` : `[${inner}]`}`;
    };
    const section = pick(random, ['profiles', 'variants', 'zzz', 'pools']);
    const lines = [`${section}:`, '  b0: &b0 { a: 1 }', ...Array.from({ length: levels }, (_, n) => level(n + 1))];
    return `${lines.join('\n')}\n${random() < 0.5 ? pick(random, shipped) : 'scenario: bomb\nrun: { duration: 1h }\npool: { max: 1 }\n'}`;
  },
  function anchored(random, shipped) {
    let text = pick(random, shipped);
    const places = [...text.matchAll(/: (?=[{[\w])/g)].map(({ index }) => index + 2);
    const anchor = pick(random, places);
    text = `${text.slice(0, anchor)}&a ${text.slice(anchor)}`;
    const later = [...text.matchAll(/: ([{[][^{}[\]\n]*[}\]]|[\w.-]+)/g)].filter(
      ({ index }) => random() < 0.3 || index > anchor,
    );
    const use = pick(random, later);
    const alias = random() < 0.7 ? '*a' : '{ <<: *a, x: 1 }';
    return `${text.slice(0, use.index + 2)}${alias} ${text.slice(use.index + use[0].length)}`;
  },
];

/** One place of the tree changed; a text that is no longer YAML stays as it is. */
function changed(text: string, random: Random): string {
  let tree: Tree;
  try {
    tree = parse(text, { merge: true, logLevel: 'silent' }) as Tree;
  } catch {
    return text;
  }
  const holders = holdersIn(tree);
  if (holders.length === 0) return text;
  const holder = pick(random, holders);
  const keys = Object.keys(holder);
  const key = pick(random, keys);
  pick(random, CHANGES)(holder, key, random, holders);
  return stringify(tree);
}

const slot = (holder: Holder): Record<string, Tree> => holder as Record<string, Tree>;

const CHANGES: readonly ((holder: Holder, key: string, random: Random, holders: readonly Holder[]) => void)[] = [
  function remove(holder, key) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  function double(holder, key) {
    const copy = structuredClone(slot(holder)[key]!);
    if (Array.isArray(holder)) holder.push(copy);
    else holder[`${key}2`] = copy;
  },
  function swap(holder, key, random, holders) {
    const other = pick(random, holders);
    const otherKey = pick(random, Object.keys(other));
    // Copies, so that no tree comes to hold itself.
    const [one, two] = [structuredClone(slot(holder)[key]!), structuredClone(slot(other)[otherKey]!)];
    slot(holder)[key] = two;
    slot(other)[otherKey] = one;
  },
  replace,
  replace,
  replace,
  function rename(holder, key, random) {
    if (Array.isArray(holder)) return;
    const name =
      random() < 0.5
        ? pick(random, ODD_KEYS)
        : `${key.slice(0, -1)}${pick(random, ['', 'x', key.slice(-1).toUpperCase()])}`;
    const value = holder[key]!;
    delete holder[key];
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  },
  function addKey(holder, _key, random) {
    const value = structuredClone(pick(random, ODD_VALUES)) as Tree;
    if (Array.isArray(holder)) holder.push(value);
    else
      Object.defineProperty(holder, pick(random, ODD_KEYS), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  },
  function wrap(holder, key, random) {
    const value = structuredClone(slot(holder)[key]!);
    slot(holder)[key] = random() < 0.5 ? [value] : { value };
  },
  function scale(holder, key, random) {
    const value = slot(holder)[key]!;
    if (typeof value === 'number') slot(holder)[key] = value * pick(random, [-1, 0, 0.1, 10, 1e6, 1e300]);
    else if (typeof value === 'string')
      slot(holder)[key] = value.replace(/\d+/, (digits) => pick(random, ['0', '-1', `${digits}000000`, '1e9', digits]));
  },
];

function replace(holder: Holder, key: string, random: Random): void {
  slot(holder)[key] = structuredClone(pick(random, ODD_VALUES)) as Tree;
}

/** Every map and list with something in it. */
function holdersIn(tree: Tree): readonly Holder[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const inner = Object.values(tree).flatMap(holdersIn);
  return Object.keys(tree).length === 0 ? inner : [tree, ...inner];
}
