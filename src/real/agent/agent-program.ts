import { randomUUID } from 'node:crypto';
import type { AgentFault, Hello, ServerMessage, TaskMessage } from '../protocol.ts';
import type { AgentSettings } from './settings.ts';
import { Uplink } from './uplink.ts';
import { type StartWork, workOf } from './work.ts';
import { Workbench } from './workbench.ts';

export interface AgentOptions {
  readonly settings: AgentSettings;
  /** Called once, when the agent has left or was told to end. */
  readonly exit: (code: number) => void;
  readonly log: (line: string) => void;
  /** Instead of the kind of work that the settings name. */
  readonly startWork?: StartWork;
}

/** One agent: it connects, takes tasks up, reports, and leaves. Several may live in one process. */
export class AgentProgram {
  readonly #options: AgentOptions;
  readonly #id = randomUUID();
  readonly #uplink: Uplink;
  readonly #bench: Workbench;
  #isZombie: boolean;
  #isLeaving = false;
  #isOver = false;

  constructor(options: AgentOptions) {
    const { settings, log } = options;
    this.#options = options;
    this.#isZombie = settings.zombie;
    this.#uplink = new Uplink({ settings, log, hello: () => this.#hello(), heard: (message) => this.#heard(message) });
    this.#bench = new Workbench({
      slots: settings.slots,
      startWork: options.startWork ?? workOf(settings),
      say: (message) => this.#uplink.say(message),
      changed: () => this.#leaveIfDone(),
    });
  }

  start(): void {
    const { connectDelayMs, exitCode } = this.#options.settings;
    if (exitCode !== null) this.end(exitCode);
    else this.#uplink.start(connectDelayMs);
  }

  /** The termination signal, or `drain`: idle it leaves at once, busy it works on until it is done or killed. */
  leave(): void {
    this.#isLeaving = true;
    this.#leaveIfDone();
  }

  /** At once, whatever runs. */
  end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#bench.abandon();
    this.#uplink.close(() => {});
    this.#options.exit(code);
  }

  #hello(): Hello {
    const { podName, podUid, slots } = this.#options.settings;
    const { running, results } = this.#bench;
    return { type: 'hello', agent: this.#id, pod: podName, uid: podUid, slots, running, finished: results };
  }

  #heard(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        break;
      case 'task':
        this.#take(message);
        break;
      case 'cancel':
        this.#bench.cancel(message.attempt);
        break;
      case 'acknowledged':
        this.#bench.acknowledged(message.attempt);
        break;
      case 'drain':
        this.leave();
        break;
      case 'fault':
        this.#suffer(message.fault);
        break;
    }
  }

  #take(task: TaskMessage): void {
    if (this.#isZombie) return;
    const isFull = this.#bench.tasksDone + this.#bench.running.length >= this.#options.settings.maxTasks;
    if (!this.#isLeaving && !isFull) return this.#bench.take(task);
    this.#uplink.say({ type: 'refused', task: task.task, attempt: task.attempt, reason: 'leaving' });
  }

  #suffer(fault: AgentFault): void {
    switch (fault.kind) {
      case 'freeze':
        this.#uplink.isFrozen = fault.on;
        break;
      case 'zombie':
        this.#isZombie = fault.on;
        break;
      case 'exit':
        this.end(fault.code);
        break;
      case 'hang':
        this.#hang();
        break;
      case 'reconnect':
        this.#uplink.pauseNext(fault.afterMs);
        break;
    }
  }

  #hang(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#bench.abandon();
    // The connection is all that keeps the process.
    setInterval(() => {}, HANGING_MS);
    this.#uplink.close(() => {});
  }

  #leaveIfDone(): void {
    if (this.#bench.tasksDone >= this.#options.settings.maxTasks) this.#isLeaving = true;
    if (!this.#isLeaving || !this.#bench.isDone || this.#isOver) return;
    this.#isOver = true;
    this.#uplink.say({ type: 'bye' });
    this.#uplink.close(() => this.#options.exit(0));
  }
}

const HANGING_MS = 60_000;
