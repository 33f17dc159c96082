import type { Command } from '../engine/command.ts';
import type { PhaseBegan, PhaseEnded } from '../engine/fact.ts';
import type { AttemptId, PodId, TaskId } from '../engine/ids.ts';
import type { Observer } from '../engine/observer.ts';
import type { Phase } from '../engine/task.ts';

/** One phase of a task that was sent during the run and ended well. Times in ms since the run began. Plain data. */
export interface PhaseTimes {
  readonly task: TaskId;
  readonly phase: Phase;
  readonly pod: PodId;
  readonly sentAt: number;
  readonly beganAt: number;
  readonly endedAt: number;
  /** Its working directory had to be made again: the phase took longer for it. */
  readonly freshDirectory: boolean;
}

/** Keeps when each phase was sent, began and ended: what a slot is held for beside the work. */
export class PhaseTimesRecorder implements Observer {
  readonly #sent = new Map<AttemptId, Pick<PhaseTimes, 'sentAt' | 'freshDirectory'>>();
  readonly #began = new Map<AttemptId, number>();
  readonly #phases: PhaseTimes[] = [];

  /** In order of their ends. */
  get phases(): readonly PhaseTimes[] {
    return this.#phases;
  }

  command(command: Command): void {
    if (command.kind !== 'task.send') return;
    this.#sent.set(command.attempt, { sentAt: command.at, freshDirectory: command.freshDirectory });
  }

  phaseBegan({ attempt, at }: PhaseBegan): void {
    this.#began.set(attempt, at);
  }

  phaseEnded({ attempt, task, phase, pod, at, outcome }: PhaseEnded): void {
    const sent = this.#sent.get(attempt);
    const beganAt = this.#began.get(attempt);
    this.#sent.delete(attempt);
    this.#began.delete(attempt);
    if (sent === undefined || beganAt === undefined || outcome !== 'success') return;
    this.#phases.push({ task, phase, pod, ...sent, beganAt, endedAt: at });
  }
}
