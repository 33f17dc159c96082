import { type PodId, type PoolId, podName, type TaskId, taskName, type WorkspaceId } from '../engine/ids.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';

/** What people call things: the author's names where there are any, else padded numbers. */
export class Names {
  readonly #scenario: CompiledScenario;

  constructor(scenario: CompiledScenario) {
    this.#scenario = scenario;
  }

  task(id: TaskId): string {
    return this.#scenario.taskNames.get(id) ?? taskName(id);
  }

  pod(id: PodId): string {
    return podName(id);
  }

  workspace(id: WorkspaceId): string {
    return this.#scenario.workspaces[id] ?? `workspace-${id}`;
  }

  pool(id: PoolId): string {
    return this.#scenario.pools[id]?.config.name ?? `pool-${id}`;
  }
}
