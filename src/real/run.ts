import { randomBytes } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import { Engine } from '../engine/engine.ts';
import type { PodId } from '../engine/ids.ts';
import { LawWatch } from '../engine/laws/law-watch.ts';
import type { Observer } from '../engine/observer.ts';
import type { RunEnd } from '../engine/run-end.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { jitterOf } from './agent/jitter.ts';
import { apiErrorText } from './api-error.ts';
import { openRun, type RunPlace, removeRun } from './cluster.ts';
import { ClusterProblem } from './cluster-problem.ts';
import { ControlServer } from './control-server.ts';
import { Kubernetes } from './kubernetes.ts';
import { LiveView } from './live-view.ts';
import { Pods } from './pods.ts';
import { manifestsOf } from './pool-manifests.ts';
import { Preparation, stoppedBefore } from './preparation.ts';
import type { Refusal } from './refusals.ts';
import { startRunClock } from './run-clock.ts';
import type { RunHealth } from './run-health.ts';
import { Stage } from './stage.ts';
import { World } from './world.ts';

export interface RealSetup {
  readonly config: KubeConfig;
  /** DNS-1123, at most 20 characters, never used twice in a cluster. */
  readonly runId: string;
  /** A namespace that exists; null = one of the run's own, removed at the end. */
  readonly namespace: string | null;
  /** Any image with Node 20 or newer. */
  readonly image: string;
  /** The agent program, one file. */
  readonly program: string;
  /** The one address that the control server listens on and that pods connect to; port 0 = any that is free. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Scenario ms per wall ms. */
  readonly timeScale: number;
  /** Where the run shows itself on loopback (health, metrics, capacity, decisions); 0 = any free port, null = nowhere. */
  readonly httpPort: number | null;
  /** Stops the run: what was measured so far stays. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface RealEnd extends RunEnd {
  /** What could not be removed from the cluster, one sentence each. */
  readonly left: readonly string[];
  readonly health: RunHealth;
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
  const laws = new LawWatch({ pools, allowed: new Set(scenario.breaks), taskNames: scenario.taskNames });
  const ending = new Ending();
  const clock = startRunClock({ timeScale: setup.timeScale, isHeld: true });
  const view: LiveView = new LiveView(pools, {
    signals: (pool) => engine.signals(pool),
    isUp: () => !world.server.isDown,
    inboxLagMs: () => stage.lagMs,
    refusals: () => cluster.refusals,
  });
  const everybody: readonly Observer[] = [laws, ...observers, ...(setup.httpPort === null ? [] : [view])];
  const stage = new Stage({ clock, observers: everybody, failed: ending.fail, settled: () => ending.check() });
  const engine = new Engine(
    { pools, initialTasks: scenario.initial.tasks, firstPod: scenario.initial.pods.length },
    stage,
  );
  const world = new World(stage, scenario, clock);
  stage.open(engine, world);
  laws.open(engine, () => stage.events);

  const cluster = await Cluster.open(scenario, world, view, setup);
  let end: Awaited<Ending['over']>;
  let endpoints: { close(): Promise<void> } | null = null;
  try {
    endpoints = await openEndpoints(setup, view);
    await cluster.prepare(scenario, world, setup.signal);
    // In this order: until the engine has heard what there is at time zero, no time may pass.
    cluster.begin(world);
    clock.begin();
    ending.watch(scenario, world, engine, setup.signal);
    end = await ending.over;
  } finally {
    ending.close();
    world.timers.close();
    try {
      // Ends the last instant: a law may break there.
      stage.close();
    } finally {
      await Promise.allSettled([endpoints?.close()]);
      await cluster.close();
    }
  }
  for (const observer of everybody) observer.runEnded?.(end.endedAt);
  return {
    ...end,
    events: stage.events,
    breaches: laws.breaches,
    left: cluster.left,
    health: { longestInboxMs: stage.longestLagMs, refusedConnections: cluster.refused },
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

/** When a run is over: as in the simulation, or because somebody stopped it, or because a law broke. */
class Ending {
  readonly over: Promise<Pick<RunEnd, 'endedAt' | 'cause'>>;
  #resolve: (end: Pick<RunEnd, 'endedAt' | 'cause'>) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isDrained: () => boolean = () => false;
  #close: () => void = () => {};

  constructor() {
    this.over = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may be waiting yet when a law breaks.
    this.over.catch(() => {});
  }

  readonly fail = (error: unknown): void => this.#reject(error);

  /** Nobody stops it any more: a signal serves many runs. */
  close(): void {
    this.#close();
  }

  /** Called whenever the inbox is empty. */
  check(): void {
    if (this.#isDrained()) this.#isDrained = () => false;
  }

  watch({ run }: CompiledScenario, world: World, { books }: Engine, signal: AbortSignal): void {
    const { clock, timers, stage, server } = world;
    const measuredTo = run.warmupMs + run.durationMs;
    const horizon = measuredTo + run.drainMs;
    const isEmpty = (): boolean => books.store.tasks.size === 0 && !server.isDown;
    this.#isDrained = () => {
      if (run.drainMs === 0 || clock.now() < measuredTo || !isEmpty()) return false;
      this.#resolve({ endedAt: Math.max(stage.now, measuredTo), cause: 'drained' });
      return true;
    };
    timers.at(measuredTo, () => this.check());
    timers.at(horizon, () => {
      const cause = run.drainMs === 0 ? 'horizon' : isEmpty() ? 'drained' : 'drain-timeout';
      this.#resolve({ endedAt: horizon, cause });
    });
    const stop = (): void => this.#resolve({ endedAt: Math.max(stage.now, clock.now()), cause: 'interrupted' });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    this.#close = () => signal.removeEventListener('abort', stop);
  }
}

/** What the run has in the cluster and on this machine, opened and closed together. */
class Cluster {
  left: readonly string[] = [];
  readonly #setup: RealSetup;
  readonly #kubernetes: Kubernetes;
  readonly #place: RunPlace;
  readonly #preparation = new Preparation();
  #pods: Pods | null = null;
  #channel: ControlServer | null = null;
  #hasBegun = false;

  private constructor(setup: RealSetup, kubernetes: Kubernetes, place: RunPlace) {
    this.#setup = setup;
    this.#kubernetes = kubernetes;
    this.#place = place;
  }

  static async open(scenario: CompiledScenario, world: World, view: LiveView, setup: RealSetup): Promise<Cluster> {
    let cluster: Cluster | null = null;
    const kubernetes = await Kubernetes.open({
      config: setup.config,
      inject: (verb, resource) =>
        cluster?.hasBegun === true && resource === 'pods' && isFaulty(verb) ? world.faults.apiError(verb) : null,
      watchCalls: (verb, resource, status) => view.called(verb, resource, status),
    });
    // Printable, of 256 bits: nobody guesses it.
    const tokens = scenario.pools.map(() => randomBytes(32).toString('base64url'));
    const { runId, namespace, program } = setup;
    let place: RunPlace;
    try {
      place = await openRun(kubernetes, { runId, namespace, program, tokens, quotaPods: null });
    } catch (error) {
      kubernetes.close();
      throw error;
    }
    cluster = new Cluster(setup, kubernetes, place);
    try {
      await cluster.#open(scenario, world, setup, tokens);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get refusals(): ReadonlyMap<Refusal, number> {
    return this.#channel?.refusals ?? new Map();
  }

  get refused(): number {
    return [...this.refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Makes the pods that exist at time zero, and gives their agents the tasks that run then. */
  async prepare({ initial }: CompiledScenario, world: World, signal: AbortSignal): Promise<void> {
    for (const { pod, pool, state } of initial.pods) world.create(pod, pool, state);
    const awaited = initial.pods.filter(({ state }) => state !== 'pending');
    const again = (pod: PodId): void => {
      const asked = initial.pods.find((each) => each.pod === pod);
      if (asked !== undefined) world.create(pod, asked.pool, asked.state);
    };
    await this.#preparation.ready(awaited, PREPARED_WITHIN_MS, signal, again);
    for (const task of initial.tasks) {
      const { state, pod, attempt } = task;
      if (state === 'running' && pod !== null && attempt !== null) world.resume({ ...task, pod, attempt });
    }
  }

  /** Time zero. */
  begin(world: World): void {
    this.#hasBegun = true;
    for (const task of world.scenario.initial.tasks) world.tasks.know(task);
    world.open();
    this.#preparation.replay(world, { kind: 'server.started', at: 0 }, (pod) =>
      world.scenario.initial.tasks.flatMap((task) =>
        task.state === 'running' && task.pod === pod && task.attempt !== null ? [task.attempt] : [],
      ),
    );
  }

  /** Nothing of the run stays, as far as the cluster lets us. */
  async close(): Promise<void> {
    // A create that still comes through would make a pod that nobody removes: those under way are waited for, the others never leave.
    this.#kubernetes.end();
    await Promise.allSettled([this.#channel?.close(), this.#pods?.close()]);
    this.#kubernetes.close();
    // Without the faults of the scenario, and without the pauses that the server had asked for.
    const remover = await Kubernetes.open({ config: this.#setup.config });
    this.left = await removeRun(remover, this.#place, REMOVED_WITHIN_MS);
    remover.close();
    for (const what of this.left) this.#setup.log(`left in the cluster: ${what}`);
  }

  async #open(scenario: CompiledScenario, world: World, setup: RealSetup, tokens: readonly string[]): Promise<void> {
    const preparation = this.#preparation;
    const tell: World['tell'] = (event, taken) =>
      this.#hasBegun ? world.tell(event, taken) : preparation.tell(event, taken);
    const fact: World['fact'] = (word) => (this.#hasBegun ? world.fact(word) : preparation.fact(word));
    const channel = await ControlServer.open({
      ...setup.listen,
      clock: world.clock,
      pools: scenario.pools.map(({ config }, pool) => ({
        token: tokens[pool] ?? '',
        onlineWithinMs: config.agent.onlineWithinMs,
      })),
      pods: { identify: (name, uid) => pods?.identify(name, uid) ?? null, poolOf: (pod) => pods?.poolOf(pod) ?? null },
      tell,
      fact,
      log: setup.log,
    }).catch((error: Error) => {
      throw new ClusterProblem(
        `the control server cannot listen on ${setup.listen.host}:${setup.listen.port}: ${error.message}`,
        'Name an address of this machine and a port that is free: --advertise HOST:PORT.',
      );
    });
    this.#channel = channel;
    let pods: Pods | null = null;
    const opened = await Pods.open({
      kubernetes: this.#kubernetes,
      clock: world.clock,
      namespace: this.#place.namespace,
      runId: setup.runId,
      pools: scenario.pools.map(({ config }) => config.name),
      manifest: manifestsOf(world, this.#place, {
        image: setup.image,
        url: channel.url,
      }),
      tell,
      fact,
      jitter: jitterOf(setup.runId),
    });
    if (!(opened instanceof Pods)) {
      throw new ClusterProblem(`pods cannot be listed: ${apiErrorText(opened)}`, 'See whether `kubectl get pods` can.');
    }
    pods = opened;
    this.#pods = opened;
    world.connect(opened, channel);
  }
}

const isFaulty = (verb: string): verb is 'create' | 'delete' | 'list' =>
  verb === 'create' || verb === 'delete' || verb === 'list';

/** Wall ms for the initial pods to come up: an image may have to be pulled. */
const PREPARED_WITHIN_MS = 180_000;
/** Wall ms: an API server that restarts is back by then. */
const REMOVED_WITHIN_MS = 30_000;
