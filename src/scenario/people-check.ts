import type { PersonAction } from './compiled.ts';
import * as messages from './messages.ts';
import type { WrittenAction } from './people.ts';
import type { Resolver } from './resolver.ts';
import { checkOptionalPool, checkTaskName, checkWithin, checkWorkspaceName, poolOf, type Scope } from './scope.ts';
import type { TreePath } from './tree.ts';

/** Reports an action that has nothing to act on, or comes too late. */
export function checkPerson(action: WrittenAction, path: TreePath, scope: Scope): void {
  checkWithin(scope, action.at, [...path, 'at'], { inclusive: false });
  if ('lock' in action) checkWorkspaceName(scope, action.lock, [...path, 'lock']);
  else if ('unfreeze' in action) checkUnfreeze(action, path, scope);
  else if ('cancel' in action) checkTaskName(scope, action.cancel, [...path, 'cancel']);
  else if ('confirm' in action) checkTaskName(scope, action.confirm, [...path, 'confirm']);
  else checkTaskName(scope, action.discard, [...path, 'discard']);
}

type Unfreeze = Extract<WrittenAction, { readonly unfreeze: unknown }>;

function checkUnfreeze({ at, unfreeze }: Unfreeze, path: TreePath, scope: Scope): void {
  checkOptionalPool(scope, unfreeze.pool, [...path, 'unfreeze', 'pool']);
  if (unfreeze.until <= at) scope.review.report([...path, 'unfreeze', 'until'], messages.emptyWindow());
  const pools = unfreeze.pool === null ? [...scope.pools.values()] : [poolOf(scope, unfreeze.pool)];
  if (pools.length > 0 && pools.every((pool) => pool !== null && pool.section.freeze.length === 0)) {
    scope.review.reportKey([...path, 'unfreeze'], messages.nothingToUnfreeze());
  }
}

export function compilePerson(action: WrittenAction, resolve: Resolver): readonly PersonAction[] {
  const { at } = action;
  if ('cancel' in action) return [{ at, kind: 'cancel', task: resolve.task(action.cancel) }];
  if ('confirm' in action) return [{ at, kind: 'confirm', task: resolve.task(action.confirm) }];
  if ('discard' in action) return [{ at, kind: 'discard', task: resolve.task(action.discard) }];
  if ('lock' in action) return [{ at, kind: 'lock', workspace: resolve.workspace(action.lock), forMs: action.for }];
  const named = resolve.pool(action.unfreeze.pool);
  const pools = named === null ? resolve.pools : [named];
  return pools.map((pool) => ({ at, kind: 'unfreeze', pool, untilMs: action.unfreeze.until }));
}
