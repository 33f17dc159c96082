import type { Clock } from './clock.ts';
import * as messages from './messages.ts';
import type { Names } from './names.ts';
import type { DecodedPool } from './pool-check.ts';
import type { Review } from './review.ts';
import type { TreePath } from './tree.ts';
import type { WorkspacesSection } from './workspaces.ts';

/** What a check of one section may know of the others. Null = that part was not well written, and has its own problems. */
export interface Scope {
  readonly review: Review;
  readonly names: Names;
  readonly clock: Clock | null;
  readonly pools: ReadonlyMap<string, DecodedPool>;
  readonly declaredWorkspaces: ReadonlySet<string> | null;
  /** ms; `Infinity` when the run's length is not known. */
  readonly arrivalsEnd: number;
  readonly runEnd: number;
}

/** A reference to a pool; leaving it out is right only with a single pool. */
export function checkPoolName(scope: Scope, name: string | null, path: TreePath): void {
  const { pools } = scope.names;
  if (pools === null) return;
  if (name === null && pools.size > 1) scope.review.report(path, messages.whichPool([...pools]));
  else checkOptionalPool(scope, name, path);
}

/** A reference to a pool where none means all of them. */
export function checkOptionalPool(scope: Scope, name: string | null, path: TreePath): void {
  const { pools } = scope.names;
  if (name !== null && pools !== null && !pools.has(name)) {
    scope.review.report(path, messages.unknownName('pool', name, [...pools]));
  }
}

export function checkTaskName(scope: Scope, name: string, path: TreePath): void {
  const { tasks } = scope.names;
  if (tasks !== null && !tasks.has(name)) scope.review.report(path, messages.unknownName('task', name, [...tasks]));
}

export function checkWorkspaceName(scope: Scope, name: string, path: TreePath): void {
  const { declaredWorkspaces, names } = scope;
  if (declaredWorkspaces === null || names.workspaces === null) return;
  if (declaredWorkspaces.has(name) || names.workspaces.has(name)) return;
  scope.review.report(path, messages.unknownName('workspace', name, [...names.workspaces, ...declaredWorkspaces]));
}

/** A time that the run never reaches would be ignored in silence. */
export function checkWithin(
  scope: Scope,
  at: number | null,
  path: TreePath,
  choice: { readonly inclusive: boolean },
): void {
  if (at === null) return;
  if (choice.inclusive ? at > scope.runEnd : at >= scope.runEnd) {
    scope.review.report(path, messages.afterTheEnd(at, scope.runEnd));
  }
}

/** The workspaces of a section, and others; null where the section is. */
export const namesOf = (section: WorkspacesSection | null, others: readonly string[]): ReadonlySet<string> | null =>
  section === null ? null : new Set([...section.names, ...others]);

/** The pool that a reference means, for checks that look inside it. */
export function poolOf(scope: Scope, name: string | null): DecodedPool | null {
  if (name !== null) return scope.pools.get(name) ?? null;
  const [only] = scope.pools.values();
  return scope.pools.size === 1 ? (only ?? null) : null;
}
