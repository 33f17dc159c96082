import type { TaskId } from '../engine/ids.ts';
import type { TaskMoved } from '../engine/note.ts';
import { isFinal } from '../engine/task.ts';
import type { PersonAction } from '../scenario/compiled.ts';
import type { World } from './world.ts';

/** Persons, as in the simulation: they see what the platform shows of tasks, decide after their own time, and do what the scenario says. */
export class People {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  plan(actions: readonly PersonAction[]): void {
    for (const action of actions) this.#world.timers.at(action.at, () => this.#act(action));
  }

  watchTask(moved: TaskMoved): void {
    const { tasks, stage, timers } = this.#world;
    // The note is refilled with the next move: what is needed later is taken out now.
    const { task: id, to } = moved;
    if (isFinal(to)) return tasks.ended(id);
    const task = tasks.get(id);
    if (to !== 'apply_pending' || task === undefined || task.isAsked) return;
    task.isAsked = true;
    const at = stage.now + task.needs.confirmMs;
    timers.at(at, () => this.#decide(id, at));
  }

  /** `at` is when they decided. The stage stands at what happened last, which may be long ago. */
  #decide(id: TaskId, at: number): void {
    const task = this.#world.tasks.get(id);
    if (task === undefined) return;
    const { server } = this.#world;
    if (task.needs.discards) server.tellLater({ kind: 'apply.discarded', at, task: id });
    else server.tellLater({ kind: 'apply.confirmed', at, task: id, confirmedAt: at });
  }

  #act(action: PersonAction): void {
    const { server, timers } = this.#world;
    const { at } = action;
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
      case 'lock': {
        const { workspace, forMs } = action;
        server.tellLater({ kind: 'workspace.locked', at, workspace });
        timers.at(at + forMs, () => server.tellLater({ kind: 'workspace.unlocked', at: at + forMs, workspace }));
        break;
      }
      case 'unfreeze':
        server.tellLater({ kind: 'pool.unfrozen', at, pool: action.pool, until: action.untilMs });
        break;
    }
  }
}
