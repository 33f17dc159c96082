import {
  type NodeId,
  nodeName,
  type PodId,
  type PoolId,
  podName,
  type TaskId,
  taskName,
  type WorkspaceId,
} from '../engine/ids.ts';

/** The names that a scenario gives to its things; lists are by id. A compiled scenario is one, and so is a journal's header. */
export interface Named {
  readonly taskNames: ReadonlyMap<TaskId, string>;
  readonly workspaces: readonly string[];
  readonly pools: readonly { readonly config: { readonly name: string } }[];
}

/** What people call things: the author's names where there are any, else padded numbers. */
export class Names {
  readonly #named: Named;

  constructor(named: Named) {
    this.#named = named;
  }

  task(id: TaskId): string {
    return this.#named.taskNames.get(id) ?? taskName(id);
  }

  pod(id: PodId): string {
    return podName(id);
  }

  node(id: NodeId): string {
    return nodeName(id);
  }

  workspace(id: WorkspaceId): string {
    return this.#named.workspaces[id] ?? `workspace-${id}`;
  }

  pool(id: PoolId): string {
    return this.#named.pools[id]?.config.name ?? `pool-${id}`;
  }
}
