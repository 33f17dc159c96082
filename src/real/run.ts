import { Engine } from '../engine/engine.ts';
import { LawWatch } from '../engine/laws/law-watch.ts';
import type { Observer } from '../engine/observer.ts';
import type { RunEnd } from '../engine/run-end.ts';
import type { CompiledScenario, ConditionReader } from '../scenario/compiled.ts';
import { ClusterProblem } from './cluster-problem.ts';
import { Ending } from './ending.ts';
import { LiveView } from './live-view.ts';
import type { ProgramAccount } from './policy-process.ts';
import { stoppedBefore } from './preparation.ts';
import { startRunClock } from './run-clock.ts';
import { RunCluster, type RunClusterSetup } from './run-cluster.ts';
import type { RunHealth } from './run-health.ts';
import { Stage } from './stage.ts';
import { World } from './world.ts';

export interface RealSetup extends Omit<RunClusterSetup, 'watchCalls'> {
  /** Scenario ms per wall ms. */
  readonly timeScale: number;
  /** Where the run shows itself on loopback (health, metrics, capacity, decisions); 0 = any free port, null = nowhere. */
  readonly httpPort: number | null;
  /** For faults that wait for a condition; null = the scenario has none. */
  readonly conditions: ConditionReader | null;
  /** Stops the run: what was measured so far stays. */
  readonly signal: AbortSignal;
}

export interface RealEnd extends RunEnd {
  /** What could not be removed from the cluster, one sentence each. */
  readonly left: readonly string[];
  readonly health: RunHealth;
  /** Of each pool whose policy is a program. */
  readonly programs: readonly ProgramAccount[];
}

/**
 * Runs a scenario on a real cluster to its end; twin of `simulate`. Rejects with a `ClusterProblem` when the cluster is not as a run needs it,
 * and with `LawBroken` as the simulation does. Whatever happens, what the run made is removed.
 */
export async function runReal(
  scenario: CompiledScenario,
  observers: readonly Observer[],
  setup: RealSetup,
): Promise<RealEnd> {
  if (setup.signal.aborted) throw stoppedBefore();
  const pools = scenario.pools.map((pool) => pool.config);
  const laws = new LawWatch({
    pools,
    laws: scenario.laws,
    allowed: new Set(scenario.breaks),
    taskNames: scenario.taskNames,
    hasOldLists: scenario.faults.some(({ effect }) => effect.kind === 'stale-list'),
    isPunctual: false,
  });
  const ending = new Ending();
  const clock = startRunClock({ timeScale: setup.timeScale, isHeld: true });
  const view: LiveView = new LiveView(pools, {
    signals: (pool) => engine.signals(pool),
    isUp: () => !world.server.isDown,
    inboxLagMs: () => stage.lagMs,
    refusals: () => cluster.refusals,
    health: () => cluster.health(stage.longestLagMs),
  });
  const everybody: readonly Observer[] = [laws, ...observers, ...(setup.httpPort === null ? [] : [view])];
  const stage = new Stage({
    clock,
    observers: everybody,
    failed: ending.fail,
    settled: () => {
      ending.check();
      world.faults.look();
    },
  });
  const engine = new Engine(
    { pools, initialTasks: scenario.initial.tasks, firstPod: scenario.initial.pods.length },
    stage,
  );
  const world = new World(stage, scenario, clock, setup.conditions);
  stage.open(engine, world);
  laws.open(engine, () => stage.events);

  const watchCalls: RunClusterSetup['watchCalls'] = (verb, resource, status) => view.called(verb, resource, status);
  const cluster = await RunCluster.open(scenario, world, { ...setup, watchCalls });
  let end: Awaited<Ending['over']>;
  let health: RunHealth;
  let endpoints: { close(): Promise<void> } | null = null;
  try {
    endpoints = await openEndpoints(setup, view);
    await cluster.prepare(scenario, world, setup.signal);
    // In this order: until the engine has heard what there is at time zero, no time may pass.
    cluster.begin(world);
    clock.begin();
    ending.watch(scenario, world, engine, setup.signal);
    end = await ending.over;
    // While the watch still goes on: what nobody watches any more is not late.
    health = cluster.health(stage.longestLagMs);
  } finally {
    ending.close();
    world.timers.close();
    try {
      // Ends the last instant: a law may break there.
      stage.close();
    } finally {
      await Promise.allSettled([endpoints?.close()]);
      await Promise.all([world.programs.close(), cluster.close()]);
    }
  }
  for (const observer of everybody) observer.runEnded?.(end.endedAt);
  return {
    ...end,
    events: stage.events,
    breaches: laws.breaches,
    left: cluster.left,
    health,
    programs: world.programs.accounts,
  };
}

/** Null where nothing is to be shown. */
async function openEndpoints({ httpPort, log }: RealSetup, view: LiveView): Promise<{ close(): Promise<void> } | null> {
  if (httpPort === null) return null;
  // prom-client is only loaded by who wants it.
  const [{ Endpoints }, { RunMetrics }] = await Promise.all([import('./endpoints.ts'), import('./run-metrics.ts')]);
  const metrics = new RunMetrics(view);
  view.waited = (pool, ms) => metrics.waited(pool, ms);
  try {
    const endpoints = await Endpoints.open({ port: httpPort, view, metrics });
    log(
      `the run shows itself at ${endpoints.url}: /healthz, /metrics, /api/v1/agent-pools/{pool}/capacity and /decisions`,
    );
    return {
      close: async () => {
        metrics.close();
        await endpoints.close();
      },
    };
  } catch (error) {
    metrics.close();
    throw new ClusterProblem(
      `port ${httpPort} cannot be listened on: ${(error as Error).message}`,
      'Take another one: --http 0 finds a free port.',
    );
  }
}
