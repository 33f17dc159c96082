import { availableParallelism } from 'node:os';
import type { SuiteChoice } from '../../experiment/plan-suite.ts';
import type { ReplicationChoice } from '../../experiment/replication-plan.ts';
import { fragmentOverrides } from '../fragment.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { overridesOf } from '../overrides.ts';
import { kubernetesRequest } from '../shard/kubernetes-request.ts';
import { shardRequest } from '../shard/shard-request.ts';
import type { ShareRequest } from '../shard/share-out.ts';
import { UsageError } from '../usage-error.ts';
import { type ClusterRequest, clusterRequest, modeOf } from './cluster-request.ts';
import { type ReporterChoice, reporterChoices } from './reporter-choice.ts';

/** What `poolproof run` was asked to do, checked as far as the command line alone can tell. */
export interface RunRequest extends ShareRequest {
  readonly patterns: readonly string[];
  readonly choice: SuiteChoice;
  readonly jobs: number;
  readonly bail: boolean;
  readonly reporters: readonly ReporterChoice[];
  readonly quiet: boolean;
  readonly reportFolder: string | null;
  /** May hold `{scenario}`, `{variant}`, `{replication}`. */
  readonly journal: string | null;
  /** Likewise. */
  readonly perfetto: string | null;
  /** One file for the whole suite. */
  readonly openMetrics: string | null;
  readonly fingerprint: boolean;
  readonly checkDeterminism: boolean;
  readonly golden: GoldenRequest | null;
  /** Port of the live page, 0 = any that is free; null = there is none. */
  readonly watchPort: number | null;
  /** Null in the simulation. */
  readonly cluster: ClusterRequest | null;
}

export interface GoldenRequest {
  readonly file: string;
  readonly mode: 'compare' | 'update';
}

export function runRequest(given: GivenArguments): RunRequest {
  const request: RunRequest = {
    patterns: given.files,
    choice: {
      mode: modeOf(given),
      // What is typed last wins.
      set: [...fragmentOverrides(given.text('with')), ...overridesOf(given.list('set'))],
      seed: given.text('seed'),
      policy: given.text('policy'),
      pace: 'written',
      laws: 'stop',
      ...replicationChoice(given),
      variant: given.text('variant'),
      grep: given.text('grep'),
      label: given.text('label'),
    },
    jobs: given.count('jobs') ?? availableParallelism(),
    bail: given.flag('bail'),
    reporters: reporterChoices(given),
    quiet: given.flag('quiet'),
    reportFolder: given.text('report'),
    journal: given.text('journal'),
    perfetto: given.text('perfetto'),
    openMetrics: given.text('openmetrics'),
    fingerprint: given.flag('fingerprint'),
    checkDeterminism: given.flag('check-determinism'),
    golden: goldenOf(given),
    watchPort: watchPortOf(given),
    cluster: clusterRequest(given),
    shard: shardRequest(given),
    kubernetes: kubernetesRequest(given),
  };
  if ((request.shard ?? request.kubernetes) !== null) checkShard(request);
  if (request.kubernetes !== null) checkInPods(request);
  if (request.golden !== null) checkGolden(request);
  return request;
}

function replicationChoice(given: GivenArguments): ReplicationChoice {
  const choice = {
    replications: given.count('replications'),
    precision: given.share('precision'),
    maxReplications: given.count('max-replications'),
  };
  if (choice.replications !== null && choice.precision !== null) {
    throw new UsageError(
      '--replications and --precision both say how many runs there are',
      'give one of them; --max-replications bounds what --precision may take',
    );
  }
  if (choice.maxReplications !== null && choice.precision === null)
    throw new UsageError('--max-replications needs --precision', 'for example --precision 5% --max-replications 200');
  if (choice.maxReplications !== null && choice.maxReplications < 2)
    throw new UsageError('--max-replications must be at least 2', 'one run tells nothing of the spread');
  return choice;
}

function watchPortOf(given: GivenArguments): number | null {
  const port = given.port('watch-port');
  if (!given.flag('watch')) {
    if (port === null) return null;
    throw new UsageError('--watch-port says nothing without --watch', 'add --watch, or leave --watch-port out');
  }
  if (given.text('shard') !== null || given.text('on') !== null)
    throw new UsageError('a shard runs where nobody watches', 'leave out --watch or --shard');
  if (given.flag('check-determinism'))
    throw new UsageError(
      '--check-determinism runs everything twice, and nobody can watch that',
      'leave out one of them',
    );
  return port ?? 0;
}

function goldenOf(given: GivenArguments): GoldenRequest | null {
  const file = given.text('golden');
  if (given.flag('update')) return { file: file ?? 'scenarios/golden.json', mode: 'update' };
  return file === null ? null : { file, mode: 'compare' };
}

/** What a shard does must be certain before anything has run, and the same on every machine. */
function checkShard({ bail, cluster, choice }: RunRequest): void {
  if (bail) throw new UsageError('--bail looks at verdicts, and a shard has none', 'leave out --bail');
  if (cluster !== null)
    throw new UsageError(`a shard of runs in mode ${choice.mode} makes no sense`, 'leave out --mode or --shard');
  if (choice.precision !== null) throw uncertainShard('--precision');
}

function checkInPods({ journal, perfetto }: RunRequest): void {
  const file = journal !== null ? '--journal' : perfetto !== null ? '--perfetto' : null;
  if (file === null) return;
  throw new UsageError(
    `${file} is written where a run runs, and pods leave no files`,
    `leave it out, and run what you want to look at here`,
  );
}

export const uncertainShard = (what: string): UsageError =>
  new UsageError(
    `${what} adds runs by what the others gave, and a shard does not see the others`,
    'say how many runs there are with --replications',
  );

/** Golden fingerprints are of the files as they stand: with other luck or another policy nothing could match. */
function checkGolden({ choice }: RunRequest): void {
  const changed =
    choice.set.length > 0 ? 'set' : choice.seed !== null ? 'seed' : choice.policy !== null ? 'policy' : null;
  if (changed === null) return;
  throw new UsageError(
    `golden fingerprints are of the files as they stand, and --${changed} changes them`,
    `leave out --${changed}, or --golden and --update`,
  );
}
