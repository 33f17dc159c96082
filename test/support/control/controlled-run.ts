import { onTestFinished } from 'vitest';
import type { Command } from '../../../src/engine/command.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { EngineEvent, ListedPod } from '../../../src/engine/event.ts';
import { type PodId, poolId, type TaskId, taskId, workspaceId } from '../../../src/engine/ids.ts';
import type { PoolConfig } from '../../../src/engine/pool-config.ts';
import type { TaskState, TaskType } from '../../../src/engine/task.ts';
import type { ControlServer } from '../../../src/real/control-server.ts';
import type { RunClock } from '../../../src/real/run-clock.ts';

const POOL = poolId(0);

export interface ControlledRunOptions {
  readonly clock: RunClock;
  readonly pool: PoolConfig;
  readonly workMs: () => number;
  /** A pod was asked for: its agent is to be started. */
  readonly podCreated: (pod: PodId) => void;
}

/**
 * A real engine over a real control server, with pods that are only names; every plan is confirmed at once. What is told waits in an inbox for the next turn of the event loop, so
 * that between a word on a socket and its handling other words may come.
 */
export class ControlledRun {
  readonly #options: ControlledRunOptions;
  readonly #engine: Engine;
  readonly #pods = new Map<PodId, ListedPod>();
  readonly #states = new Map<number, TaskState>();
  #inbox: { readonly event: EngineEvent; readonly taken: (() => void) | undefined }[] = [];
  #server: ControlServer | null = null;
  #isDown = false;
  #isOver = false;

  constructor(options: ControlledRunOptions) {
    this.#options = options;
    this.#engine = new Engine(
      { pools: [options.pool], initialTasks: [], firstPod: 0 },
      {
        perform: (command) => this.#perform(command),
        taskMoved: ({ task, to }) => {
          this.#states.set(task, to);
          if (to === 'apply_pending') this.#confirm(task);
        },
        slotChanged: () => {},
        note: () => {},
      },
    );
    onTestFinished(() => {
      this.#isOver = true;
    });
  }

  start(server: ControlServer): void {
    this.#server = server;
    this.tell({ kind: 'server.started', at: 0 });
  }

  readonly tell = (event: EngineEvent, taken?: () => void): void => {
    if (this.#isOver || this.#isDown) return;
    if (this.#inbox.length === 0) setImmediate(() => this.#handOver());
    this.#inbox.push({ event, taken });
  };

  submit(task: number, type: TaskType): void {
    const at = this.#options.clock.now();
    const [id, workspace] = [taskId(task), workspaceId(task)];
    this.tell({ kind: 'task.submitted', at, task: id, pool: POOL, workspace, type, submittedAt: at });
  }

  countIn(...states: readonly TaskState[]): number {
    return [...this.#states.values()].filter((state) => states.includes(state)).length;
  }

  /** The server's process ends with all that is in its inbox, and is back at once. */
  restart(): void {
    const server = this.#server as ControlServer;
    server.goDown();
    this.#isDown = true;
    this.#inbox = [];
    setTimeout(() => {
      this.#isDown = false;
      this.tell({ kind: 'server.restarted', at: 0, agents: server.lastBeats() });
      server.comeUp();
      // What persons said meanwhile waits in the platform's store; to say it twice changes nothing.
      for (const [task, state] of this.#states) if (state === 'apply_pending') this.#confirm(taskId(task));
    }, 30);
  }

  #confirm(task: TaskId): void {
    this.tell({ kind: 'apply.confirmed', at: 0, task, confirmedAt: 0 });
  }

  /** One turn takes what was there when it began. */
  #handOver(): void {
    const inbox = this.#inbox;
    this.#inbox = [];
    for (const { event, taken } of inbox) {
      if (this.#isOver || this.#isDown) return;
      taken?.();
      this.#engine.handle({ ...event, at: this.#options.clock.now() });
    }
  }

  #perform(command: Command): void {
    const server = this.#server as ControlServer;
    const at = command.at;
    switch (command.kind) {
      case 'pods.list':
        this.tell({ kind: 'pods.listed', at, pool: command.pool, pods: [...this.#pods.values()] });
        break;
      case 'pod.create': {
        const { pod } = command;
        const running = { phase: 'running', scheduled: true } as const;
        this.#pods.set(pod, { pod, ...running, createdAt: at, runningAt: at, terminating: false, registered: true });
        this.tell({ kind: 'pod.changed', at, pod, ...running, reason: null });
        this.#options.podCreated(pod);
        break;
      }
      case 'pod.delete':
        throw new Error('nothing in these runs deletes a pod');
      case 'task.send': {
        const { task, pod, slot, phase, attempt } = command;
        const { type: taskType } = this.#engine.books.store.tasks.get(task) as { type: TaskType };
        const workMs = this.#options.workMs();
        const luck = { initMs: 0, hasChanges: true, fails: false };
        server.send({ task, pod, slot, taskType, phase, attempt, workMs, ...luck });
        break;
      }
      case 'task.cancel':
        server.cancel(command.pod, command.attempt);
        break;
      case 'timer.set': {
        const { timer, dueAt } = command;
        const due = this.#options.clock.after(Math.max(0, dueAt - at), () =>
          this.tell({ kind: 'timer.due', at: dueAt, timer }),
        );
        onTestFinished(() => due.cancel());
        break;
      }
    }
  }
}
