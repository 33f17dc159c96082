import type { PlannedVariant } from '../plan-suite.ts';
import type { Board, Next } from '../run-board.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { Candidate } from './candidate.ts';
import type { Field } from './field.ts';
import type { Search } from './search.ts';

/**
 * What of a search is to be run. The next round is chosen when all of the last one is in, so that nothing depends on which run ends
 * first. Within a round all settings take turns in each replication.
 */
export class TuneBoard implements Board {
  isOver = false;
  finished = 0;
  readonly #field: Field;
  readonly #search: Search;
  readonly #most: number;
  #round: readonly { readonly candidate: Candidate; readonly replication: number }[] = [];
  #started = 0;
  #missing = 0;

  /** `most`: runs that the search may ask for. */
  constructor(field: Field, search: Search, most: number) {
    this.#field = field;
    this.#search = search;
    this.#most = most;
    this.#advance();
  }

  get expected(): number {
    return this.isOver ? this.finished : this.#most;
  }

  get startable(): number {
    return this.isOver ? 0 : this.#most - this.finished;
  }

  planned(variant: number): PlannedVariant {
    return this.#field.candidates[variant]!.planned;
  }

  next(): Next | null {
    const run = this.#round[this.#started];
    if (run === undefined) return null;
    this.#started++;
    return { variant: run.candidate.index, replication: run.replication };
  }

  put(variant: number, outcome: RunOutcome): void {
    this.#field.candidates[variant]!.put(outcome);
    this.finished++;
    this.#missing--;
    if (this.#missing === 0) this.#advance();
  }

  #advance(): void {
    do {
      const next = this.#search.next();
      if (next.done === true) {
        this.isOver = true;
        return;
      }
      this.#round = next.value
        .flatMap(({ candidate, from, to }) =>
          Array.from({ length: to - from }, (_, index) => ({ candidate, replication: from + index })),
        )
        .sort((a, b) => a.replication - b.replication || a.candidate.index - b.candidate.index);
      this.#started = 0;
      this.#missing = this.#round.length;
    } while (this.#missing === 0);
  }
}
