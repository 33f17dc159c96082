import type { UnacknowledgedResult } from '../../engine/event.ts';
import type { AttemptId } from '../../engine/ids.ts';
import type { AgentMessage, ResultMessage, TaskMessage } from '../protocol.ts';
import { type StartedWork, type StartWork, sleep } from './work.ts';

interface Job {
  readonly task: TaskMessage;
  started: StartedWork;
  isStopping: boolean;
}

export interface WorkbenchOptions {
  readonly slots: number;
  readonly startWork: StartWork;
  /** Lost if nobody listens: what matters is said again with the next hello. */
  readonly say: (message: AgentMessage) => void;
  /** After a piece of work ended, or a result was acknowledged. */
  readonly changed: () => void;
}

/** The agent's slots: what runs in them, and the results that nobody has acknowledged. It outlives connections. */
export class Workbench {
  readonly #options: WorkbenchOptions;
  readonly #running = new Map<AttemptId, Job>();
  readonly #results = new Map<AttemptId, ResultMessage>();
  /** Every attempt that was ever taken up: none runs twice, whatever the network does. */
  readonly #seen = new Set<AttemptId>();
  #tasksDone = 0;

  constructor(options: WorkbenchOptions) {
    this.#options = options;
  }

  get running(): readonly AttemptId[] {
    return [...this.#running.keys()];
  }

  get results(): readonly UnacknowledgedResult[] {
    return [...this.#results.values()].map(
      ({ type, ...result }) => ({ kind: type, ...result }) as UnacknowledgedResult,
    );
  }

  /** Tasks that ended here, each once: a plan that waits for its apply has not. */
  get tasksDone(): number {
    return this.#tasksDone;
  }

  /** Nothing runs, and everybody knows it. */
  get isDone(): boolean {
    return this.#running.size === 0 && this.#results.size === 0;
  }

  take(task: TaskMessage): void {
    const { attempt, slot } = task;
    const { say, slots } = this.#options;
    if (this.#seen.has(attempt)) return;
    if (slot >= slots) return say({ type: 'refused', task: task.task, attempt, reason: 'no-such-slot' });
    if (this.#isTaken(slot)) return say({ type: 'refused', task: task.task, attempt, reason: 'slot-conflict' });
    this.#seen.add(attempt);
    const job: Job = { task, isStopping: false, started: { stop: () => {} } };
    this.#running.set(attempt, job);
    say({ type: 'accepted', task: task.task, attempt });
    const work = (): void => {
      job.started = this.#options.startWork(task, (isGood) => this.#ended(job, isGood));
    };
    if (task.initMs === 0) work();
    else job.started = sleep({ ...task, workMs: task.initMs }, (isGood) => (isGood ? work() : this.#ended(job, false)));
  }

  cancel(attempt: AttemptId): void {
    const job = this.#running.get(attempt);
    if (job === undefined) return;
    job.isStopping = true;
    job.started.stop();
  }

  acknowledged(attempt: AttemptId): void {
    if (this.#results.delete(attempt)) this.#options.changed();
  }

  /** The process ends: nothing is reported any more. */
  abandon(): void {
    const jobs = [...this.#running.values()];
    this.#running.clear();
    for (const job of jobs) job.started.stop();
  }

  /** Also by what is being stopped: a task that comes again must not run beside itself. */
  #isTaken(slot: number): boolean {
    for (const job of this.#running.values()) if (job.task.slot === slot) return true;
    return false;
  }

  #ended({ task: { task, attempt, ...sent }, isStopping }: Job, isGood: boolean): void {
    if (!this.#running.delete(attempt)) return;
    const outcome = isStopping ? 'cancelled' : isGood && !sent.fails ? 'success' : 'failed';
    const isPlanOfTwo = sent.phase === 'plan' && sent.taskType === 'plan_and_apply';
    const result: ResultMessage =
      isPlanOfTwo && outcome === 'success'
        ? { type: 'planned', task, attempt, hasChanges: sent.hasChanges }
        : { type: 'finished', task, attempt, outcome };
    if (result.type === 'finished' || !result.hasChanges) this.#tasksDone += 1;
    this.#results.set(attempt, result);
    this.#options.say(result);
    this.#options.changed();
  }
}
