import { type PoolId, poolId, type TaskId, type WorkspaceId, workspaceId } from '../engine/ids.ts';

/** Names of a sound document → ids. Asking for a name that the checks let through and nobody gave is our mistake: it throws. */
export interface Resolver {
  task(name: string): TaskId;
  workspace(name: string): WorkspaceId;
  /** Null = no pool was named. */
  pool(name: string | null): PoolId | null;
  readonly pools: readonly PoolId[];
}

export function resolverOf(names: {
  readonly pools: readonly string[];
  readonly workspaces: ReadonlyMap<string, WorkspaceId>;
  readonly tasks: ReadonlyMap<string, TaskId>;
}): Resolver {
  const pools = new Map(names.pools.map((name, index) => [name, poolId(index)]));
  return {
    task: (name) => found(names.tasks.get(name), name),
    workspace: (name) => found(names.workspaces.get(name), name),
    pool: (name) => (name === null ? null : found(pools.get(name), name)),
    pools: [...pools.values()],
  };
}

/** All workspaces of a document: the declared ones in order, then those that tasks and entries name, in order of their mention. */
export function workspaceTable(names: Iterable<string>): ReadonlyMap<string, WorkspaceId> {
  const table = new Map<string, WorkspaceId>();
  for (const name of names) if (!table.has(name)) table.set(name, workspaceId(table.size));
  return table;
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the checks let an unknown name through: ${name}`);
  return value;
}
