import { availableParallelism } from 'node:os';
import { EVERYTHING, type SuiteChoice } from '../../experiment/plan-suite.ts';
import type { SettingPick } from '../../experiment/tune/pick.ts';
import { TUNING_DEFAULTS, type TuningChoice, type TuningMethod } from '../../experiment/tune/plan-tuning.ts';
import { DEFAULT_BUDGET } from '../../experiment/tune/run-tuning.ts';
import { parseComparison } from '../../scenario/comparison.ts';
import { parseDuration } from '../../scenario/duration.ts';
import { comparedMetric } from '../../scenario/expectation-section.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { lowMeasure, measureNamed } from '../measure-argument.ts';
import { overridesOf } from '../overrides.ts';
import { kubernetesRequest } from '../shard/kubernetes-request.ts';
import { shardRequest } from '../shard/shard-request.ts';
import type { ShareRequest } from '../shard/share-out.ts';
import { UsageError } from '../usage-error.ts';

/** What `poolproof tune` was asked to do, checked as far as the command line alone can tell. */
export interface TuneRequest extends ShareRequest {
  readonly file: string;
  readonly suite: SuiteChoice;
  readonly choice: TuningChoice;
  readonly pick: SettingPick;
  /** ms; null = no limit but the budget. */
  readonly timeMs: number | null;
  readonly jobs: number;
  /** Where the fragment of the picked setting is written. */
  readonly out: string | null;
  readonly reportFolder: string | null;
  readonly json: boolean;
}

export function tuneRequest(given: GivenArguments): TuneRequest {
  const [file, ...others] = given.files;
  if (file === undefined || others.length > 0)
    throw new UsageError(
      file === undefined ? 'tune needs a scenario' : `tune takes one scenario, not ${given.files.length}`,
      EXAMPLE,
    );
  const parameters = given.list('param');
  if (parameters.length === 0) throw new UsageError('tune needs at least one --param', EXAMPLE);
  const share = { shard: shardRequest(given), kubernetes: kubernetesRequest(given) };
  checkShare(given, share);
  const pick = pickOf(given);
  const measures = given.list('measure').map((name) => measureNamed(name, 'measure'));
  return {
    file,
    suite: {
      ...EVERYTHING,
      set: overridesOf(given.list('set')),
      seed: given.text('seed'),
      variant: given.text('variant'),
    },
    choice: {
      policy: given.text('policy'),
      parameters,
      wait: lowMeasure(given, 'wait') ?? TUNING_DEFAULTS.wait,
      cost: lowMeasure(given, 'cost'),
      measures: [...TUNING_DEFAULTS.measures, ...measures, ...(pick.kind === 'condition' ? [pick.measure] : [])],
      confidence: given.confidence(),
      ...effortOf(given),
    },
    pick,
    timeMs: timeOf(given),
    jobs: given.count('jobs') ?? availableParallelism(),
    out: given.text('out'),
    reportFolder: given.text('report'),
    json: given.flag('json'),
    ...share,
  };
}

const EXAMPLE = 'for example poolproof tune monday.yaml --policy slot-utilization --param scaleUpAbove=0.5..0.95';

/** What a shard does must be certain before anything has run, and the same on every machine. */
function checkShare(given: GivenArguments, { shard, kubernetes }: ShareRequest): void {
  if (shard === null && kubernetes === null) return;
  if (methodOf(given) === 'race')
    throw new UsageError(
      'a race chooses what to try next by what it saw, and a shard does not see the others',
      `try all there is with --method grid, or leave out ${shard === null ? '--on kubernetes' : '--shard'}`,
    );
  if (given.text('time') !== null)
    throw new UsageError(
      '--time ends where a machine has come to, and shards are to give the same on any',
      'leave it out; steps that are larger, or fewer --replications, make a grid smaller',
    );
}

const methodOf = (given: GivenArguments): TuningMethod =>
  given.choice('method', ['race', 'grid']) ?? TUNING_DEFAULTS.method;

function effortOf(given: GivenArguments): Pick<TuningChoice, 'method' | 'replications' | 'budget'> {
  const method = methodOf(given);
  const replications = given.count('replications') ?? TUNING_DEFAULTS.replications;
  const budget = given.count('budget');
  // Of a race: the scenario's own, and enough of others to choose from.
  const least = 4 * replications;
  if (method === 'race' && (budget ?? DEFAULT_BUDGET) < least)
    throw new UsageError(
      `${budget ?? DEFAULT_BUDGET} runs do not pay for a race of ${replications} replications, which takes ${least} at least`,
      `--budget ${least} or more, or fewer --replications`,
    );
  return { method, replications, budget };
}

function timeOf(given: GivenArguments): number | null {
  const text = given.text('time');
  if (text === null) return null;
  const ms = parseDuration(text, '--time');
  if (typeof ms !== 'number') throw new UsageError(ms.message, ms.remedy);
  if (ms < MIN_TIME_MS || ms > MAX_TIME_MS)
    throw new UsageError(`--time must be from 1s to 7d, not ${text}`, 'for example --time 10m');
  return ms;
}

const MIN_TIME_MS = 1000;
/** Timers of the system hold no more than 24 days. */
const MAX_TIME_MS = 7 * 86_400_000;

/** `knee`, or a measure with a condition: `wait.p95<30s`. */
function pickOf(given: GivenArguments): SettingPick {
  const text = given.text('pick')?.trim() ?? 'knee';
  if (text === 'knee') return { kind: 'knee' };
  const [, name, condition] = /^([A-Za-z][\w.]*)\s*([<>=!].*)$/.exec(text) ?? [];
  if (name === undefined || condition === undefined)
    throw new UsageError(`--pick cannot be ${text}`, "write knee, or a condition: --pick 'wait.p95<30s'");
  const measure = measureNamed(name, 'pick');
  const comparison = parseComparison(condition, comparedMetric(measure), `--pick ${name}`);
  if ('message' in comparison) throw new UsageError(comparison.message, comparison.remedy);
  return { kind: 'condition', text, measure, comparison };
}
