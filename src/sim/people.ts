import { type TaskId, workspaceId } from '../engine/ids.ts';
import type { TaskMoved } from '../engine/note.ts';
import { isFinal } from '../engine/task.ts';
import type { PersonAction } from '../scenario/compiled.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** Persons: they see what the platform shows of tasks, confirm or discard plans after their own time, and do what the scenario says. */
export class People {
  readonly #world: World;
  readonly #stage: Stage;

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
  }

  plan(actions: readonly PersonAction[]): void {
    actions.forEach((action, index) => {
      this.#stage.calendar.schedule(action.at, RANK.person, ENTRY.person, index, 0);
    });
  }

  watchTask(moved: TaskMoved): void {
    if (isFinal(moved.to)) {
      this.#world.tasks.ended(moved.task);
      return;
    }
    if (moved.to !== 'apply_pending') return;
    const task = this.#world.tasks.get(moved.task);
    if (task === undefined || task.isAsked) return;
    task.isAsked = true;
    const { confirmMs } = task.needs;
    if (confirmMs === Number.POSITIVE_INFINITY) return;
    this.#stage.calendar.schedule(this.#stage.now + confirmMs, RANK.person, ENTRY.confirm, moved.task, 0);
  }

  /** Somebody has read the plan. */
  decide(id: TaskId): void {
    const task = this.#world.tasks.get(id);
    if (task === undefined) return;
    const at = this.#stage.now;
    const { server } = this.#world;
    if (task.needs.discards) server.tellLater({ kind: 'apply.discarded', at, task: id });
    else server.tellLater({ kind: 'apply.confirmed', at, task: id, confirmedAt: at });
  }

  act(index: number): void {
    const action = this.#world.scenario.people[index] as PersonAction;
    const { server } = this.#world;
    const at = this.#stage.now;
    switch (action.kind) {
      case 'cancel':
        server.tellLater({ kind: 'task.cancelRequested', at, task: action.task });
        break;
      case 'confirm':
        server.tellLater({ kind: 'apply.confirmed', at, task: action.task, confirmedAt: at });
        break;
      case 'discard':
        server.tellLater({ kind: 'apply.discarded', at, task: action.task });
        break;
      case 'lock':
        server.tellLater({ kind: 'workspace.locked', at, workspace: action.workspace });
        if (action.forMs === Number.POSITIVE_INFINITY) break;
        this.#stage.calendar.schedule(at + action.forMs, RANK.person, ENTRY.unlock, action.workspace, 0);
        break;
      case 'unfreeze':
        server.tellLater({ kind: 'pool.unfrozen', at, pool: action.pool, until: action.untilMs });
        break;
    }
  }

  unlock(workspace: number): void {
    this.#world.server.tellLater({
      kind: 'workspace.unlocked',
      at: this.#stage.now,
      workspace: workspaceId(workspace),
    });
  }
}
