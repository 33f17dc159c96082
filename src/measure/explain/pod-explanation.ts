import type { Command, DeleteCause } from '../../engine/command.ts';
import type { PhaseBegan, PhaseEnded } from '../../engine/fact.ts';
import type { PodId } from '../../engine/ids.ts';
import type { Observer } from '../../engine/observer.ts';
import type { Phase } from '../../engine/task.ts';
import type { LoggedDecision } from '../decision-log.ts';
import type { Names } from '../names.ts';
import type { LatestDecisions } from './latest-decisions.ts';
import type { PodStep, PodStories } from './pod-stories.ts';

/** One pod from the wish for it to its end or that of the journal. Plain data; times in ms since the run began. */
export interface PodExplanation {
  readonly pod: string;
  readonly pool: string;
  /** The decision that asked for it; null for a pod that stood at the beginning, or was made without a decision. */
  readonly askedBy: LoggedDecision | null;
  readonly steps: readonly PodStep[];
  readonly work: readonly PodWork[];
  /** Null = nobody asked for its deletion. */
  readonly deletion: {
    readonly at: number;
    readonly cause: DeleteCause;
    readonly decision: LoggedDecision | null;
  } | null;
}

export interface PodWork {
  readonly task: string;
  readonly phase: Phase;
  readonly slot: number;
  readonly beganAt: number;
  /** Null = not seen to end. */
  readonly endedAt: number | null;
  readonly outcome: PhaseEnded['outcome'] | null;
}

/** Follows one pod through a run. Stands behind the stories and the decisions in the list of observers. */
export class PodFollower implements Observer {
  readonly #pod: PodId;
  readonly #stories: PodStories;
  readonly #decisions: LatestDecisions;
  readonly #names: Names;
  readonly #work: (PodWork & { readonly attempt: number })[] = [];
  #askedBy: LoggedDecision | null = null;
  #deletion: PodExplanation['deletion'] = null;

  constructor(pod: PodId, stories: PodStories, decisions: LatestDecisions, names: Names) {
    this.#pod = pod;
    this.#stories = stories;
    this.#decisions = decisions;
    this.#names = names;
  }

  /** Null = the journal has no such pod. */
  explanation(): PodExplanation | null {
    const story = this.#stories.find(this.#pod);
    if (story === undefined) return null;
    return {
      pod: this.#names.pod(this.#pod),
      pool: this.#names.pool(story.pool),
      askedBy: this.#askedBy,
      steps: story.steps,
      work: this.#work.map(({ attempt: _, ...work }) => work),
      deletion: this.#deletion,
    };
  }

  command(command: Command): void {
    if (command.kind === 'pod.create' && command.pod === this.#pod) {
      const decision = this.#decisions.latest(command.pool);
      if (decision?.until === command.at) this.#askedBy ??= decision;
    } else if (command.kind === 'pod.delete' && command.pod === this.#pod && this.#deletion === null) {
      const story = this.#stories.find(this.#pod);
      const decision =
        story === undefined || command.cause !== 'scale-down' ? null : this.#decisions.latest(story.pool);
      this.#deletion = { at: command.at, cause: command.cause, decision };
    }
  }

  phaseBegan({ pod, task, at, phase, attempt, slot }: PhaseBegan): void {
    if (pod !== this.#pod) return;
    this.#work.push({ task: this.#names.task(task), phase, slot, attempt, beganAt: at, endedAt: null, outcome: null });
  }

  phaseEnded({ pod, at, attempt, outcome }: PhaseEnded): void {
    const index = pod === this.#pod ? this.#work.findLastIndex((each) => each.attempt === attempt) : -1;
    const work = this.#work[index];
    if (work !== undefined) this.#work[index] = { ...work, endedAt: at, outcome };
  }
}
