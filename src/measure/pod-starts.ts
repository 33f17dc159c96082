import type { Command } from '../engine/command.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { PodId, PoolId } from '../engine/ids.ts';
import type { Observer } from '../engine/observer.ts';

/** The steps of one pod that the platform asked for, in ms since the run began; null = it never came to that. Plain data. */
export interface PodStart {
  readonly pod: PodId;
  readonly pool: PoolId;
  readonly askedAt: number;
  readonly scheduledAt: number | null;
  readonly runningAt: number | null;
  /** For the first time. */
  readonly connectedAt: number | null;
  readonly deleteAskedAt: number | null;
  readonly goneAt: number | null;
}

/** Keeps the steps of every pod that is made during the run; those that stand at its beginning have begun before. */
export class PodStarts implements Observer {
  readonly #pods = new Map<PodId, Mutable<PodStart>>();

  /** In order of their creation. */
  get starts(): readonly PodStart[] {
    return [...this.#pods.values()];
  }

  command(command: Command): void {
    if (command.kind === 'pod.create' && !this.#pods.has(command.pod)) {
      const { pod, pool, at: askedAt } = command;
      const later = { scheduledAt: null, runningAt: null, connectedAt: null, deleteAskedAt: null, goneAt: null };
      this.#pods.set(pod, { pod, pool, askedAt, ...later });
    } else if (command.kind === 'pod.delete') this.#first(command.pod, 'deleteAskedAt', command.at);
  }

  event(event: EngineEvent): void {
    if (event.kind === 'pod.changed' && event.scheduled) this.#first(event.pod, 'scheduledAt', event.at);
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.phase':
        if (fact.phase === 'running') this.#first(fact.pod, 'runningAt', fact.at);
        return;
      case 'agent.up':
        this.#first(fact.pod, 'connectedAt', fact.at);
        return;
      case 'pod.down':
        this.#first(fact.pod, 'goneAt', fact.at);
        return;
    }
  }

  #first(pod: PodId, step: Step, at: number): void {
    const start = this.#pods.get(pod);
    if (start !== undefined && start[step] === null) start[step] = at;
  }
}

type Step = 'scheduledAt' | 'runningAt' | 'connectedAt' | 'deleteAskedAt' | 'goneAt';
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
