import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { type ParameterValue, parameterRangeText } from '../../scenario/parameter-range.ts';
import { evaluateComparison } from '../compare/evaluate-comparison.ts';
import type { PolicyComparison } from '../compare/policy-comparison.ts';
import type { Candidate } from './candidate.ts';
import type { Field } from './field.ts';
import type { PlannedTuning, TuningChoice, TuningMethod } from './plan-tuning.ts';

/** What came of a search: what tables, pages and `--json` are made of. Plain data. */
export interface TuningResult {
  readonly file: string;
  readonly scenario: string;
  readonly variant: string;
  readonly seed: string;
  /** Its name. */
  readonly policy: string;
  /** What was searched, as `--param` takes it. */
  readonly parameters: readonly { readonly name: string; readonly range: string }[];
  readonly method: TuningMethod;
  /** Runs that were allowed; null = as many as the grid needs. */
  readonly budget: number | null;
  /** Runs that were made. */
  readonly runs: number;
  /** Of each setting that was not stopped. */
  readonly replications: number;
  readonly confidence: number;
  readonly wait: MetricName;
  readonly cost: MetricName;
  readonly ended: TuningEnd;
  /** In the order in which they were tried; the scenario's own first. */
  readonly settings: readonly TriedSetting[];
  /** Labels; least wait first. */
  readonly front: readonly string[];
  /** The scenario's own setting, to which differences are, and the front. */
  readonly comparison: PolicyComparison;
}

/** `done`: the grid is run, the budget is spent, or nothing new was left to try. */
export type TuningEnd = 'done' | 'time' | 'interrupted';

export interface TriedSetting {
  /** As `--policy` takes it; of the scenario's own the policy alone. */
  readonly label: string;
  /** Searched parameters, durations in ms; null for the scenario's own policy where it is another. */
  readonly parameters: Readonly<Record<string, ParameterValue>> | null;
  readonly runs: number;
  /** Means over its runs. */
  readonly wait: number | null;
  readonly cost: number | null;
  readonly fate: SettingFate;
  /** The label of the setting that beats it, or that it is the same as. */
  readonly by: string | null;
}

/**
 * `front` and `beaten` have all replications. `stopped` early: beaten beyond what luck explains. `same` in every measure as an earlier one.
 * `cut`: no budget was left. `broken`: a run could not go on. `reference`: the scenario's own, outside of what is searched. `unfinished`: the
 * search was ended.
 */
export type SettingFate = 'front' | 'beaten' | 'stopped' | 'same' | 'cut' | 'broken' | 'reference' | 'unfinished';

/** Null while not a single setting has a run. */
export function tuningResult(
  planned: PlannedTuning,
  field: Field,
  choice: TuningChoice,
  ended: TuningEnd,
): TuningResult | null {
  const finalists = finalistsOf(field);
  const front = field.front(finalists);
  if (front.length === 0 && field.own.outcomes.length === 0) return null;
  const { base, space } = planned;
  const compared = [...new Set([field.own, ...front])];
  const runs = field.candidates.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
  const comparison = evaluateComparison(
    {
      base,
      contenders: compared.map(({ index, label, planned: variant }) => ({
        label,
        isOwn: index === 0,
        planned: variant,
      })),
      baseline: 0,
    },
    compared.map((candidate) => candidate.outcomes),
    {
      ...choice,
      policies: [],
      baseline: field.own.label,
      cost: field.cost,
      interval: 't',
      goal: null,
    },
    ended === 'interrupted' ? { runs, planned: choice.budget } : null,
  );
  return {
    file: base.file,
    scenario: base.scenario,
    variant: base.variant,
    seed: base.seed,
    policy: planned.policy.name,
    parameters: space.ranges.map((range) => ({ name: range.parameter.name, range: parameterRangeText(range) })),
    method: choice.method,
    budget: choice.budget,
    runs,
    replications: choice.replications,
    confidence: choice.confidence,
    wait: field.wait,
    cost: field.cost,
    ended,
    settings: field.candidates.map((candidate) => triedSetting(candidate, field, { finalists, front })),
    front: front.map(({ label }) => label),
    comparison,
  };
}

/** Those of the race that are known best; the scenario's own is among them only if its setting is one of the space. */
function finalistsOf({ racing }: Field): readonly Candidate[] {
  const depth = Math.max(0, ...racing.filter(({ index }) => index > 0).map(({ outcomes }) => outcomes.length));
  return racing.filter(({ outcomes }) => outcomes.length >= Math.max(1, depth));
}

function triedSetting(
  candidate: Candidate,
  field: Field,
  { finalists, front }: { readonly finalists: readonly Candidate[]; readonly front: readonly Candidate[] },
): TriedSetting {
  const { label, setting, fate, outcomes } = candidate;
  const names = field.plan.space.ranges.map(({ parameter }) => parameter.name);
  const racing = front.includes(candidate) ? 'front' : finalists.includes(candidate) ? 'beaten' : 'unfinished';
  return {
    label,
    parameters: setting === null ? null : Object.fromEntries(names.map((name, index) => [name, setting[index]!])),
    runs: outcomes.length,
    wait: candidate.mean(field.wait),
    cost: candidate.mean(field.cost),
    fate: setting === null ? 'reference' : fate.kind === 'racing' ? racing : fate.kind,
    by: fate.kind === 'stopped' ? fate.by.label : fate.kind === 'same' ? fate.as.label : null,
  };
}
