import { randomBytes } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import type { PodId } from '../engine/ids.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { nodeNeeds } from '../scenario/node-needs.ts';
import { jitterOf } from './agent/jitter.ts';
import type { AgentWork } from './agent/settings.ts';
import { apiErrorText } from './api-error.ts';
import { openRun, REMOVED_WITHIN_MS, type RunPlace, removeRun, setQuota } from './cluster.ts';
import { ClusterProblem } from './cluster-problem.ts';
import { ControlServer } from './control-server.ts';
import { Kubernetes, type KubernetesSettings } from './kubernetes.ts';
import type { Machines } from './machines.ts';
import { NodeTroubles } from './node-troubles.ts';
import { Nodes } from './nodes.ts';
import type { PodWatchCounts } from './pod-watch.ts';
import { Pods } from './pods.ts';
import { manifestsOf } from './pool-manifests.ts';
import { Preparation } from './preparation.ts';
import type { Refusal } from './refusals.ts';
import type { RunHealth } from './run-health.ts';
import { refuseSharedQuota } from './shared-quota.ts';
import type { World } from './world.ts';

export interface RunClusterSetup {
  readonly config: KubeConfig;
  /** DNS-1123, at most 20 characters, never used twice in a cluster. */
  readonly runId: string;
  /** A namespace that exists; null = one of the run's own, removed at the end. */
  readonly namespace: string | null;
  /** Any image with Node 20 or newer. */
  readonly image: string;
  readonly work: AgentWork;
  /** The agent program, one file. */
  readonly program: string;
  /** The one address that the control server listens on and that pods connect to; port 0 = any that is free. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly log: (line: string) => void;
  /** What stands behind the cluster's nodes; null = nobody can stop them. */
  readonly machines: Machines | null;
  /** Told of every call of the API that ended. */
  readonly watchCalls: NonNullable<KubernetesSettings['watchCalls']>;
}

/** What the run has in the cluster and on this machine, opened and closed together. */
export class RunCluster {
  left: readonly string[] = [];
  readonly #setup: RunClusterSetup;
  readonly #kubernetes: Kubernetes;
  readonly #place: RunPlace;
  readonly #preparation = new Preparation();
  #pods: Pods | null = null;
  #channel: ControlServer | null = null;
  #nodeTroubles: NodeTroubles | null = null;
  #hasBegun = false;
  #isClosing = false;
  /** Changes of the quota, one after another. */
  #limiting: Promise<void> = Promise.resolve();

  private constructor(setup: RunClusterSetup, kubernetes: Kubernetes, place: RunPlace) {
    this.#setup = setup;
    this.#kubernetes = kubernetes;
    this.#place = place;
  }

  static async open(scenario: CompiledScenario, world: World, setup: RunClusterSetup): Promise<RunCluster> {
    let cluster: RunCluster | null = null;
    const kubernetes = await Kubernetes.open({
      config: setup.config,
      inject: (verb, resource) =>
        cluster?.hasBegun === true && resource === 'pods' && isFaulty(verb) ? world.faults.apiError(verb) : null,
      watchCalls: setup.watchCalls,
    });
    // Printable, of 256 bits: nobody guesses it.
    const tokens = scenario.pools.map(() => randomBytes(32).toString('base64url'));
    const { runId, namespace, program } = setup;
    let place: RunPlace;
    try {
      if (namespace !== null) await refuseSharedQuota(kubernetes, { runId, namespace }, scenario);
      place = await openRun(kubernetes, { runId, namespace, program, tokens, quotaPods: null });
    } catch (error) {
      kubernetes.close();
      throw error;
    }
    cluster = new RunCluster(setup, kubernetes, place);
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

  /** How well the harness keeps up; what the inbox has to say is the stage's to know. */
  health(longestInboxMs: number): RunHealth {
    return {
      longestInboxMs,
      watchLag: this.#pods?.lag.read() ?? { meanMs: 0, maxMs: 0, unseenMs: 0 },
      watch: this.#pods?.health ?? NOTHING_WATCHED,
      refusedConnections: [...this.refusals.values()].reduce((sum, count) => sum + count, 0),
    };
  }

  /** Makes the pods that exist at time zero, and gives their agents the tasks that run then. */
  async prepare(scenario: CompiledScenario, world: World, signal: AbortSignal): Promise<void> {
    const { initial } = scenario;
    const needs = nodeNeeds(scenario);
    if (needs !== null) {
      const { runId, machines } = this.#setup;
      const { namespace } = this.#place;
      const nodes = await Nodes.open({ kubernetes: this.#kubernetes, runId, namespace }, needs, signal);
      this.#nodeTroubles = new NodeTroubles(world, nodes, machines);
      world.nodeTroubles = this.#nodeTroubles;
    }
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
    this.#isClosing = true;
    this.#kubernetes.end();
    const [standing] = await Promise.all([
      // Pods of a node that stands still would never go.
      this.#nodeTroubles?.close() ?? [],
      ...[this.#channel?.close(), this.#pods?.close(), this.#limiting].map((end) => end?.catch(() => undefined)),
    ]);
    this.#kubernetes.close();
    // Without the faults of the scenario, and without the pauses that the server had asked for.
    const remover = await Kubernetes.open({ config: this.#setup.config });
    this.left = [
      ...standing,
      ...((await this.#nodeTroubles?.heal(remover, REMOVED_WITHIN_MS)) ?? []),
      ...(await removeRun(remover, this.#place)),
    ];
    remover.close();
    for (const what of this.left) this.#setup.log(`left in the cluster: ${what}`);
  }

  /** A quota that cannot be set is no fault of the scenario: the run ends with the reason. */
  #limitPods(most: number, world: World): void {
    const pods = most === Number.POSITIVE_INFINITY ? null : most;
    this.#limiting = this.#limiting
      .then(() => (this.#isClosing ? undefined : setQuota(this.#kubernetes, this.#place, pods)))
      .catch((error: unknown) => {
        if (!this.#isClosing) world.stage.fail(error);
      });
  }

  async #open(
    scenario: CompiledScenario,
    world: World,
    setup: RunClusterSetup,
    tokens: readonly string[],
  ): Promise<void> {
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
      fact: (word) => {
        if (word.kind === 'agent.up') pods?.provenRunning(word.pod);
        fact(word);
      },
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
        work: setup.work,
        url: channel.url,
      }),
      tell,
      fact,
      image: setup.image,
      jitter: jitterOf(setup.runId),
    });
    if (!(opened instanceof Pods)) {
      throw new ClusterProblem(`pods cannot be listed: ${apiErrorText(opened)}`, 'See whether `kubectl get pods` can.');
    }
    pods = opened;
    this.#pods = opened;
    world.connect(opened, channel, (most) => this.#limitPods(most, world));
  }
}

const isFaulty = (verb: string): verb is 'create' | 'delete' | 'list' =>
  verb === 'create' || verb === 'delete' || verb === 'list';

const NOTHING_WATCHED: PodWatchCounts = {
  lists: 0,
  watches: 0,
  expired: 0,
  failures: 0,
  stale: 0,
  faults: 0,
  gaps: 0,
  lastTrouble: null,
};

/** Wall ms for the initial pods to come up: an image may have to be pulled. */
const PREPARED_WITHIN_MS = 180_000;
