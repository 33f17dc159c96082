import type { Problem } from './problem.ts';
import { type Position, problemAt } from './source.ts';
import type { TreeNode } from './tree.ts';
import { setAt } from './tree-set.ts';

/** One change of a document that was read from elsewhere: from the command line, say. */
export interface TreeEdit {
  /** Dotted. */
  readonly path: string;
  readonly value: TreeNode;
  /** Where the path is written, for messages. */
  readonly key: Position;
}

/** The tree with all changes made, in their order; one that cannot be made is a problem, and left out. */
export function withEdits(root: TreeNode, edits: readonly TreeEdit[], problems: Problem[]): TreeNode {
  let tree = root;
  for (const { path, value, key } of edits) {
    const changed = setAt(tree, path, value, key);
    if ('message' in changed) problems.push(problemAt(key, changed));
    else tree = changed;
  }
  return tree;
}
