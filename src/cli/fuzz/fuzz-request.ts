import { availableParallelism } from 'node:os';
import { LAW_NAMES, LAWS } from '../../engine/laws/law-catalogue.ts';
import { POLICIES } from '../../engine/policies/registry.ts';
import type { FuzzChoice, Pin } from '../../experiment/fuzz/fuzz-choice.ts';
import type { Shard } from '../../experiment/shard.ts';
import { commandLine } from '../../report/command-words.ts';
import { parseDuration } from '../../scenario/duration.ts';
import { FAULT_KINDS } from '../../scenario/fault-catalogue.ts';
import type { Override } from '../../scenario/load.ts';
import { nearest } from '../../scenario/nearest.ts';
import { policyWord } from '../../scenario/policy-word.ts';
import { argumentSource } from '../../scenario/source.ts';
import { toPlain } from '../../scenario/tree.ts';
import { parseYaml } from '../../scenario/yaml-tree.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { overridesOf } from '../overrides.ts';
import { type KubernetesRequest, kubernetesRequest } from '../shard/kubernetes-request.ts';
import { shardOf } from '../shard/shard-request.ts';
import { UsageError } from '../usage-error.ts';

/** What `poolproof fuzz` was asked to do, checked as far as the command line alone can tell. */
export interface FuzzRequest {
  readonly choice: FuzzChoice;
  /** The pins as they were written, for the check of their fields. */
  readonly set: readonly Override[];
  readonly runs: number;
  /** ms; null = no limit. */
  readonly timeMs: number | null;
  readonly findsMax: number;
  readonly jobs: number;
  readonly corpus: string | null;
  readonly out: string | null;
  readonly json: boolean;
  /** Null = all documents. */
  readonly shard: Shard | null;
  /** File that a shard leaves for `merge`, in place of telling what it found; null = it tells. */
  readonly results: string | null;
  /** Null = no cluster does the shards. */
  readonly kubernetes: KubernetesRequest | null;
}

export function fuzzRequest(given: GivenArguments): FuzzRequest {
  const timeMs = timeOf(given);
  const choices = choicesOf(given);
  const written = namesOf(given, 'laws', LAW_NAMES, 'law');
  const set = overridesOf(given.list('set'));
  const pins = set.map(pinOf);
  const pinned = pins.find(({ path }) => path === 'pool.autoscaler.policy');
  const policies = policiesOf(given, pinned);
  const usual = choices === 'any' ? LAW_NAMES.filter((law) => LAWS[law].kind === 'safety') : LAW_NAMES;
  return {
    set,
    choice: {
      seed: given.text('seed') ?? '1',
      choices,
      pins,
      policies,
      faults:
        given.list('faults').join() === 'none' ? [] : (namesOf(given, 'faults', FAULT_KINDS, 'fault') ?? FAULT_KINDS),
      laws: written ?? usual,
      allLaws: given.flag('all-laws'),
    },
    runs: given.count('runs') ?? (timeMs === null ? DEFAULT_RUNS : Number.MAX_SAFE_INTEGER),
    timeMs,
    findsMax: given.count('finds') ?? 10,
    jobs: given.count('jobs') ?? availableParallelism(),
    corpus: given.text('corpus'),
    out: given.text('out'),
    json: given.flag('json'),
    shard: shardOf(given),
    results: given.text('results'),
    kubernetes: kubernetesRequest(given),
  };
}

const DEFAULT_RUNS = 1000;

function pinOf({ path, value, from }: Override): Pin {
  const { root, problems } = parseYaml(value, argumentSource(from));
  if (root === null)
    throw new UsageError(problems[0]?.message ?? `${from} is no YAML`, problems[0]?.remedy ?? 'see the manual of YAML');
  return { path, value: toPlain(root) };
}

/** The command line that draws the same documents; of a shard it is part of the line. */
export function fuzzCommand(given: GivenArguments, shard: Shard | null): string {
  const words = ['poolproof', 'fuzz', '--seed', given.text('seed') ?? '1'];
  for (const name of ['runs', 'choices', 'corpus'] as const) {
    const value = given.text(name);
    if (value !== null) words.push(`--${name}`, value);
  }
  for (const name of ['set', 'policy', 'faults', 'laws'] as const)
    for (const value of given.list(name)) words.push(`--${name}`, value);
  if (given.flag('all-laws')) words.push('--all-laws');
  if (shard !== null) words.push('--shard', `${shard.index}/${shard.count}`);
  return commandLine(words);
}

function timeOf(given: GivenArguments): number | null {
  const text = given.text('time');
  if (text === null) return null;
  const ms = parseDuration(text, '--time');
  if (typeof ms === 'number') return ms;
  throw new UsageError(ms.message, ms.remedy);
}

function choicesOf(given: GivenArguments): FuzzChoice['choices'] {
  const text = given.text('choices') ?? 'recommended';
  if (text === 'recommended' || text === 'any') return text;
  throw new UsageError(`--choices cannot be ${text}`, 'one of: recommended, any');
}

/** Ours by name and modules of the user's by path; a program would have to be asked at every decision of thousands of runs. */
function policiesOf(given: GivenArguments, pinned: Pin | undefined): readonly string[] {
  const written = pinned === undefined ? listOf(given, 'policy') : [String(pinned.value)];
  if (written.length === 0) return Object.keys(POLICIES);
  return written.map((policy) => {
    const { kind } = policyWord(policy);
    if (kind === 'program')
      throw new UsageError(
        `fuzz asks no program: ${policy}`,
        'write the policy as a module, or try the program with `poolproof run --policy`',
      );
    return kind === 'module' || pinned !== undefined
      ? policy
      : nameAmong(Object.keys(POLICIES), policy, 'policy', 'policy');
  });
}

/** Null = nothing was said of them. */
function namesOf<T extends string>(
  given: GivenArguments,
  option: string,
  known: readonly T[],
  what: string,
): readonly T[] | null {
  const names = listOf(given, option);
  return names.length === 0 ? null : names.map((name) => nameAmong(known, name, option, what));
}

const listOf = (given: GivenArguments, option: string): readonly string[] =>
  given
    .list(option)
    .flatMap((list) => list.split(','))
    .map((name) => name.trim());

function nameAmong<T extends string>(known: readonly T[], name: string, option: string, what: string): T {
  const found = known.find((each) => each === name);
  if (found !== undefined) return found;
  const close = nearest(name, known);
  throw new UsageError(
    `--${option}: there is no ${what} ${name}`,
    close === null ? `known: ${known.join(', ')}` : `did you mean ${close}?`,
  );
}
