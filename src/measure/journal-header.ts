import type { TaskId } from '../engine/ids.ts';
import type { PolicyBinding } from '../engine/policy.ts';
import { type PolicyProgram, programPolicy } from '../engine/policy-program.ts';
import type { PoolConfig } from '../engine/pool-config.ts';
import type { InitialTask } from '../engine/task.ts';
import { type CompiledScenario, happensInOneInstant } from '../scenario/compiled.ts';
import type { Override } from '../scenario/load.ts';
import type { Mode } from '../scenario/mode.ts';
import type { PolicyLookup } from '../scenario/policy-lookup.ts';
import type { Pace } from '../scenario/pool-check.ts';
import type { Named } from './names.ts';

/** Grows when a line's meaning changes, so that a reader can refuse what it does not understand. */
export const JOURNAL_FORMAT = 2;

/**
 * The first line of a journal: what was run, and all that an engine must be given to run it again. It bears no date but the
 * scenario's own, so that a simulated journal is the same on every day.
 */
export interface JournalHeader extends Named {
  readonly scenario: string;
  readonly variant: string;
  readonly seed: string;
  readonly replication: number;
  readonly clockStart: string | null;
  readonly pools: readonly { readonly config: PoolConfig }[];
  readonly initialTasks: readonly InitialTask[];
  /** Number of pods that exist at the beginning. */
  readonly firstPod: number;
  /** Null where nobody said what the scenario was read from. */
  readonly source: JournalSource | null;
  /** Faults whose end nobody tells, because they happen in one instant; left out where there is none, and by older journals. */
  readonly instantFaults?: readonly number[];
  /** Scenario ms per wall ms, of a run on a cluster; a simulated one has none, and older journals do not say. */
  readonly timeScale?: number;
}

/** What the scenario was compiled from, so that a journal alone is enough to judge and report its run again. */
export interface JournalSource {
  /** As it was typed: what it names is found from there. */
  readonly file: string;
  readonly text: string;
  readonly mode: Mode;
  readonly pace: Pace;
  readonly policy: string | null;
  readonly set: readonly Override[];
}

export const headerOf = (
  scenario: CompiledScenario,
  source: JournalSource | null = null,
  timeScale: number | null = null,
): JournalHeader => ({
  scenario: scenario.name,
  variant: scenario.variant,
  seed: scenario.seed,
  replication: scenario.replication,
  clockStart: scenario.clockStart,
  pools: scenario.pools.map(({ config }) => ({ config })),
  workspaces: scenario.workspaces,
  taskNames: scenario.taskNames,
  initialTasks: scenario.initial.tasks.map(({ task, pool, workspace, type, state, phase, pod, slot, attempt }) => ({
    task,
    pool,
    workspace,
    type,
    state,
    phase,
    pod,
    slot,
    attempt,
  })),
  firstPod: scenario.initial.pods.length,
  source,
  ...instantFaultsOf(scenario),
  ...(timeScale === null ? {} : { timeScale }),
});

function instantFaultsOf({ faults }: CompiledScenario): Pick<JournalHeader, 'instantFaults'> {
  const instantFaults = faults.filter(happensInOneInstant).map(({ index }) => index);
  return instantFaults.length === 0 ? {} : { instantFaults };
}

/** A policy is code: the header names it, and the file it is from if that is the user's. JSON has no infinity: it is written as the word. */
export function headerLine({ pools, taskNames, ...header }: JournalHeader): string {
  const named = pools.map(({ config }) => {
    return { ...config, autoscaler: { ...config.autoscaler, policy: writtenPolicy(config.autoscaler.policy) } };
  });
  const written = { journal: JOURNAL_FORMAT, ...header, taskNames: [...taskNames], pools: named };
  return JSON.stringify(written, (_, value) => (value === Number.POSITIVE_INFINITY ? INFINITY : value));
}

/** Where a program was run is left out: it is not the same on two machines, and a replay asks none. */
function writtenPolicy({ policy, program, ...binding }: PolicyBinding): WrittenPolicy {
  if (program === undefined) return { name: policy.name, ...binding };
  const { folder: _, ...asked } = program;
  return { name: policy.name, ...binding, program: asked };
}

/** What a journal's first line says; else why it cannot be used, in words. Policies are code: `policies` finds them. */
export function parseHeader(line: string, policies: PolicyLookup): JournalHeader | string {
  let written: WrittenHeader;
  try {
    written = JSON.parse(line, (_, value) => (value === INFINITY ? Number.POSITIVE_INFINITY : value));
  } catch {
    return 'the first line is not JSON: this is no journal';
  }
  if (typeof written !== 'object' || written === null || typeof written.journal !== 'number') {
    return 'the first line is not the header of a journal';
  }
  if (written.journal !== JOURNAL_FORMAT) {
    return `the journal is of format ${written.journal}, and this version reads format ${JOURNAL_FORMAT}`;
  }
  const { journal: _, pools, taskNames, ...header } = written;
  const configs: { config: PoolConfig }[] = [];
  for (const pool of pools) {
    const { name, program, ...binding } = pool.autoscaler.policy;
    if (program !== undefined) {
      const policy = { policy: programPolicy(name), ...binding, program: { ...program, folder: '' } };
      configs.push({ config: { ...pool, autoscaler: { ...pool.autoscaler, policy } } });
      continue;
    }
    const found = policies(binding.module?.path ?? name);
    if (found.kind === 'refused') {
      const why = found.sentences.map(({ message }) => `: ${message}`).join('');
      return binding.module === undefined
        ? `this version has no policy ${JSON.stringify(name)}, by which the journal's pool scaled`
        : `the journal's pool scaled by ${name}, which is not to be had${why}`;
    }
    const { policy } = found;
    configs.push({ config: { ...pool, autoscaler: { ...pool.autoscaler, policy: { policy, ...binding } } } });
  }
  return { ...header, pools: configs, taskNames: new Map(taskNames), source: header.source ?? null };
}

/** For who reads what was decided and decides nothing: policies are code, and here their names are enough. */
export const namedPolicies: PolicyLookup = (written) => ({
  kind: 'found',
  policy: programPolicy(written),
  module: null,
  program: null,
});

type WrittenPolicy = Omit<PolicyBinding, 'policy' | 'program'> & {
  readonly name: string;
  readonly program?: Omit<PolicyProgram, 'folder'>;
};

type WrittenPool = Omit<PoolConfig, 'autoscaler'> & {
  readonly autoscaler: Omit<PoolConfig['autoscaler'], 'policy'> & {
    readonly policy: WrittenPolicy;
  };
};

type WrittenHeader = Omit<JournalHeader, 'pools' | 'taskNames' | 'source'> & {
  /** Older journals have none. */
  readonly source?: JournalSource | null;
  readonly journal: number;
  readonly pools: readonly WrittenPool[];
  readonly taskNames: readonly (readonly [TaskId, string])[];
};

const INFINITY = 'Infinity';
