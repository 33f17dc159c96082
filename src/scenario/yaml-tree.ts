import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import * as messages from './messages.ts';
import type { Problem, Sentence } from './problem.ts';
import { type Position, problemAt, type Source } from './source.ts';
import type { TreeEntry, TreeNode } from './tree.ts';

/** Nodes that aliases may add to a document; a few lines of nested aliases could otherwise ask for billions. */
const MAX_ALIASED_NODES = 100_000;
/** Deeper than any scenario; guards the recursive readers against a file of brackets. */
const MAX_DEPTH = 64;
/** More syntax errors than this follow from one another. */
const MAX_SYNTAX_PROBLEMS = 50;
/** Mistakes from which the parser does not find back: what it says of the lines below is about the mistake, not about them. */
const LOSES_STRUCTURE: ReadonlySet<ErrorCode> = new Set([
  'BAD_INDENT',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'TAB_AS_INDENT',
  'UNEXPECTED_TOKEN',
]);
/** Characters of a text; a scenario of ten thousand hand-written tasks has a tenth of it. */
const MAX_LENGTH = 10_000_000;
/** What no YAML text holds; U+FFFD is what a decoder makes of bytes that are not UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;

/** What a scenario is made of; sets, ordered maps, binary data and times have tags of their own. */
const CORE_TAGS = /^(!|tag:yaml\.org,2002:(map|seq|str|int|float|bool|null))$/;

export interface ParsedYaml {
  /** Null when the text is not YAML, or empty. */
  readonly root: TreeNode | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads YAML 1.2 (core schema) with positions. An alias stands where it is used, what is inside it where it was written.
 * `<<` merges. Syntax errors that do not follow from one another and duplicate keys are reported at once; after a syntax error there
 * is no tree.
 */
export function parseYaml(
  text: string,
  source: Source,
  shift: { readonly columns: number } = { columns: 0 },
): ParsedYaml {
  const refused = textProblem(text, source);
  if (refused !== null) return { root: null, problems: [refused] };
  const document = parseDocument(text, { merge: true, prettyErrors: false, logLevel: 'error' });
  const placeOf = placesIn(text);
  const position = (offset: number): Position => {
    const { line, column } = placeOf(offset);
    return { source, line, column: (line === 1 ? shift.columns : 0) + column };
  };
  const problems = syntaxProblems([...document.errors, ...document.warnings], text, position);
  const isBroken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  if (isBroken) return { root: null, problems };
  if (document.contents === null) {
    return { root: null, problems: [...problems, problemAt({ source, line: 1, column: 1 }, messages.emptyFile())] };
  }
  const reader = new TreeReader(document, position, problems);
  const root = reader.read(document.contents, 0);
  return { root: reader.isBroken ? null : root, problems };
}

/** Lines and columns of offsets. The parser's own counter misses line ends within what it cannot read. */
function placesIn(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.min(offset, text.length) - starts[low]! + 1 };
  };
}

function textProblem(text: string, source: Source): Problem | null {
  if (text.length > MAX_LENGTH) return problemAt({ source, line: 1, column: 1 }, messages.textTooLong(MAX_LENGTH));
  const at = NOT_TEXT.exec(text)?.index;
  if (at === undefined) return null;
  const before = text.slice(0, at).split('\n');
  const place = { source, line: before.length, column: before.at(-1)!.length + 1 };
  return problemAt(place, messages.notText(text.charCodeAt(at)));
}

function syntaxProblems(errors: readonly YAMLError[], text: string, position: (offset: number) => Position): Problem[] {
  // What the parser's own recursion cannot hold is cut off there, and everything after it seems wrong.
  const overflow = errors.find(({ message }) => message.includes('call stack'));
  if (overflow !== undefined) return [problemAt(position(overflow.pos[0]), messages.tooDeep(MAX_DEPTH))];
  const causes = withoutConsequences(errors, text);
  const shown = causes.slice(0, MAX_SYNTAX_PROBLEMS);
  const next = causes[MAX_SYNTAX_PROBLEMS];
  return [
    ...shown.map((error) => problemAt(position(error.pos[0]), syntaxSentence(error, text))),
    ...(next === undefined
      ? []
      : [problemAt(position(next.pos[0]), messages.moreSyntax(causes.length - shown.length))]),
  ];
}

/** In the order of the text, the first of each line, and none after the structure is lost: one missing quote has fifty echoes. */
function withoutConsequences(errors: readonly YAMLError[], text: string): readonly YAMLError[] {
  const causes: YAMLError[] = [];
  let lineEnd = -1;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (error.pos[0] > lineEnd) {
      causes.push(error);
      const end = text.indexOf('\n', error.pos[0]);
      lineEnd = end < 0 ? text.length : end;
    }
    if (LOSES_STRUCTURE.has(error.code)) break;
  }
  return causes;
}

function syntaxSentence(error: YAMLError, text: string): Sentence {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^["']?([^\s:,"'{}[\]]+)/.exec(text.slice(error.pos[0]))?.[1] ?? '';
    return messages.duplicateKey(key);
  }
  if (error.code === 'MULTIPLE_DOCS') return messages.severalDocuments();
  return messages.syntax(error.code, error.message);
}

class TreeReader {
  readonly #document: Document;
  readonly #position: (offset: number) => Position;
  readonly #problems: Problem[];
  readonly #read = new Map<Node, TreeNode>();
  readonly #sizes = new Map<TreeNode, number>();
  readonly #open = new Set<Node>();
  #aliasedNodes = 0;
  /** A part could not be read; what hangs on it would only cause problems that are none. */
  isBroken = false;

  constructor(document: Document, position: (offset: number) => Position, problems: Problem[]) {
    this.#document = document;
    this.#position = position;
    this.#problems = problems;
  }

  read(node: unknown, depth: number): TreeNode {
    if (isAlias(node)) return this.#readAlias(node, depth);
    const known = node as Node;
    const at = this.#position(known.range?.[0] ?? 0);
    const done = this.#read.get(known);
    if (done !== undefined) return done;
    if (depth > MAX_DEPTH) return this.#refuse(at, messages.tooDeep(MAX_DEPTH));
    this.#open.add(known);
    const tree = this.#readFresh(known, at, depth);
    this.#open.delete(known);
    this.#read.set(known, tree);
    this.#sizes.set(tree, this.#sizeOf(tree));
    return tree;
  }

  #readFresh(node: Node, at: Position, depth: number): TreeNode {
    if (node.tag !== undefined && !CORE_TAGS.test(node.tag)) return this.#refuse(at, messages.notPlainValue());
    if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => this.read(item, depth + 1)) };
    if (isMap(node)) return { kind: 'map', at, entries: this.#readEntries(node, depth) };
    const value: unknown = isScalar(node) ? node.value : null;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return { kind: 'scalar', at, value };
    if (typeof value === 'number') return { kind: 'scalar', at, value };
    return this.#refuse(at, messages.notPlainValue());
  }

  #readEntries(map: YAMLMap, depth: number): ReadonlyMap<string, TreeEntry> {
    const entries = new Map<string, TreeEntry>();
    const merged: { readonly map: TreeNode; readonly alias: Position | null }[] = [];
    for (const pair of map.items as Pair<unknown, unknown>[]) {
      const key = this.#position((pair.key as Node | null)?.range?.[0] ?? 0);
      if (isMergeKey(pair.key)) {
        merged.push(...this.#readMerge(pair.value, depth));
        continue;
      }
      const name = isScalar(pair.key) ? String(pair.key.value) : null;
      if (name === null) this.#refuse(key, messages.keyNotText());
      else if (name === '__proto__') this.#problems.push(problemAt(key, messages.forbiddenKey(name)));
      // Of a duplicate, which has its own problem, the first counts.
      else if (!entries.has(name)) entries.set(name, { key, value: this.#readValue(pair.value, key, depth) });
    }
    for (const source of merged) {
      if (source.map.kind !== 'map') continue;
      for (const [name, entry] of source.map.entries) {
        if (!entries.has(name)) entries.set(name, source.alias === null ? entry : { ...entry, alias: source.alias });
      }
    }
    return entries;
  }

  /** A missing value has no place of its own: it is where its key is. */
  #readValue(value: unknown, key: Position, depth: number): TreeNode {
    const isMissing = value === null || value === undefined || (isScalar(value) && value.value === null);
    return isMissing ? { kind: 'scalar', at: key, value: null } : this.read(value, depth + 1);
  }

  /** What `<<` names: a map or a list of maps, the earlier ones winning. */
  #readMerge(value: unknown, depth: number): readonly { readonly map: TreeNode; readonly alias: Position | null }[] {
    const tree = this.read(value, depth + 1);
    const maps = tree.kind === 'list' ? tree.items : [tree];
    for (const map of maps) if (map.kind !== 'map') this.#refuse(map.at, messages.mergeNotMap());
    return maps.map((map) => ({ map, alias: map.alias ?? tree.alias ?? null }));
  }

  #readAlias(alias: Node & { readonly source: string }, depth: number): TreeNode {
    const at = this.#position(alias.range?.[0] ?? 0);
    const target = isAlias(alias) ? alias.resolve(this.#document) : undefined;
    if (target === undefined) return this.#refuse(at, messages.unknownAlias(alias.source));
    if (this.#open.has(target)) return this.#refuse(at, messages.circularAlias(alias.source));
    const tree = this.read(target, depth);
    this.#aliasedNodes += this.#sizes.get(tree) ?? 1;
    if (this.#aliasedNodes > MAX_ALIASED_NODES) return this.#refuse(at, messages.tooManyAliases(MAX_ALIASED_NODES));
    const placed = { ...tree, at, alias: at };
    this.#sizes.set(placed, this.#sizes.get(tree) ?? 1);
    return placed;
  }

  /** Nodes once all aliases are written out. */
  #sizeOf(tree: TreeNode): number {
    let size = 1;
    const children =
      tree.kind === 'list'
        ? tree.items
        : tree.kind === 'map'
          ? [...tree.entries.values()].map((entry) => entry.value)
          : [];
    for (const child of children) size += this.#sizes.get(child) ?? this.#sizeOf(child);
    return size;
  }

  #refuse(at: Position, sentence: Sentence): TreeNode {
    if (!this.isBroken) this.#problems.push(problemAt(at, sentence));
    this.isBroken = true;
    return { kind: 'scalar', at, value: null };
  }
}

const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.type === Scalar.PLAIN && (key.value === '<<' || typeof key.value === 'symbol');
