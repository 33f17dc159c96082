import type { Position } from './source.ts';

/**
 * A YAML document with aliases and merges resolved, in which every key and value knows where it was written. Problems are
 * placed by it, `set` changes it, and `toPlain` gives what zod decodes. Shared parts of an alias are shared nodes.
 */
export type TreeNode = Placed &
  (
    | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
    | { readonly kind: 'list'; readonly items: readonly TreeNode[] }
    | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, TreeEntry> }
  );

interface Placed {
  readonly at: Position;
  /** Where the alias stands that put it here; what is inside it was written at its anchor. */
  readonly alias?: Position;
}

export interface TreeEntry {
  readonly key: Position;
  /** Where the alias stands whose map was merged; key and value were written at its anchor. */
  readonly alias?: Position;
  readonly value: TreeNode;
}

/** Keys and list indexes from the root. */
export type TreePath = readonly (string | number)[];

/** As `set` and all messages write a path: `workload.0.profile`. */
export const pathText = (path: TreePath): string => path.join('.');

export function findNode(root: TreeNode, path: TreePath): TreeNode | null {
  let node: TreeNode | null = root;
  for (const step of path) node = node === null ? null : childOf(node, step);
  return node;
}

export function childOf(node: TreeNode, step: string | number): TreeNode | null {
  if (node.kind === 'map') return node.entries.get(String(step))?.value ?? null;
  if (node.kind === 'list') return node.items[Number(step)] ?? null;
  return null;
}

/** Where the value at `path` stands; for one that is missing, the key (or list item) of the nearest thing that holds it. */
export function positionOf(root: TreeNode, path: TreePath): Position {
  const node = findNode(root, path);
  return node === null ? labelOf(root, path.slice(0, -1)) : node.at;
}

/** Where the key that leads to `path` stands; for an item of a list, the item. */
export function labelOf(root: TreeNode, path: TreePath): Position {
  if (path.length === 0) return root.at;
  const holder = findNode(root, path.slice(0, -1));
  const step = path[path.length - 1];
  const entry = holder?.kind === 'map' ? holder.entries.get(String(step)) : undefined;
  if (entry !== undefined) return entry.key;
  return findNode(root, path)?.at ?? labelOf(root, path.slice(0, -1));
}

/** The innermost alias through which the thing at `path` came here from the anchor where it was written; null if it was written here. */
export function aliasAround(root: TreeNode, path: TreePath): Position | null {
  let alias: Position | null = null;
  let node: TreeNode | null = root;
  for (const step of path) {
    if (node === null) break;
    alias = node.alias ?? alias;
    if (node.kind === 'map') alias = node.entries.get(String(step))?.alias ?? alias;
    node = childOf(node, step);
  }
  return alias;
}

/** Plain data for the decoder. Objects have no prototype, so no key of an author can reach one. */
export function toPlain(node: TreeNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    case 'map': {
      const plain: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of node.entries) plain[key] = toPlain(entry.value);
      return plain;
    }
  }
}
