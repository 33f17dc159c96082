import { availableParallelism } from 'node:os';
import { POLICIES } from '../../engine/policies/registry.ts';
import { type ComparisonChoice, type DifferenceGoal, OWN } from '../../experiment/compare/plan-comparison.ts';
import { EVERYTHING, type SuiteChoice } from '../../experiment/plan-suite.ts';
import { METRIC_NAMES, METRICS, type MetricName } from '../../scenario/metric-catalogue.ts';
import { nearest } from '../../scenario/nearest.ts';
import { splitPolicies } from '../../scenario/policy-choice.ts';
import type { Pace } from '../../scenario/pool-check.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { overridesOf } from '../overrides.ts';
import { UsageError } from '../usage-error.ts';

/** What `poolproof compare` was asked to do, checked as far as the command line alone can tell. */
export interface CompareRequest {
  readonly patterns: readonly string[];
  readonly suite: SuiteChoice;
  readonly choice: ComparisonChoice;
  readonly jobs: number;
  readonly strictLaws: boolean;
  readonly reportFolder: string | null;
  readonly json: boolean;
}

export function compareRequest(given: GivenArguments): CompareRequest {
  if (given.files.length === 0)
    throw new UsageError('compare needs a scenario', 'for example poolproof compare monday.yaml --policies all');
  const replications = given.count('replications');
  return {
    patterns: given.files,
    suite: {
      ...EVERYTHING,
      set: overridesOf(given.list('set')),
      seed: given.text('seed'),
      variant: given.text('variant'),
      pace: paceOf(given),
    },
    choice: {
      policies: policiesOf(given),
      baseline: given.text('baseline')?.trim() ?? OWN,
      wait: lowIsBetter(given, 'wait') ?? 'wait.p95',
      cost: lowIsBetter(given, 'cost'),
      measures: [...DEFAULT_MEASURES, ...given.list('measure').map((name) => metricOf(name, 'measure'))],
      confidence: confidenceOf(given),
      interval: oneOf(given, 'interval', ['t', 'bootstrap'] as const) ?? 't',
      replications: replications ?? DEFAULT_REPLICATIONS,
      goal: goalOf(given, replications ?? DEFAULT_REPLICATIONS),
    },
    jobs: given.count('jobs') ?? availableParallelism(),
    strictLaws: given.flag('strict-laws'),
    reportFolder: given.text('report'),
    json: given.flag('json'),
  };
}

const DEFAULT_REPLICATIONS = 10;
const DEFAULT_MAX = 100;
const DEFAULT_MEASURES: readonly MetricName[] = ['wait.mean', 'utilization.mean'];

function policiesOf(given: GivenArguments): readonly string[] {
  const written = given.list('policies').flatMap(splitPolicies);
  if (written.length === 0 || written.includes(''))
    throw new UsageError(
      written.length === 0 ? 'compare needs --policies' : '--policies has an empty name in it',
      `for example --policies all, or --policies ${Object.keys(POLICIES).slice(-2).join(',')}`,
    );
  return written.flatMap((name) => (name === 'all' ? Object.keys(POLICIES) : [name]));
}

function paceOf(given: GivenArguments): Pace {
  const [native, aligned] = [given.flag('native'), given.flag('aligned')];
  if (native && aligned) throw new UsageError('--native and --aligned both set the periods', 'give one of them');
  return native ? 'native' : aligned ? 'aligned' : 'written';
}

function goalOf(given: GivenArguments, min: number): DifferenceGoal | null {
  const precision = given.share('precision');
  const of = oneOf(given, 'precision-of', ['differences', 'means'] as const);
  const max = given.count('max-replications');
  if (precision === null) {
    const lonely = of !== null ? '--precision-of' : max !== null ? '--max-replications' : null;
    if (lonely !== null) throw new UsageError(`${lonely} needs --precision`, 'for example --precision 5%');
    return null;
  }
  if (min < 2) throw new UsageError('--precision needs at least 2 replications', 'one run tells nothing of the spread');
  if (max !== null && max < min)
    throw new UsageError(
      `--max-replications ${max} is less than the ${min} that are always run`,
      'raise it, or lower --replications',
    );
  return { precision, of: of ?? 'differences', max: max ?? Math.max(DEFAULT_MAX, min) };
}

function confidenceOf(given: GivenArguments): number {
  const confidence = given.share('confidence') ?? 0.95;
  if (confidence >= 0.5 && confidence <= 0.999) return confidence;
  throw new UsageError('--confidence must be from 50 % to 99.9 %', 'for example --confidence 99%');
}

/** Ranks and fronts want measures of which less is better. */
function lowIsBetter(given: GivenArguments, option: string): MetricName | null {
  const text = given.text(option);
  if (text === null) return null;
  const name = metricOf(text, option);
  if (METRICS[name].better === 'low') return name;
  throw new UsageError(
    `--${option} must be a measure of which less is better, and ${name} is not`,
    'for example wait.p95 or pods.hours',
  );
}

function metricOf(text: string, option: string): MetricName {
  const name = METRIC_NAMES.find((each) => each === text.trim());
  if (name !== undefined) return name;
  const close = nearest(text, METRIC_NAMES);
  throw new UsageError(
    `--${option}: there is no measure ${text}`,
    close === null ? '`poolproof metrics` lists them' : `did you mean ${close}?`,
  );
}

function oneOf<T extends string>(given: GivenArguments, option: string, known: readonly T[]): T | null {
  const text = given.text(option);
  if (text === null) return null;
  const found = known.find((each) => each === text.trim());
  if (found === undefined) throw new UsageError(`--${option} cannot be ${text}`, `one of: ${known.join(', ')}`);
  return found;
}
