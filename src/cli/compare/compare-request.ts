import { availableParallelism } from 'node:os';
import { POLICIES } from '../../engine/policies/registry.ts';
import {
  COMPARISON_DEFAULTS,
  type ComparisonChoice,
  type DifferenceGoal,
} from '../../experiment/compare/plan-comparison.ts';
import { EVERYTHING, type SuiteChoice } from '../../experiment/plan-suite.ts';
import { splitPolicies } from '../../scenario/policy-choice.ts';
import type { Pace } from '../../scenario/pool-check.ts';
import { fragmentOverrides } from '../fragment.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { lowMeasure, measureNamed } from '../measure-argument.ts';
import { overridesOf } from '../overrides.ts';
import { uncertainShard } from '../run/run-request.ts';
import { kubernetesRequest } from '../shard/kubernetes-request.ts';
import { shardRequest } from '../shard/shard-request.ts';
import type { ShareRequest } from '../shard/share-out.ts';
import { UsageError } from '../usage-error.ts';

/** What `poolproof compare` was asked to do, checked as far as the command line alone can tell. */
export interface CompareRequest extends ShareRequest {
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
  const replications = given.count('replications') ?? COMPARISON_DEFAULTS.replications;
  const [shard, kubernetes] = [shardRequest(given), kubernetesRequest(given)];
  if ((shard ?? kubernetes) !== null && given.text('precision') !== null) throw uncertainShard('--precision');
  return {
    patterns: given.files,
    suite: {
      ...EVERYTHING,
      set: [...fragmentOverrides(given.text('with')), ...overridesOf(given.list('set'))],
      seed: given.text('seed'),
      variant: given.text('variant'),
      pace: paceOf(given),
    },
    choice: {
      policies: policiesOf(given),
      baseline: given.text('baseline')?.trim() ?? COMPARISON_DEFAULTS.baseline,
      wait: lowMeasure(given, 'wait') ?? COMPARISON_DEFAULTS.wait,
      cost: lowMeasure(given, 'cost'),
      measures: [
        ...COMPARISON_DEFAULTS.measures,
        ...given.list('measure').map((name) => measureNamed(name, 'measure')),
      ],
      confidence: given.confidence(),
      interval: given.choice('interval', ['t', 'bootstrap'] as const) ?? COMPARISON_DEFAULTS.interval,
      replications,
      goal: goalOf(given, replications),
    },
    jobs: given.count('jobs') ?? availableParallelism(),
    strictLaws: given.flag('strict-laws'),
    reportFolder: given.text('report'),
    json: given.flag('json'),
    shard,
    kubernetes,
  };
}

const DEFAULT_MAX = 100;

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
  const of = given.choice('precision-of', ['differences', 'means'] as const);
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
