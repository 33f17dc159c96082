import type { PlannedVariant } from './plan-suite.ts';
import { ReplicationSeries } from './replication-series.ts';
import type { Board, Next } from './run-board.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type VariantResult, variantResult } from './variant-result.ts';

/** What of a suite is to be run and what came of it: outcomes come in any order, results are in the order of the plan. */
export class SuiteBoard implements Board {
  readonly variants: readonly PlannedVariant[];
  readonly #series: readonly ReplicationSeries[];
  /** Over with the first variant (in order) that did not pass. */
  readonly #bails: boolean;
  /** All variants before this one are complete … */
  #complete = 0;
  /** … and all before this one have passed, too. */
  #passed = 0;

  constructor(variants: readonly PlannedVariant[], bails: boolean) {
    this.#bails = bails;
    this.variants = variants;
    this.#series = variants.map(({ replications }) => new ReplicationSeries(replications));
  }

  get isComplete(): boolean {
    return this.#complete >= this.#series.length;
  }

  get isOver(): boolean {
    return this.isComplete || (this.#bails && this.#firstFailure() !== null);
  }

  get finished(): number {
    return this.#series.reduce((sum, series) => sum + series.finished, 0);
  }

  /** Runs in all, as far as it is certain: grows while precisions are not reached. */
  get expected(): number {
    return this.#series.reduce((sum, series) => sum + series.expected, 0);
  }

  /** Most runs that could still be started. */
  get startable(): number {
    return this.#series.reduce((sum, series) => sum + series.startable, 0);
  }

  /**
   * The run to be started now, null while none is. First those that are certainly needed; then, for workers that would be idle, up to
   * `ahead` of a variant of which the replications under way may turn out to suffice.
   */
  next(ahead: number): Next | null {
    for (const allowed of ahead === 0 ? [0] : [0, ahead]) {
      for (let variant = this.#complete; variant < this.#series.length; variant++) {
        const replication = this.#series[variant]!.start(allowed);
        if (replication !== null) return { variant, replication };
      }
    }
    return null;
  }

  put(variant: number, outcome: RunOutcome): void {
    this.#series[variant]!.put(outcome);
    while (this.#series[this.#complete]?.isComplete) this.#complete++;
  }

  /** The first variant in order that is complete, as all before it, and did not pass; null = none yet. */
  #firstFailure(): number | null {
    for (; this.#passed < this.#complete; this.#passed++) {
      if (this.#resultOf(this.#passed).verdict.kind !== 'passed') return this.#passed;
    }
    return null;
  }

  /** Up to and with the one that it gave up at; a variant of which nothing was finished is left out. */
  results(): readonly VariantResult[] {
    const last = (this.#bails ? this.#firstFailure() : null) ?? this.variants.length - 1;
    return this.variants
      .slice(0, last + 1)
      .map((_, variant) => this.#resultOf(variant))
      .filter(({ outcomes }) => outcomes.length > 0);
  }

  #resultOf(variant: number): VariantResult {
    return variantResult(this.variants[variant]!, this.#series[variant]!.outcomes());
  }
}
