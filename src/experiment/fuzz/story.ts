import type { Command } from '../../engine/command.ts';
import type { EngineEvent, TaskAccepted, TaskFinished, TaskPlanned } from '../../engine/event.ts';
import type { Fact } from '../../engine/fact.ts';
import { type PodId, podName, type TaskId, taskName } from '../../engine/ids.ts';
import type { Note, ScaleDecided, SlotChanged, TaskMoved } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';
import { formatDuration } from '../../scenario/duration-text.ts';

/** The last things that happened in a run, in plain words: what one wants to know of a run that broke a law. */
export class Story implements Observer {
  readonly #names: ReadonlyMap<TaskId, string>;
  readonly #lines: string[] = [];
  /** By pool: what its autoscaler said last, without the reason. */
  readonly #said: string[] = [];

  constructor(names: ReadonlyMap<TaskId, string>) {
    this.#names = names;
  }

  /** One sentence a line, oldest first. */
  get lines(): readonly string[] {
    return this.#lines.slice(-LENGTH);
  }

  event(event: EngineEvent): void {
    switch (event.kind) {
      case 'task.submitted':
        return this.#tell(event.at, `${this.#task(event.task)} is submitted, a ${event.type}`);
      case 'apply.confirmed':
        return this.#tell(event.at, `a person confirms ${this.#task(event.task)}`);
      case 'apply.discarded':
        return this.#tell(event.at, `a person discards ${this.#task(event.task)}`);
      case 'task.cancelRequested':
        return this.#tell(event.at, `a person cancels ${this.#task(event.task)}`);
      case 'pod.createFailed':
        return this.#tell(event.at, `${podName(event.pod)} cannot be made: ${event.reason}`);
      case 'pod.deleteFailed':
        return this.#tell(event.at, `${podName(event.pod)} cannot be deleted: ${event.reason}`);
      case 'pods.listFailed':
        return this.#tell(event.at, `the pods cannot be listed: ${event.reason}`);
      case 'task.sendFailed':
        return this.#tell(event.at, `${this.#task(event.task)} cannot be sent: ${event.reason}`);
      default:
        return;
    }
  }

  taskAnswered(_event: TaskAccepted | TaskPlanned | TaskFinished): void {}

  note(note: Note): void {
    switch (note.kind) {
      case 'scale.decided':
        return this.#decided(note);
      case 'dispatch.failed':
        return this.#tell(note.at, `${this.#task(note.task)} finds no slot: ${note.cause.replaceAll('-', ' ')}`);
      case 'pod.unhealthy':
        return this.#tell(note.at, `${podName(note.pod)} has had no agent for too long: ${note.action}`);
      case 'reservation.expired':
        return this.#tell(note.at, `the reservation of ${this.#task(note.task)} expires`);
      case 'result.ignored':
        return this.#tell(note.at, `a late result of ${this.#task(note.task)} is ignored`);
      case 'recovery.done':
        return this.#tell(note.at, 'the server knows its slots again');
      default:
        return;
    }
  }

  taskMoved({ at, task, to, cause }: TaskMoved): void {
    this.#tell(at, `${this.#task(task)} is ${to.replaceAll('_', ' ')}${cause === null ? '' : ` (${cause})`}`);
  }

  slotChanged({ at, task, pod, slot, to }: SlotChanged): void {
    if (to !== 'idle') this.#tell(at, `slot ${slot} of ${podName(pod)} is ${to} for ${this.#task(task)}`);
  }

  command(command: Command): void {
    if (command.kind === 'pod.create') this.#tell(command.at, `${podName(command.pod)} is asked for`);
    if (command.kind === 'pod.delete')
      this.#tell(command.at, `${podName(command.pod)} is to be deleted (${command.cause})`);
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.phase':
        return this.#tell(fact.at, `${podName(fact.pod)} is ${fact.phase}`);
      case 'pod.down':
        return this.#tell(fact.at, `${podName(fact.pod)} is gone`);
      case 'agent.up':
        return this.#tell(fact.at, this.#agent(fact.pod, 'connects'));
      case 'agent.down':
        return this.#tell(fact.at, this.#agent(fact.pod, 'is no longer connected'));
      case 'server.down':
        return this.#tell(fact.at, 'the server goes down');
      case 'server.up':
        return this.#tell(fact.at, 'the server is back');
      case 'server.paused':
        return this.#tell(fact.at, 'the server stands still');
      case 'server.resumed':
        return this.#tell(fact.at, 'the server goes on and has heard what waited');
      case 'fault.began':
        return this.#tell(fact.at, `the fault ${fact.name} begins`);
      case 'fault.ended':
        return this.#tell(fact.at, `the fault ${fact.name} is over`);
      default:
        return;
    }
  }

  phaseBegan(): void {}
  phaseEnded(): void {}

  /** A decision that changes nothing is told where a limit holds it back, and once. */
  #decided({ at, pool, from, to, reason }: ScaleDecided): void {
    const { text, limitedBy } = reason;
    const said =
      to !== from
        ? `the autoscaler goes from ${pods(from)} to ${to}`
        : limitedBy === null
          ? ''
          : `the autoscaler stays at ${pods(from)}, held by ${limitedBy}`;
    const isRepeated = said === this.#said[pool];
    this.#said[pool] = said;
    if (said === '' || (to === from && isRepeated)) return;
    this.#tell(at, to < from && isRepeated ? `the autoscaler asks for ${pods(to)} again` : `${said}: ${text}`);
  }

  #agent(pod: PodId, does: string): string {
    return `the agent of ${podName(pod)} ${does}`;
  }

  #task(task: TaskId): string {
    return this.#names.get(task) ?? taskName(task);
  }

  #tell(at: number, sentence: string): void {
    this.#lines.push(`${formatDuration(at).padStart(9)}  ${sentence}`);
    if (this.#lines.length > 10 * LENGTH) this.#lines.splice(0, this.#lines.length - LENGTH);
  }
}

const pods = (count: number): string => `${count} ${count === 1 ? 'pod' : 'pods'}`;

const LENGTH = 16;
