import type { TaskSubmitted } from '../engine/event.ts';
import type { TaskArrived } from '../engine/fact.ts';
import {
  type AttemptId,
  attemptId,
  type PodId,
  podId,
  poolId,
  type TaskId,
  taskId,
  workspaceId,
} from '../engine/ids.ts';
import { PagedTable } from '../engine/paged-table.ts';
import type { Phase, TaskType } from '../engine/task.ts';
import type { ArrivingTask, TaskNeeds } from '../scenario/compiled.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/**
 * A task as the world knows it: what it needs, and where it was last sent. Kept until the platform shows it as finished, and, as a
 * stray, for as long as an agent goes on with work that the platform has given up.
 */
export interface SimTask {
  readonly id: TaskId;
  readonly type: TaskType;
  readonly needs: TaskNeeds;
  attempt: AttemptId;
  pod: PodId;
  slot: number;
  phase: Phase;
  initMs: number;
  /** When its agent takes up, or took up, what was sent last; negative if it was not sent, or will not come. */
  acceptAt: number;
  /** An agent works on this attempt. */
  isWorking: boolean;
  /** A person was asked to confirm: they decide once. */
  isAsked: boolean;
}

/** Submits the workload and keeps what its tasks need. */
export class Tasks {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #tasks = new PagedTable<SimTask>();
  /** When arrivals stand in the calendar, the earliest last: each is earlier than the one before it. */
  readonly #armed: number[] = [];
  /** By attempt: the platform has given the work up or sent it elsewhere, its agent does not know. */
  readonly #strays = new Map<number, SimTask>();
  readonly #arrived: Mutable<TaskArrived> = { kind: 'task.arrived', at: 0, task: taskId(0), pool: poolId(0) };
  readonly #submitted: Mutable<TaskSubmitted> = {
    kind: 'task.submitted',
    at: 0,
    task: taskId(0),
    pool: poolId(0),
    workspace: workspaceId(0),
    type: 'plan',
    submittedAt: 0,
  };

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
  }

  get(id: TaskId): SimTask | undefined {
    return this.#tasks.get(id);
  }

  /** The record of one attempt, a stray one too. */
  attempt(id: TaskId, attempt: number): SimTask | undefined {
    const task = this.#tasks.get(id);
    return task !== undefined && task.attempt === attempt ? task : this.#strays.get(attempt);
  }

  /** The record for a new attempt: a fresh one if an agent still works on the last. */
  renew(task: SimTask): SimTask {
    if (!task.isWorking) return task;
    this.#strays.set(task.attempt, task);
    const renewed: SimTask = { ...task, isWorking: false };
    this.#tasks.set(task.id, renewed);
    return renewed;
  }

  /** Its agent no longer has it. */
  left(task: SimTask): void {
    task.isWorking = false;
    if (this.#strays.size > 0) this.#strays.delete(task.attempt);
  }

  /** Only the next arrival is put into the calendar; one that was the next before an answered user came first stands there, too. */
  scheduleNext(): void {
    const at = this.#world.scenario.workload.nextAt();
    const armed = this.#armed;
    if (at >= (armed.length === 0 ? Number.POSITIVE_INFINITY : (armed[armed.length - 1] as number))) return;
    armed.push(at);
    this.#stage.calendar.schedule(at, RANK.arrival, ENTRY.arrival, 0, 0);
  }

  arrive(): void {
    this.#armed.pop();
    const arriving = this.#world.scenario.workload.take();
    this.know(arriving);
    const submitted = this.#submitted;
    submitted.at = this.#stage.now;
    submitted.task = arriving.task;
    submitted.pool = arriving.pool;
    submitted.workspace = arriving.workspace;
    submitted.type = arriving.type;
    submitted.submittedAt = this.#stage.now;
    this.#world.server.tellLater(submitted);
    this.scheduleNext();
  }

  /** A task exists from now on. */
  know(task: Pick<ArrivingTask, 'task' | 'pool' | 'type' | 'needs'>): SimTask {
    const known: SimTask = {
      id: task.task,
      type: task.type,
      needs: task.needs,
      attempt: attemptId(0),
      pod: podId(0),
      slot: 0,
      phase: 'plan',
      initMs: 0,
      acceptAt: -1,
      isWorking: false,
      isAsked: false,
    };
    this.#tasks.set(task.task, known);
    const arrived = this.#arrived;
    arrived.at = this.#stage.now;
    arrived.task = task.task;
    arrived.pool = task.pool;
    this.#stage.fact(arrived);
    return known;
  }

  /** The platform shows it in a final state: it is forgotten here, and whoever waited for it may think of the next one. */
  ended(id: TaskId): void {
    const task = this.#tasks.get(id);
    if (task?.isWorking === true) this.#strays.set(task.attempt, task);
    this.#tasks.delete(id);
    const { workload } = this.#world.scenario;
    if (workload.taskEnded === null) return;
    workload.taskEnded(id, this.#stage.now);
    this.scheduleNext();
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
