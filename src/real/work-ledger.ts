import type { TaskOutcome } from '../engine/event.ts';
import type { Fact, PhaseEnded } from '../engine/fact.ts';
import type { AttemptId, PodId, TaskId } from '../engine/ids.ts';
import type { Assignment } from './protocol.ts';

interface Entry {
  readonly assignment: Assignment;
  hasBegun: boolean;
}

/**
 * What the agents truly have of what they were sent, from the send to the end of the phase. It is the harness's, not the server's: it outlives a server
 * restart. Phases become facts here, each beginning and each end once, however often an agent has to say it.
 */
export class WorkLedger {
  readonly #now: () => number;
  readonly #fact: (fact: Fact) => void;
  readonly #entries = new Map<AttemptId, Entry>();

  /** `now` in scenario ms. */
  constructor(now: () => number, fact: (fact: Fact) => void) {
    this.#now = now;
    this.#fact = fact;
  }

  sent(assignment: Assignment): void {
    // An attempt number is one send by definition: a second one would be an apply that runs twice.
    if (this.#entries.has(assignment.attempt)) throw new Error(`attempt ${assignment.attempt} was sent before`);
    this.#entries.set(assignment.attempt, { assignment, hasBegun: false });
  }

  /** Nobody else may report on it. What nobody knows any more is a late answer, which the engine ignores. */
  mayReport(pod: PodId, task: TaskId, attempt: AttemptId): boolean {
    const entry = this.#entries.get(attempt);
    return entry === undefined || (entry.assignment.pod === pod && entry.assignment.task === task);
  }

  isGivenTo(pod: PodId, attempt: AttemptId): boolean {
    const entry = this.#entries.get(attempt);
    return entry === undefined || entry.assignment.pod === pod;
  }

  /** That its agent has begun. */
  tasksOn(pod: PodId): number {
    let tasks = 0;
    for (const { assignment, hasBegun } of this.#entries.values()) if (hasBegun && assignment.pod === pod) tasks += 1;
    return tasks;
  }

  began(attempt: AttemptId): void {
    const entry = this.#entries.get(attempt);
    if (entry === undefined || entry.hasBegun) return;
    entry.hasBegun = true;
    this.#fact({ kind: 'phase.began', at: this.#now(), ...placeOf(entry.assignment) });
  }

  /** A result is proof that it began. */
  ended(attempt: AttemptId, outcome: TaskOutcome): void {
    this.began(attempt);
    this.#end(attempt, outcome);
  }

  /** It was refused: it never began. */
  drop(attempt: AttemptId): void {
    this.#entries.delete(attempt);
  }

  /** A hello says all that the pod has: what else it was sent never came, or died with another process. */
  keepOnly(pod: PodId, running: readonly AttemptId[]): void {
    for (const [attempt, { assignment }] of this.#entries) {
      if (assignment.pod === pod && !running.includes(attempt)) this.#end(attempt, 'lost');
    }
  }

  /** Its pod is gone. */
  lose(pod: PodId): void {
    this.keepOnly(pod, []);
  }

  #end(attempt: AttemptId, outcome: PhaseEnded['outcome']): void {
    const entry = this.#entries.get(attempt);
    if (entry === undefined) return;
    this.#entries.delete(attempt);
    if (entry.hasBegun) this.#fact({ kind: 'phase.ended', at: this.#now(), ...placeOf(entry.assignment), outcome });
  }
}

const placeOf = ({ task, attempt, phase, pod, slot }: Assignment) => ({ task, attempt, phase, pod, slot });
