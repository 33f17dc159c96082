import type { TaskId } from '../engine/ids.ts';
import type { TaskType } from '../engine/task.ts';
import type { ArrivingTask, TaskNeeds } from '../scenario/compiled.ts';
import type { World } from './world.ts';

/** A task as the world knows it, until the platform shows it as finished. */
export interface RealTask {
  readonly type: TaskType;
  readonly needs: TaskNeeds;
  /** A person was asked to confirm: they decide once. */
  isAsked: boolean;
}

/** Submits the workload when its time comes and keeps what its tasks need. */
export class Tasks {
  readonly #world: World;
  readonly #tasks = new Map<TaskId, RealTask>();
  /** When the arrival comes that is waited for. */
  #awaited: number | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  get(id: TaskId): RealTask | undefined {
    return this.#tasks.get(id);
  }

  /** It has reached a final state: whoever waited for it may submit another. */
  ended(id: TaskId): void {
    this.#tasks.delete(id);
    const { workload } = this.#world.scenario;
    if (workload.taskEnded === null) return;
    workload.taskEnded(id, this.#world.stage.now);
    this.scheduleNext();
  }

  /** A task exists from now on. */
  know({ task, pool, type, needs }: Pick<ArrivingTask, 'task' | 'pool' | 'type' | 'needs'>): void {
    this.#tasks.set(task, { type, needs, isAsked: false });
    this.#world.stage.fact({ kind: 'task.arrived', at: this.#world.stage.now, task, pool });
  }

  /** Waits for the next arrival, instead of the one that was waited for. */
  scheduleNext(): void {
    const { scenario, timers } = this.#world;
    const at = scenario.workload.nextAt();
    if (at === this.#awaited) return;
    this.#awaited = at;
    timers.at(at, () => this.#arrive(at));
  }

  #arrive(planned: number): void {
    // An earlier one came in between, and its turn was set anew.
    if (planned !== this.#awaited) return;
    this.#awaited = null;
    const { clock, scenario } = this.#world;
    const { workload } = scenario;
    // All whose time has come, at one instant: with a timer for each of them a burst would trickle in, at least a wall ms between two.
    const now = clock.now();
    do this.#submit(workload.take());
    while (workload.nextAt() <= now);
    this.scheduleNext();
  }

  #submit(arriving: ArrivingTask): void {
    const { at, task, pool, workspace, type } = arriving;
    this.know(arriving);
    this.#world.server.tellLater({ kind: 'task.submitted', at, task, pool, workspace, type, submittedAt: at });
  }
}
