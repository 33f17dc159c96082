import { isAbsolute } from 'node:path';
import type { AnyPolicy } from '../../engine/policy.ts';
import * as messages from '../../scenario/messages.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { type ParameterRange, parameterValueText, parseParameterRange } from '../../scenario/parameter-range.ts';
import { choosePolicy, wordOf } from '../../scenario/policy-choice.ts';
import type { PolicyParameters } from '../../scenario/policy-parameters.ts';
import { policyWord } from '../../scenario/policy-word.ts';
import type { Problem } from '../../scenario/problem.ts';
import { argumentSource, problemAt } from '../../scenario/source.ts';
import { distinct, type PlannedVariant, planSuite, type SourceFile, type SuiteChoice } from '../plan-suite.ts';
import { compileJob } from '../run-job.ts';
import { policiesIn } from '../user-policies.ts';
import { describedProgram } from './described-program.ts';
import type { FieldPlan } from './field.ts';
import { pathFrom, programWord } from './program-word.ts';
import { SearchSpace, type Setting } from './search-space.ts';

/** What is searched for, and how. */
export interface TuningChoice {
  /** As `--policy` takes it: parameters given here are fixed. Null = the scenario's own. */
  readonly policy: string | null;
  /** As `--param` takes them. */
  readonly parameters: readonly string[];
  readonly wait: MetricName;
  /** Null = `cost` where the scenario knows a price, else `pods.hours`. */
  readonly cost: MetricName | null;
  /** Measured beside wait and cost. */
  readonly measures: readonly MetricName[];
  readonly confidence: number;
  readonly method: TuningMethod;
  readonly replications: number;
  /** Runs in all; null = as many as the grid needs. */
  readonly budget: number | null;
}

/** What is left out, on the command line and by programs alike. */
export const TUNING_DEFAULTS: Omit<TuningChoice, 'parameters'> = {
  policy: null,
  wait: 'wait.p95',
  cost: null,
  measures: ['wait.mean', 'utilization.mean'],
  confidence: 0.95,
  method: 'race',
  replications: 10,
  budget: null,
};

export type TuningMethod = 'race' | 'grid';

export interface PlannedTuning extends FieldPlan {
  readonly policy: AnyPolicy;
  /** How `--policy` calls it, without parameters. */
  readonly word: string;
}

export interface TuningPlan {
  /** One for each chosen variant. */
  readonly tunings: readonly PlannedTuning[];
  readonly problems: readonly Problem[];
  readonly elsewhere: readonly string[];
  readonly names: readonly string[];
  /** Variants that have no policy in common for all of their pools, or none of its parameters: `--policy` must say it. */
  readonly undecided: readonly PlannedVariant[];
}

/** Checks the file, the policy and the ranges. Inside `withPolicies` the policy may be the user's. */
export function planTuning(
  files: readonly SourceFile[],
  suite: SuiteChoice,
  choice: Pick<TuningChoice, 'policy' | 'parameters' | 'wait' | 'cost' | 'confidence'>,
): TuningPlan {
  const { variants, problems, elsewhere, names } = planSuite(files, { ...suite, policy: null, laws: 'count' });
  const chosen = choice.policy === null ? null : choosePolicy(choice.policy, '--policy', policiesIn(''));
  const found = [...problems, ...(chosen !== null && 'problems' in chosen ? chosen.problems : [])];
  const tunings: PlannedTuning[] = [];
  const undecided: PlannedVariant[] = [];
  for (const base of problems.length > 0 ? [] : variants) {
    const own = ownPolicy(base);
    const named = chosen === null ? own : 'problems' in chosen ? null : { ...chosen.named, written: choice.policy! };
    if (named === null) {
      if (chosen === null) undecided.push(base);
      continue;
    }
    const given = chosen === null || 'problems' in chosen ? null : chosen.parameters;
    const isOwn = own !== null && isSame(own.policy, named.policy);
    // What nobody says stays as the author wrote it, where it is the author's policy.
    const rest = given ?? (isOwn ? own.parameters : null);
    const policy = isProgram(named.policy) ? describedProgram(named.policy, choice.parameters, rest) : named.policy;
    const ranges = rangesOf(choice.parameters, policy, chosen === null ? '' : choice.policy!);
    if ('problems' in ranges) {
      found.push(...ranges.problems);
      continue;
    }
    tunings.push(tuningOf(base, { own, isOwn, named: { ...named, policy }, rest, ranges, choice }));
  }
  return { tunings: found.length > 0 ? [] : tunings, problems: distinct(found), elsewhere, names, undecided };
}

/** A program is another object at each look at its name. */
const isSame = (one: AnyPolicy, other: AnyPolicy): boolean =>
  one === other || (isProgram(one) && one.name === other.name);

const isProgram = ({ name }: AnyPolicy): boolean => policyWord(name).kind === 'program';

interface OwnPolicy {
  readonly policy: AnyPolicy;
  /** How `--policy` calls it. */
  readonly written: string;
  readonly parameters: PolicyParameters;
}

function tuningOf(
  base: PlannedVariant,
  decided: {
    readonly own: OwnPolicy | null;
    readonly isOwn: boolean;
    readonly named: { readonly policy: AnyPolicy; readonly written: string };
    readonly rest: PolicyParameters | null;
    readonly ranges: readonly ParameterRange[];
    readonly choice: Pick<TuningChoice, 'wait' | 'cost' | 'confidence'>;
  },
): PlannedTuning {
  const { own, isOwn, named, rest, choice } = decided;
  const { policy } = named;
  const space = new SearchSpace(decided.ranges);
  const searched = new Set(space.ranges.map(({ parameter }) => parameter.name));
  const fixed = policy.parameters
    .filter(({ name, default: byDefault }) => !searched.has(name) && (rest?.[name] ?? byDefault) !== byDefault)
    .map((parameter) => `${parameter.name}=${parameterValueText(parameter, rest![parameter.name]!)}`);
  const settingOf = (parameters: PolicyParameters): Setting | null => {
    const setting = space.ranges.map(({ parameter }) => parameters[parameter.name]!);
    return space.pointOf(setting) === null ? null : setting;
  };
  const defaults = Object.fromEntries(policy.parameters.map(({ name, default: value }) => [name, value]));
  const isOwnRest =
    isOwn &&
    policy.parameters.every(({ name }) => searched.has(name) || (rest ?? defaults)[name] === own?.parameters[name]);
  const word = wordOf(named.written);
  return {
    policy,
    word,
    space,
    base,
    ownLabel: own?.written ?? 'own',
    ownSetting: isOwnRest && own !== null ? settingOf(own.parameters) : null,
    starts: [settingOf(defaults)].filter((setting) => setting !== null),
    policyText: (setting) => `${word}:${[space.textOf(setting), ...fixed].join(',')}`,
    wait: choice.wait,
    cost: choice.cost,
    confidence: choice.confidence,
  };
}

function rangesOf(
  written: readonly string[],
  policy: AnyPolicy,
  policyText: string,
): readonly ParameterRange[] | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const ranges: ParameterRange[] = [];
  const settings = policyText.slice(wordOf(policyText).length);
  for (const text of written) {
    const range = parseParameterRange(text, '--param', policy);
    if ('problems' in range) {
      problems.push(...range.problems);
      continue;
    }
    const { name } = range.parameter;
    const at = { source: argumentSource(`--param ${text}`), line: 1, column: '--param '.length + 1 };
    if (ranges.some(({ parameter }) => parameter.name === name))
      problems.push(problemAt(at, messages.parameterTwice(name)));
    else if (new RegExp(`[:,]\\s*${name}\\s*=`).test(settings))
      problems.push(problemAt(at, messages.parameterFixed(name)));
    else ranges.push(range);
  }
  return problems.length > 0 ? { problems } : ranges;
}

/** What all pools of the scenario scale by, parameters and all; null where they differ. */
function ownPolicy(planned: PlannedVariant): OwnPolicy | null {
  const bindings = compileJob({ planned, replication: 0 }).pools.map(({ config }) => config.autoscaler.policy);
  const [first] = bindings;
  if (first === undefined) return null;
  const told = bindings.map(({ policy, parameters, module }) => JSON.stringify([policy.name, parameters, module]));
  if (new Set(told).size > 1) return null;
  const { policy, parameters, module, program } = first;
  // Settings are named from the working directory, a program of the scenario's from its folder.
  if (program !== undefined) return { policy, parameters, written: programWord(program.command, program.folder, '') };
  // Not by a path of this machine: shards are known by the names of their settings.
  const path = module !== undefined && isAbsolute(module.path) ? pathFrom('', module.path) : module?.path;
  return { policy, parameters, written: path ?? policy.name };
}
