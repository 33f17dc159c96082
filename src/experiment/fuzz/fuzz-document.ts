import { stringify } from 'yaml';

/** A scenario document as plain values: what a YAML file of it holds. */
export type FuzzDocument = Readonly<Record<string, unknown>>;
type Node = Record<string | number, unknown>;

/** The text of a scenario file. */
export const textOf = (document: FuzzDocument): string =>
  stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });

export type DocumentPath = readonly (string | number)[];

export function valueAt(document: FuzzDocument, path: DocumentPath): unknown {
  let node: unknown = document;
  for (const step of path) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Node)[step];
  }
  return node;
}

/** The same document with another value there; maps on the way are made. `undefined` takes the key or item away. */
export function withValue(document: FuzzDocument, path: DocumentPath, value: unknown): FuzzDocument {
  return changed(document, path, value) as FuzzDocument;
}

function changed(node: unknown, path: DocumentPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  // Nothing to take away there.
  if (node === undefined && value === undefined) return undefined;
  if (Array.isArray(node)) {
    const items = node.map((item, index) => (index === step ? changed(item, rest, value) : item));
    return items.filter((item) => item !== undefined);
  }
  const map = { ...(typeof node === 'object' ? (node as Node) : {}) };
  const inner = changed(map[step], rest, value);
  if (inner === undefined) delete map[step];
  else map[step] = inner;
  return map;
}
