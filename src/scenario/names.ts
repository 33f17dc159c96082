import * as messages from './messages.ts';
import type { Review } from './review.ts';
import { childOf, type TreeNode, type TreePath } from './tree.ts';
import { copiesOf } from './workload-section.ts';

/**
 * The names that a document gives, read from its text before anything is decoded: so that a mistake in a profile's body does not make
 * its name unknown elsewhere. Null = the section itself cannot be read, and no name in it is called unknown.
 */
export interface Names {
  readonly pools: ReadonlySet<string> | null;
  readonly profiles: ReadonlySet<string> | null;
  readonly tasks: ReadonlySet<string> | null;
  readonly workspaces: ReadonlySet<string> | null;
}

export function collectNames(root: TreeNode, known: readonly string[]): Names {
  if (tooManyCopies(root) !== null) return { pools: null, profiles: null, tasks: null, workspaces: null };
  // A misspelt section would make all that it names unknown: one mistake, one problem.
  const isWhole = root.kind === 'map' && [...root.entries.keys()].every((key) => known.includes(key));
  const tasks = writtenTasks(root).flatMap(({ node }) => copies(node));
  const inSection = (names: ReadonlySet<string> | null, ...sections: readonly string[]): ReadonlySet<string> | null =>
    isWhole || sections.some((section) => childOf(root, section) !== null) ? names : null;
  return {
    pools: inSection(poolNames(root), 'pool', 'pools'),
    profiles: inSection(mapKeys(childOf(root, 'profiles')), 'profiles'),
    tasks: isWhole ? new Set(tasks.flatMap((task) => (task.id === null ? [] : [task.id]))) : null,
    workspaces: isWhole ? new Set([...tasks.map((task) => task.workspace), ...entryWorkspaces(root)]) : null,
  };
}

/** Reports ids that two tasks have. */
export function checkTaskIds(review: Review): void {
  const tooMany = tooManyCopies(review.root);
  if (tooMany !== null) {
    review.report([...tooMany, 'count'], messages.tooManyCopies(MAX_COPIES));
    return;
  }
  const seen = new Set<string>();
  for (const { node, path } of writtenTasks(review.root)) {
    for (const { id } of copies(node)) {
      if (id === null) continue;
      if (seen.has(id)) review.report([...path, 'id'], messages.duplicateName('task', id));
      seen.add(id);
    }
  }
}

function poolNames(root: TreeNode): ReadonlySet<string> | null {
  const pools = childOf(root, 'pools');
  if (pools !== null) return isOnePool(pools) ? null : mapKeys(pools);
  const pool = childOf(root, 'pool');
  return new Set([(pool && scalarText(childOf(pool, 'name'))) ?? 'pool']);
}

/** `pools` written as `pool` is: `max`, which every pool needs, is a number there, and under `pools` it would be a pool. */
export const isOnePool = (pools: TreeNode): boolean => childOf(pools, 'max')?.kind === 'scalar';

const mapKeys = (node: TreeNode | null): ReadonlySet<string> | null =>
  node === null ? new Set() : node.kind === 'map' ? new Set(node.entries.keys()) : null;

interface WrittenTask {
  readonly node: TreeNode;
  readonly path: TreePath;
}

function writtenTasks(root: TreeNode): readonly WrittenTask[] {
  const initial = childOf(root, 'initial');
  const workload = childOf(root, 'workload');
  return [
    ...itemsOf(initial && childOf(initial, 'tasks'), ['initial', 'tasks']),
    ...itemsOf(workload, ['workload']).flatMap(({ node, path }) => itemsOf(childOf(node, 'tasks'), [...path, 'tasks'])),
  ];
}

/** Those that an arrivals entry picks from. */
const entryWorkspaces = (root: TreeNode): readonly string[] =>
  itemsOf(childOf(root, 'workload'), []).flatMap(({ node }) =>
    itemsOf(childOf(node, 'workspaces'), []).flatMap((item) => scalarText(item.node) ?? []),
  );

const itemsOf = (node: TreeNode | null, path: TreePath): readonly WrittenTask[] =>
  node?.kind === 'list' ? node.items.map((item, index) => ({ node: item, path: [...path, index] })) : [];

function copies(task: TreeNode): ReturnType<typeof copiesOf> {
  return copiesOf({
    id: scalarText(childOf(task, 'id')),
    workspace: scalarText(childOf(task, 'workspace')) ?? '',
    count: countOf(task),
  });
}

/** Null = the task itself; a wrong count has its own problem. */
function countOf(task: TreeNode): number | null {
  const count = childOf(task, 'count');
  const isCount = count?.kind === 'scalar' && typeof count.value === 'number' && count.value >= 0;
  return isCount ? Math.min(Math.floor(count.value as number), 100_000) : null;
}

/** Copies are written out in memory, and each has a name that may be referred to. */
const MAX_COPIES = 1_000_000;

/** Where the copies get too many. */
function tooManyCopies(root: TreeNode): TreePath | null {
  let total = 0;
  for (const { node, path } of writtenTasks(root)) {
    total += countOf(node) ?? 1;
    if (total > MAX_COPIES) return path;
  }
  return null;
}

const scalarText = (node: TreeNode | null): string | null =>
  node?.kind === 'scalar' && node.value !== null ? String(node.value) : null;
