import * as messages from './messages.ts';
import type { Problem } from './problem.ts';
import { problemAt } from './source.ts';
import type { TreeNode, TreePath } from './tree.ts';

/** Keys without a value are mistakes, but for `variant:` alone and for values that `set` takes away. */
export function withoutEmpty(node: TreeNode, path: TreePath, problems: Problem[]): TreeNode {
  if (path[0] === 'variants' && path.length > 1) return node;
  if (node.kind === 'list') {
    const items = node.items.filter((item, index) => !isEmpty(item, [...path, index], problems));
    return { ...node, items: items.map((item, index) => withoutEmpty(item, [...path, index], problems)) };
  }
  if (node.kind === 'scalar') return node;
  const entries = [...node.entries].flatMap(([key, entry]) => {
    const inner = [...path, key];
    if (path[0] !== 'variants' && isEmpty(entry.value, inner, problems)) return [];
    return [[key, { ...entry, value: withoutEmpty(entry.value, inner, problems) }] as const];
  });
  return { ...node, entries: new Map(entries) };
}

function isEmpty(node: TreeNode, path: TreePath, problems: Problem[]): boolean {
  if (node.kind !== 'scalar' || node.value !== null) return false;
  problems.push(problemAt(node.at, messages.noValue(path.join('.'))));
  return true;
}
