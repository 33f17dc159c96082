import type { Command } from '../../engine/command.ts';
import type { EngineEvent } from '../../engine/event.ts';
import type { Fact } from '../../engine/fact.ts';
import type { Note, TaskMoved } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';

/**
 * What a run made the engine do, as names: branches of decisions, causes of moves, failures, faults, and which of them came after
 * which fault. A document that reaches a new one is worth going on from.
 */
export class Coverage implements Observer {
  readonly #seen = new Set<string>();
  /** Kind of the latest fault; '' before the first. */
  #fault = '';

  /** In order of their first sight. */
  get features(): readonly string[] {
    return [...this.#seen];
  }

  event(event: EngineEvent): void {
    this.#seen.add(`event ${event.kind}`);
  }

  note(note: Note): void {
    switch (note.kind) {
      case 'scale.decided': {
        const { rule, limitedBy } = note.reason;
        const direction = Math.sign(note.to - note.from);
        this.#see(`scale ${note.trigger} ${rule} ${limitedBy ?? '-'} ${direction}`);
        break;
      }
      case 'dispatch.failed':
        this.#see(`dispatch ${note.cause}`);
        break;
      case 'pod.unhealthy':
        this.#see(`unhealthy ${note.action}`);
        break;
      case 'recovery.done':
        this.#see(`recovered ${note.tasksInterrupted > 0 ? 'with losses' : 'all'}`);
        break;
      default:
        this.#see(note.kind);
        break;
    }
  }

  taskMoved({ from, to, cause }: TaskMoved): void {
    this.#see(`task ${from ?? '-'} ${to} ${cause ?? '-'}`);
  }

  slotChanged(): void {}

  command(command: Command): void {
    if (command.kind === 'pod.delete') this.#see(`delete ${command.cause}`);
    else if (command.kind === 'task.send') this.#see(`send ${command.phase} ${command.freshDirectory}`);
    else if (command.kind !== 'timer.set') this.#see(command.kind);
  }

  fact(fact: Fact): void {
    if (fact.kind !== 'fault.began') return;
    const kind = fact.name.replace(/-\d+$/, '');
    this.#seen.add(`fault ${kind} after ${this.#fault}`);
    this.#fault = kind;
  }

  phaseBegan(): void {}
  phaseEnded(): void {}

  #see(feature: string): void {
    this.#seen.add(feature);
    if (this.#fault !== '') this.#seen.add(`${this.#fault}: ${feature}`);
  }
}
