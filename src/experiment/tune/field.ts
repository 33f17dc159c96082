import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { costMeasure } from '../compare/cost-measure.ts';
import { paretoFront } from '../compare/pareto-front.ts';
import type { PlannedVariant } from '../plan-suite.ts';
import { bestFirst } from './best-first.ts';
import { Candidate } from './candidate.ts';
import { standing } from './dominance.ts';
import type { SearchSpace, Setting } from './search-space.ts';

/** What a field needs to know of the search. */
export interface FieldPlan {
  readonly space: SearchSpace;
  /** The scenario as its author wrote it. */
  readonly base: PlannedVariant;
  /** What tables call it. */
  readonly ownLabel: string;
  /** The author's own setting, where it is one of the space; null where the policy is another. */
  readonly ownSetting: Setting | null;
  /** Settings to begin with: the policy's defaults, where they are in the space. */
  readonly starts: readonly Setting[];
  /** How `--policy` names a setting of the space. */
  policyText(setting: Setting): string;
  readonly wait: MetricName;
  /** Null = `cost` where the scenario knows a price, else `pods.hours`. */
  readonly cost: MetricName | null;
  /** That a setting of the true front is not stopped, 0–1. */
  readonly confidence: number;
}

/** All settings that were tried, and who is still in the race. The first one is the scenario's own. */
export class Field {
  readonly plan: FieldPlan;
  readonly candidates: Candidate[] = [];
  readonly #byText = new Map<string, Candidate>();
  #cost: MetricName | null = null;

  constructor(plan: FieldPlan) {
    this.plan = plan;
    const { base, ownLabel, ownSetting } = plan;
    const own = new Candidate(0, ownLabel, ownSetting, base);
    this.candidates.push(own);
    if (ownSetting !== null) this.#byText.set(plan.space.textOf(ownSetting), own);
  }

  /** Null = it is in the field already. */
  enter(setting: Setting): Candidate | null {
    const text = this.plan.space.textOf(setting);
    if (this.#byText.has(text)) return null;
    const policy = this.plan.policyText(setting);
    const { base } = this.plan;
    const planned = { ...base, choice: { ...base.choice, policy } };
    const candidate = new Candidate(this.candidates.length, policy, setting, planned);
    this.candidates.push(candidate);
    this.#byText.set(text, candidate);
    return candidate;
  }

  get own(): Candidate {
    return this.candidates[0]!;
  }

  get racing(): readonly Candidate[] {
    return this.candidates.filter(({ setting, fate }) => setting !== null && fate.kind === 'racing');
  }

  get wait(): MetricName {
    return this.plan.wait;
  }

  /** Settled when it is first asked for, by the runs of the first round. */
  get cost(): MetricName {
    this.#cost ??= this.plan.cost ?? costMeasure(this.candidates.map((candidate) => candidate.runs()));
    return this.#cost;
  }

  /**
   * Stops who is beaten, and who is the same as an earlier one. The level of each test is divided among all that a setting is tested
   * against and the `looks` at it (Bonferroni), so that it holds for each setting.
   */
  judge(looks: number): void {
    const measures = [this.wait, this.cost];
    const racing = this.racing;
    const alpha = (1 - this.plan.confidence) / (Math.max(1, this.candidates.length - 1) * looks);
    for (const one of racing) {
      for (const other of racing) {
        if (one === other || one.fate.kind !== 'racing') continue;
        const found = standing(one.runs(), other.runs(), measures, alpha);
        if (found === 'worse') one.fate = { kind: 'stopped', by: other };
        if (found === 'same' && other.index < one.index) one.fate = { kind: 'same', as: other };
      }
    }
  }

  /** Marks who is the same as an earlier one and stops nobody else. */
  markTwins(): void {
    const first = new Map<string, Candidate>();
    for (const candidate of this.racing) {
      const measured = JSON.stringify(candidate.runs().map(({ metrics }) => metrics));
      const twin = first.get(measured);
      if (twin === undefined) first.set(measured, candidate);
      else candidate.fate = { kind: 'same', as: twin };
    }
  }

  /** Of these, by their means over the first `count` replications; least wait first. */
  front(candidates: readonly Candidate[], count?: number): readonly Candidate[] {
    const waits = candidates.map((candidate) => candidate.mean(this.wait, count));
    const costs = candidates.map((candidate) => candidate.mean(this.cost, count));
    const isOnFront = paretoFront(waits, costs);
    return candidates
      .map((candidate, index) => ({ candidate, wait: waits[index] ?? 0, cost: costs[index] ?? 0 }))
      .filter((_, index) => isOnFront[index])
      .sort((a, b) => a.wait - b.wait || a.cost - b.cost || a.candidate.index - b.candidate.index)
      .map(({ candidate }) => candidate);
  }

  /** Keeps the most promising of these by the first `count` replications; the others are cut. */
  keep(candidates: readonly Candidate[], most: number, count: number): readonly Candidate[] {
    if (candidates.length <= most) return candidates;
    const ordered = bestFirst(
      candidates,
      (candidate) => candidate.mean(this.wait, count),
      (candidate) => candidate.mean(this.cost, count),
    );
    for (const candidate of ordered.slice(most)) candidate.fate = { kind: 'cut' };
    return ordered.slice(0, most);
  }
}
