import { setTimeout } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { EngineEvent, PodPhase } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import { type PodId, type PoolId, podName } from '../engine/ids.ts';
import { type ApiError, apiErrorText } from './api-error.ts';
import { BackOff } from './back-off.ts';
import type { Kubernetes } from './kubernetes.ts';
import { type KnownPod, PodBook } from './pod-book.ts';
import { AGENT_CONTAINER } from './pod-manifest.ts';
import { POD_LABEL, POOL_LABEL, poolLabels, RUN_LABEL } from './pod-names.ts';
import { AGENT_ANNOTATION } from './pod-reading.ts';
import { PodWatch, type PodWatchCounts, type PodWatchSettings } from './pod-watch.ts';
import type { RunClock } from './run-clock.ts';
import { WriteLag } from './write-lag.ts';

export interface PodsSettings {
  readonly kubernetes: Kubernetes;
  readonly clock: RunClock;
  readonly namespace: string;
  readonly runId: string;
  /** Names of the scenario's pools, by id. */
  readonly pools: readonly string[];
  /** The object to create; its name and the labels of the run are set here. */
  readonly manifest: (pod: PodId, pool: PoolId) => V1Pod;
  /** Of agents. */
  readonly image: string;
  readonly tell: (event: EngineEvent) => void;
  readonly fact: (fact: Fact) => void;
  /** Uniform on [0, 1), seeded. */
  readonly jitter: () => number;
  /** Other than the defaults of `PodWatchSettings`. */
  readonly watch?: Partial<Pick<PodWatchSettings, 'relistEveryMs' | 'timeoutSeconds' | 'staleAfterMs' | 'pageSize'>>;
}

/**
 * The pods of a run in a real cluster. Starters return at once; what comes of them is told as events and facts, from the answers of the API
 * and from the watch, whichever is first. Nothing here throws, and nothing is told twice, but to those who delete what is gone.
 */
export class Pods {
  readonly lag = new WriteLag();
  readonly #settings: PodsSettings;
  readonly #pools: readonly string[];
  readonly #book: PodBook;
  readonly #watch: PodWatch;
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #listTurn = 0;

  /** The first list must succeed: its error comes back instead. */
  static async open(settings: PodsSettings): Promise<Pods | ApiError> {
    const pods = new Pods(settings);
    return (await pods.#watch.open()) ?? pods;
  }

  private constructor(settings: PodsSettings) {
    this.#settings = settings;
    this.#pools = poolLabels(settings.pools);
    this.#book = new PodBook({ ...settings, pools: this.#pools });
    this.#watch = new PodWatch({
      kubernetes: settings.kubernetes,
      namespace: settings.namespace,
      labelSelector: `${RUN_LABEL}=${settings.runId}`,
      jitter: settings.jitter,
      ...settings.watch,
      listing: () => {
        this.#listTurn = this.#book.listing();
      },
      listed: (pods) => {
        for (const { metadata } of pods) this.lag.seen(metadata?.name ?? '');
        this.#book.reconcile(pods, this.#listTurn);
      },
      seen: (pod, isGone) => this.#watched(pod, isGone),
    });
  }

  /** How the watch fared so far. */
  get health(): PodWatchCounts {
    return { ...this.#watch.health, gaps: this.#book.gaps };
  }

  /** `pod.create`. Asked again for the same pod it finds its own object: that is success. */
  create(id: PodId, pool: PoolId): void {
    const known = this.#book.get(id) ?? this.#book.add(id, pool);
    if (known.isGone || known.creating !== null) return;
    known.creating = this.#track(this.#create(known)).then(() => {
      known.creating = null;
    });
  }

  /** `pod.delete`: the object with the uid that we know, and no other of that name. */
  delete(id: PodId): void {
    const known = this.#book.get(id);
    if (known === undefined || known.isGone) this.#settings.tell({ kind: 'pod.gone', at: this.#now(), pod: id });
    else void this.#track(this.#delete(known));
  }

  /** Somebody else's deletion: the engine did not ask, and hears nothing of the call. */
  evict(id: PodId): void {
    const known = this.#book.get(id);
    if (known !== undefined && !known.isGone && known.uid !== null) void this.#track(this.#evict(known, known.uid));
  }

  /** Gives a pod the image that all others have. */
  mendImage(id: PodId): void {
    const known = this.#book.get(id);
    if (known !== undefined && !known.isGone) void this.#track(this.#mendImage(known));
  }

  /** `pods.list`: asks the API, not the books. */
  list(pool: PoolId): void {
    void this.#track(this.#list(pool));
  }

  /** Records on the pod that its agent has registered. */
  markRegistered(id: PodId, agent: string): void {
    const known = this.#book.get(id);
    if (known !== undefined && !known.isGone) void this.#track(this.#markRegistered(known, agent));
  }

  /** Its agent has connected: it runs, whether the API says so yet or not. */
  provenRunning(id: PodId): void {
    this.#book.provenRunning(id);
  }

  poolOf(id: PodId): PoolId | null {
    return this.#book.get(id)?.pool ?? null;
  }

  nameOf(id: PodId): string | null {
    return this.#book.get(id)?.name ?? null;
  }

  uidOf(id: PodId): string | null {
    return this.#book.get(id)?.uid ?? null;
  }

  /** The pod of this run with this name and uid, as long as it is there. */
  identify(name: string, uid: string): PodId | null {
    const known = this.#book.named(name);
    return known !== undefined && known.uid === uid && !known.isGone ? known.id : null;
  }

  /** Pods that are not being deleted, and why those do not run that do not: for faults and reports. */
  living(): readonly {
    readonly pod: PodId;
    readonly pool: PoolId;
    readonly phase: PodPhase;
    readonly reason: string | null;
  }[] {
    return this.#book
      .living()
      .filter(({ reading }) => !reading.terminating)
      .map(({ id, pool, reading: { phase, reason } }) => ({ pod: id, pool, phase, reason }));
  }

  /** Waits for the calls that are under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watch.close();
    await Promise.all(this.#underWay);
  }

  async #create(known: KnownPod): Promise<void> {
    const { kubernetes, namespace } = this.#settings;
    const body = this.#labelled(known);
    const { value, error } = await kubernetes.call('create', 'pods', (core, options) =>
      core.createNamespacedPod({ namespace, body }, options),
    );
    if (error === undefined) {
      if (known.uid === null) this.lag.answered(known.name);
      this.#book.answered(known, value);
    } else if (error.status === 409 && error.reason === 'AlreadyExists') await this.#meet(known);
    else this.#createFailed(known, error.certain, apiErrorText(error));
  }

  /** The name is taken: by our own pod, after an answer that never came, or by somebody else's. */
  async #meet(known: KnownPod): Promise<void> {
    const { value, error } = await this.#read(known);
    if (error !== undefined) this.#createFailed(known, false, apiErrorText(error));
    else if (this.#book.isOurs(known, value)) this.#book.answered(known, value);
    else {
      const reason = `HTTP 409 AlreadyExists: a pod that is not of this run is called ${known.name}`;
      this.#createFailed(known, true, reason);
    }
  }

  #createFailed({ id }: KnownPod, certain: boolean, reason: string): void {
    this.#settings.tell({ kind: 'pod.createFailed', at: this.#now(), pod: id, certain, reason });
  }

  async #delete(known: KnownPod): Promise<void> {
    const { kubernetes, namespace } = this.#settings;
    await known.creating;
    // Nobody knows whether it came to be.
    if (known.uid === null && !known.isGone) {
      const { value, error } = await this.#read(known);
      if (error === undefined && this.#book.isOurs(known, value)) this.#book.answered(known, value);
      else if (error !== undefined && error.status !== 404) return this.#deleteFailed(known, error);
    }
    const { uid } = known;
    if (uid === null || known.isGone) return this.#book.gone(known);
    const { error } = await kubernetes.call('delete', 'pods', (core, options) =>
      core.deleteNamespacedPod({ name: known.name, namespace, body: { preconditions: { uid } } }, options),
    );
    // 409: the name belongs to another object by now. Either way ours is gone.
    if (error?.status === 404 || error?.status === 409) this.#book.gone(known);
    else if (error !== undefined) this.#deleteFailed(known, error);
  }

  async #evict({ name }: KnownPod, uid: string): Promise<void> {
    const { kubernetes, namespace } = this.#settings;
    await kubernetes.call('delete', 'evicted pods', (core, options) =>
      core.deleteNamespacedPod({ name, namespace, body: { preconditions: { uid } } }, options),
    );
  }

  async #mendImage({ name, creating }: KnownPod): Promise<void> {
    const { kubernetes, namespace, image } = this.#settings;
    await creating;
    const body = { spec: { containers: [{ name: AGENT_CONTAINER, image }] } };
    const { setHeaderOptions, PatchStrategy } = await import('@kubernetes/client-node');
    await kubernetes.call('patch', 'pods', (core, options) =>
      core.patchNamespacedPod(
        { name, namespace, body },
        setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch, options),
      ),
    );
  }

  #deleteFailed({ id }: KnownPod, error: ApiError): void {
    this.#settings.tell({ kind: 'pod.deleteFailed', at: this.#now(), pod: id, reason: apiErrorText(error) });
  }

  async #list(pool: PoolId): Promise<void> {
    const { kubernetes, namespace, runId, tell } = this.#settings;
    const asked = this.#book.listing();
    const labelSelector = `${RUN_LABEL}=${runId},${POOL_LABEL}=${this.#pools[pool]}`;
    const { value, error } = await kubernetes.call('list', 'pods', (core, options) =>
      core.listNamespacedPod({ namespace, labelSelector }, options),
    );
    if (error !== undefined) tell({ kind: 'pods.listFailed', at: this.#now(), pool, reason: apiErrorText(error) });
    else {
      const pods = this.#book.view(value.items, pool, asked);
      tell({ kind: 'pods.listed', at: this.#now(), pool, pods });
    }
  }

  /** Tried again while the server is away or overloaded: an agent without the mark counts as one that never registered. */
  async #markRegistered(known: KnownPod, agent: string): Promise<void> {
    const { kubernetes, namespace, tell } = this.#settings;
    const body = { metadata: { annotations: { [AGENT_ANNOTATION]: agent } } };
    // Patches are JSON patches unless a header says otherwise.
    const { setHeaderOptions, PatchStrategy } = await import('@kubernetes/client-node');
    const back = new BackOff({ firstMs: 250, maxMs: 4000 }, this.#settings.jitter);
    for (let left = MARK_TRIES; left > 0 && !known.isGone && !this.#closing.signal.aborted; left -= 1) {
      const { error } = await kubernetes.call('patch', 'pods', (core, options) =>
        core.patchNamespacedPod(
          { name: known.name, namespace, body },
          setHeaderOptions('Content-Type', PatchStrategy.MergePatch, options),
        ),
      );
      if (error === undefined) return tell({ kind: 'agent.registered', at: this.#now(), pod: known.id });
      if (error.status > 0 && error.status < 500 && error.status !== 429) return;
      await setTimeout(back.next(), undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  #read({ name }: KnownPod) {
    const { kubernetes, namespace } = this.#settings;
    return kubernetes.call('get', 'pods', (core, options) => core.readNamespacedPod({ name, namespace }, options));
  }

  #watched(pod: V1Pod, isGone: boolean): void {
    const known = this.#book.knownOf(pod);
    if (known === undefined) return;
    this.lag.seen(known.name);
    if (isGone) this.#book.gone(known);
    else this.#book.seen(known, pod);
  }

  #labelled({ id, pool, name }: KnownPod): V1Pod {
    const made = this.#settings.manifest(id, pool);
    const labels = {
      ...made.metadata?.labels,
      [RUN_LABEL]: this.#settings.runId,
      [POOL_LABEL]: this.#pools[pool] ?? '',
      [POD_LABEL]: podName(id),
    };
    return { ...made, metadata: { ...made.metadata, name, labels } };
  }

  #now(): number {
    return this.#settings.clock.now();
  }

  /** A listener that throws must not end the process: it is counted where the watch counts its own. */
  #track(work: Promise<void>): Promise<void> {
    const tracked: Promise<void> = work
      .catch((thrown: unknown) => this.#watch.fault(thrown))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }
}

const MARK_TRIES = 10;
