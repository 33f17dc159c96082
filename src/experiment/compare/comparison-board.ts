import type { PlannedVariant } from '../plan-suite.ts';
import type { Board, Next } from '../run-board.ts';
import type { FinishedRun, RunOutcome } from '../run-outcome.ts';
import { isPreciseEnough } from './difference-precision.ts';
import type { ComparisonChoice, PlannedComparison } from './plan-comparison.ts';
import type { Interrupted } from './policy-comparison.ts';

/**
 * What of several comparisons is to be run. Policies take turns within a replication, so that a comparison that is stopped has met the same
 * luck with each of them; how many replications suffice is decided on whole rounds in order, whatever ends first.
 */
export class ComparisonBoard implements Board {
  readonly variants: readonly PlannedVariant[];
  readonly #rounds: readonly Rounds[];
  /** By place in `variants`: its comparison, and its place there. */
  readonly #places: readonly (readonly [comparison: number, contender: number])[];

  constructor(comparisons: readonly PlannedComparison[], choice: ComparisonChoice) {
    this.variants = comparisons.flatMap(({ contenders }) => contenders.map(({ planned }) => planned));
    this.#rounds = comparisons.map((comparison) => new Rounds(comparison, choice));
    this.#places = comparisons.flatMap(({ contenders }, comparison) =>
      contenders.map((_, contender) => [comparison, contender] as const),
    );
  }

  get isOver(): boolean {
    return this.#rounds.every(({ isOver }) => isOver);
  }

  get finished(): number {
    return this.#rounds.reduce((sum, rounds) => sum + rounds.finished, 0);
  }

  get expected(): number {
    return this.#rounds.reduce((sum, rounds) => sum + rounds.expected, 0);
  }

  get startable(): number {
    return this.#rounds.reduce((sum, rounds) => sum + rounds.startable, 0);
  }

  next(ahead: number): Next | null {
    for (const allowed of ahead === 0 ? [0] : [0, ahead]) {
      let first = 0;
      for (const rounds of this.#rounds) {
        const run = rounds.start(allowed);
        if (run !== null) return { variant: first + run.contender, replication: run.replication };
        first += rounds.contenders;
      }
    }
    return null;
  }

  put(variant: number, outcome: RunOutcome): void {
    const [comparison, contender] = this.#places[variant]!;
    this.#rounds[comparison]!.put(contender, outcome);
  }

  /** How far one comparison came; null = to its end. */
  interrupted(comparison: number): Interrupted | null {
    return this.#rounds[comparison]!.interrupted();
  }

  /** Of one comparison, by contender: outcomes in order of replication. */
  outcomes(comparison: number): readonly (readonly RunOutcome[])[] {
    return this.#rounds[comparison]!.outcomes();
  }
}

/** The replications of one comparison. */
class Rounds {
  readonly contenders: number;
  readonly #comparison: PlannedComparison;
  readonly #choice: ComparisonChoice;
  readonly #max: number;
  /** By contender, then by replication. */
  readonly #outcomes: RunOutcome[][];
  #started = 0;
  #finished = 0;
  /** Rounds before this one are complete. */
  #complete = 0;
  isOver = false;

  constructor(comparison: PlannedComparison, choice: ComparisonChoice) {
    this.contenders = comparison.contenders.length;
    this.#comparison = comparison;
    this.#choice = choice;
    this.#max = choice.goal?.max ?? choice.replications;
    this.#outcomes = comparison.contenders.map(() => []);
  }

  get finished(): number {
    return this.isOver ? this.#complete * this.contenders : this.#finished;
  }

  get expected(): number {
    return (this.isOver ? this.#complete : this.#certain) * this.contenders;
  }

  get startable(): number {
    return this.isOver ? 0 : this.#max * this.contenders - this.#started;
  }

  start(ahead: number): { readonly contender: number; readonly replication: number } | null {
    if (this.isOver || this.#started >= Math.min(this.#certain * this.contenders + ahead, this.#max * this.contenders))
      return null;
    const turn = this.#started++;
    return { contender: turn % this.contenders, replication: Math.floor(turn / this.contenders) };
  }

  put(contender: number, outcome: RunOutcome): void {
    if (this.isOver) return;
    this.#outcomes[contender]![outcome.replication] = outcome;
    this.#finished++;
    while (!this.isOver && this.#outcomes.every((runs) => runs[this.#complete] !== undefined)) {
      this.#complete++;
      this.isOver = this.#suffices();
    }
  }

  /** Whole rounds where a precision decides how many there are; else all that was finished. */
  outcomes(): readonly (readonly RunOutcome[])[] {
    if (this.isOver || this.#choice.goal !== null) return this.#outcomes.map((runs) => runs.slice(0, this.#complete));
    return this.#outcomes.map((runs) => runs.filter((outcome) => outcome !== undefined));
  }

  interrupted(): Interrupted | null {
    if (this.isOver) return null;
    const runs = this.outcomes().reduce((sum, outcomes) => sum + outcomes.length, 0);
    return { runs, planned: this.#choice.goal === null ? this.#max * this.contenders : null };
  }

  #suffices(): boolean {
    if (this.#complete >= this.#max) return true;
    if (this.#choice.goal === null || this.#complete < this.#choice.replications) return false;
    const runs = this.#outcomes.map((outcomes) =>
      outcomes.slice(0, this.#complete).filter((outcome): outcome is FinishedRun => outcome.kind === 'finished'),
    );
    return isPreciseEnough(runs, this.#comparison.baseline, this.#choice);
  }

  /** Rounds that are certainly needed: after each that did not suffice one more. */
  get #certain(): number {
    return Math.min(Math.max(this.#choice.replications, this.#complete + 1), this.#max);
  }
}
