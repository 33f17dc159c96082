import { taskId } from '../engine/ids.ts';
import { LAW_NAMES } from '../engine/laws/law-catalogue.ts';
import { clockText } from './clock.ts';
import { compileCluster } from './cluster.ts';
import { requestsOf } from './cluster-check.ts';
import type { CompiledPool, CompiledScenario } from './compiled.ts';
import { samplerOf } from './distribution-sampler.ts';
import type { DecodedScenario } from './document.ts';
import { compileExpectation } from './expectation-section.ts';
import { compileFaults } from './fault.ts';
import { freezeIntervals } from './freeze.ts';
import { namedTasks, numberedTasks } from './hand-tasks.ts';
import { initialState } from './initial-state.ts';
import { lawDemand } from './laws-section.ts';
import type { ScenarioDocument } from './load.ts';
import * as messages from './messages.ts';
import { compileModifiers } from './modifier-section.ts';
import { compilePerson } from './people-check.ts';
import { type ChosenPolicy, choosePolicy } from './policy-choice.ts';
import { ownPolicies, type PolicyLookup } from './policy-lookup.ts';
import { type DecodedPool, type Pace, poolConfig } from './pool-check.ts';
import type { Problem, Sentence } from './problem.ts';
import { resolverOf, workspaceTable } from './resolver.ts';
import { arrivalsEnd, runEnd, runPlan } from './run-section.ts';
import { argumentSource, problemAt } from './source.ts';
import { Streams } from './stream.ts';
import type { WorkloadContext } from './task-maker.ts';
import { replayCount } from './trace/replay.ts';
import { workspaceNames } from './trace/workspace-names.ts';
import { compileWorkload } from './workload.ts';
import { copiesOf } from './workload-section.ts';

export interface CompileChoice {
  readonly variant: string;
  /** From 0. */
  readonly replication: number;
  /** Instead of the document's seed. */
  readonly seed?: string;
  /** Instead of every pool's policy, as `choosePolicy` reads it; their parameters are dropped where the policy is another. */
  readonly policy?: string;
  /** How that policy is found; without it only ours are. */
  readonly policies?: PolicyLookup;
  /** Unless given, as the scenario says. */
  readonly pace?: Pace;
  /** A broken law does not end the run, whatever the variant names in `breaks`. */
  readonly countsLaws?: boolean;
}

/** One variant with one seed, ready to run. Problems come only from the choice: the document is sound. */
export function compileScenario(
  document: ScenarioDocument,
  choice: CompileChoice,
): { readonly scenario: CompiledScenario } | { readonly problems: readonly Problem[] } {
  const variant = document.variants.find(({ name }) => name === choice.variant);
  if (variant === undefined) {
    const names = document.variants.map(({ name }) => name);
    return refused(`--variant ${choice.variant}`, messages.unknownName('variant', choice.variant, names));
  }
  const policy =
    choice.policy === undefined ? null : choosePolicy(choice.policy, '--policy', choice.policies ?? ownPolicies);
  if (policy !== null && 'problems' in policy) return policy;
  const { decoded } = variant;
  const seed = choice.seed ?? decoded.seed;
  const parts = compileParts(decoded, new Streams(seed, choice.replication), {
    policy,
    pace: choice.pace ?? 'written',
  });
  return {
    scenario: {
      name: decoded.name,
      about: decoded.about,
      labels: decoded.labels,
      file: document.file,
      variant: variant.name,
      seed,
      replication: choice.replication,
      clockStart: decoded.clock === null ? null : clockText(decoded.clock),
      run: runPlan(decoded.run),
      timeScale: decoded.run.timeScale,
      ...parts,
      laws: lawDemand(decoded.laws, runPlan(decoded.run), parts),
      breaks: choice.countsLaws === true ? [...new Set([...variant.breaks, ...LAW_NAMES])] : variant.breaks,
    },
  };
}

const refused = (argument: string, sentence: Sentence): { readonly problems: readonly Problem[] } => ({
  problems: [problemAt({ source: argumentSource(argument), line: 1, column: argument.indexOf(' ') + 2 }, sentence)],
});

/** What the command line says of scaling. */
interface ScalingChoice {
  readonly policy: ChosenPolicy | null;
  readonly pace: Pace;
}

type Parts = Omit<
  CompiledScenario,
  | 'name'
  | 'about'
  | 'labels'
  | 'file'
  | 'variant'
  | 'seed'
  | 'replication'
  | 'clockStart'
  | 'run'
  | 'timeScale'
  | 'laws'
  | 'breaks'
>;

function compileParts(decoded: DecodedScenario, streams: Streams, scaling: ScalingChoice): Parts {
  const workspaces = workspaceTable(mentionedWorkspaces(decoded));
  const pools = decoded.pools.map((pool) => pool.name);
  const initialIds = decoded.initial.tasks.map((task, index) => [task.id, taskId(index)] as const);
  const untasked = resolverOf({ pools, workspaces, tasks: new Map() });
  const context: WorkloadContext = {
    streams,
    profiles: decoded.profiles,
    workspaces: decoded.workspaces,
    until: arrivalsEnd(decoded.run),
    clock: decoded.clock,
    workspace: untasked.workspace,
    pool: (name) => untasked.pool(name) ?? untasked.pools[0]!,
  };
  const byHand = numberedTasks(decoded.workload, initialIds.length);
  const firstDrawn = initialIds.length + byHand.flat().length;
  const tasks = new Map([...initialIds, ...namedTasks(byHand)]);
  const resolve = resolverOf({ pools, workspaces, tasks });
  const end = runEnd(decoded.run);
  return {
    pools: decoded.pools.map((pool) => compilePool(pool, decoded, streams, scaling)),
    cluster: decoded.cluster === null ? null : compileCluster(decoded.cluster, { ...decoded, streams }),
    workspaces: [...workspaces.keys()],
    taskNames: new Map([...tasks].map(([name, id]) => [id, name])),
    workload: compileWorkload(decoded.workload, { byHand, firstDrawn }, context),
    traces: decoded.workload.flatMap((entry, index) =>
      'trace' in entry
        ? [{ name: entry.name ?? `workload.${index}`, file: entry.trace.file, rows: replayCount(entry, context.until) }]
        : [],
    ),
    initial: initialState(decoded.initial, streams, resolve),
    people: decoded.people.flatMap((action) => compilePerson(action, resolve)),
    faults: compileFaults(decoded.faults, { runEnd: end, streams, resolve }),
    expectations: decoded.expectations.map((expectation) => compileExpectation(expectation, resolve)),
  };
}

function* mentionedWorkspaces(decoded: DecodedScenario): Iterable<string> {
  yield* decoded.workspaces.names;
  for (const task of decoded.initial.tasks) yield task.workspace;
  for (const entry of decoded.workload) {
    if ('arrivals' in entry) yield* entry.workspaces ?? [];
    else if ('trace' in entry) {
      yield* entry.workspaces ?? [];
      yield* workspaceNames(entry.reading).values();
    } else for (const task of entry.tasks) for (const copy of copiesOf(task)) yield copy.workspace;
  }
}

function compilePool(
  pool: DecodedPool,
  decoded: DecodedScenario,
  streams: Streams,
  { policy, pace }: ScalingChoice,
): CompiledPool {
  const end = runEnd(decoded.run);
  const freeze = decoded.clock === null ? [] : freezeIntervals(pool.section.freeze, decoded.clock, end);
  const modifiers = compileModifiers(pool.section.autoscaler.modifiers, decoded.clock, end);
  const { pods, latency } = pool.section;
  const delay = (name: 'schedule' | 'start' | 'connect' | 'register' | 'init' | 'terminate') =>
    samplerOf(pods[name], () => streams.open(`pods/${pool.name}/${name}`));
  const latencyOf = (name: 'accept' | 'report') => {
    const delay = latency[name];
    if (delay.kind === 'constant' && delay.value === 0) return null;
    return samplerOf(delay, () => streams.open(`pools/${pool.name}/latency/${name}`));
  };
  return {
    config: poolConfig(pool, { freeze, modifiers }, policy, pace),
    pods: {
      scheduleMs: delay('schedule'),
      startMs: delay('start'),
      connectMs: delay('connect'),
      registerMs: delay('register'),
      initMs: delay('init'),
      terminateMs: delay('terminate'),
    },
    latency: { acceptMs: latencyOf('accept'), reportMs: latencyOf('report') },
    requests: requestsOf(pool),
    pricePerHour: pods.pricePerHour,
  };
}
