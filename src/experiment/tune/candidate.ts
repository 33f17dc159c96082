import { mean } from '../../measure/statistics.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import type { PlannedVariant } from '../plan-suite.ts';
import type { FinishedRun, RunOutcome } from '../run-outcome.ts';
import type { Setting } from './search-space.ts';

/** What became of a setting. All but `racing` ends its runs. */
export type Fate =
  | { readonly kind: 'racing' }
  /** Another has less of both wait and cost, beyond what luck explains. */
  | { readonly kind: 'stopped'; readonly by: Candidate }
  /** Runs do not differ from those of another in any measure. */
  | { readonly kind: 'same'; readonly as: Candidate }
  /** There was no budget left for it. */
  | { readonly kind: 'cut' }
  /** A run could not go on. */
  | { readonly kind: 'broken' };

/** A setting that is tried, with the runs that it has so far. */
export class Candidate {
  /** In order of entry. */
  readonly index: number;
  readonly label: string;
  /** Null = the scenario's own policy, outside of what is searched: it is measured and neither beats nor is beaten. */
  readonly setting: Setting | null;
  readonly planned: PlannedVariant;
  fate: Fate = { kind: 'racing' };
  /** By replication; with holes while they are under way. */
  readonly #outcomes: RunOutcome[] = [];
  /** Replications before this one are all there. */
  #complete = 0;

  constructor(index: number, label: string, setting: Setting | null, planned: PlannedVariant) {
    this.index = index;
    this.label = label;
    this.setting = setting;
    this.planned = planned;
  }

  put(outcome: RunOutcome): void {
    this.#outcomes[outcome.replication] = outcome;
    while (this.#outcomes[this.#complete] !== undefined) this.#complete++;
    if (outcome.kind !== 'finished') this.fate = { kind: 'broken' };
  }

  /** In order, up to the first that is missing. */
  get outcomes(): readonly RunOutcome[] {
    return this.#outcomes.slice(0, this.#complete);
  }

  /** Those of the first `count` replications that finished. */
  runs(count = Number.POSITIVE_INFINITY): readonly FinishedRun[] {
    return this.outcomes.slice(0, count).filter((outcome) => outcome.kind === 'finished');
  }

  /** Over the first `count` replications; null without a value. */
  mean(name: MetricName, count?: number): number | null {
    return mean(this.runs(count).flatMap(({ metrics }) => metrics.overall[name] ?? []));
  }
}
