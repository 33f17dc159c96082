import { isEnough } from './precision.ts';
import type { ReplicationPlan } from './replication-plan.ts';
import type { RunOutcome } from './run-outcome.ts';

/**
 * The replications of one variant while they are run, perhaps several at once. How many are needed is decided on replications 0 … k − 1
 * in this order, whichever ends first; what was run beyond is thrown away. So the outcomes are the same for any number of workers.
 */
export class ReplicationSeries {
  readonly #plan: ReplicationPlan;
  readonly #outcomes: RunOutcome[] = [];
  #started = 0;
  /** All before this one have ended. */
  #ended = 0;
  #finished = 0;
  #isComplete = false;

  constructor(plan: ReplicationPlan) {
    this.#plan = plan;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Outcomes that count so far. */
  get finished(): number {
    return this.#isComplete ? this.#ended : this.#finished;
  }

  /** How many there will be, as far as it is certain. */
  get expected(): number {
    return this.#isComplete ? this.#ended : this.#certain;
  }

  /** How many more could be started. */
  get startable(): number {
    return this.#isComplete ? 0 : this.#plan.max - this.#started;
  }

  /** The replication to be started now, null for none. `ahead` = how many may be under way of which it is not certain that they are needed. */
  start(ahead: number): number | null {
    if (this.#isComplete || this.#started >= Math.min(this.#certain + ahead, this.#plan.max)) return null;
    return this.#started++;
  }

  put(outcome: RunOutcome): void {
    if (this.#isComplete) return;
    this.#outcomes[outcome.replication] = outcome;
    this.#finished++;
    while (!this.#isComplete && this.#outcomes[this.#ended] !== undefined) {
      this.#ended++;
      this.#isComplete = this.#suffices();
    }
  }

  /** In order. Of a suite that was stopped: what was finished, where a precision decides without what comes after a hole. */
  outcomes(): readonly RunOutcome[] {
    if (this.#isComplete || this.#plan.goal !== null) return this.#outcomes.slice(0, this.#ended);
    return this.#outcomes.filter((outcome) => outcome !== undefined);
  }

  #suffices(): boolean {
    const { min, max, goal } = this.#plan;
    if (this.#ended >= max) return true;
    return goal !== null && this.#ended >= min && isEnough(goal, this.#outcomes.slice(0, this.#ended));
  }

  /** After each replication that did not suffice one more is needed. */
  get #certain(): number {
    return Math.min(Math.max(this.#plan.min, this.#ended + 1), this.#plan.max);
  }
}
