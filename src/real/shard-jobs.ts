import { setTimeout as pause } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { jitterOf } from './agent/jitter.ts';
import { mayPass } from './api-error.ts';
import { BackOff } from './back-off.ts';
import { insist, refused } from './cluster.ts';
import { ClusterProblem } from './cluster-problem.ts';
import type { Kubernetes } from './kubernetes.ts';
import { RUN_LABEL, SHARD_LABEL, TURN_LABEL } from './pod-names.ts';
import { readPod } from './pod-reading.ts';
import { PodWatch } from './pod-watch.ts';
import { lastProgress, plainEnd, type ShardReport } from './shard-log.ts';
import { type ShardPods, shardJob, shardJobName } from './shard-manifest.ts';
import type { ShardPlace } from './shard-place.ts';
import { readPodLog, reportOf } from './shard-pod-log.ts';
import { cannotStart, exitCodeOf, hasFailed, isSettled, nameOf, newShard, type ShardState } from './shard-state.ts';
import { whyNoPod } from './shard-waits.ts';

export interface ShardJobsSettings {
  readonly kubernetes: Kubernetes;
  readonly place: ShardPlace;
  readonly pods: ShardPods;
  readonly count: number;
  /** What came is kept, nothing more is begun. */
  readonly signal: AbortSignal;
  /** Throws a `ClusterProblem` when nobody can use it. */
  took(shard: number, report: ShardReport): void;
  /** Runs that are done, of all shards. */
  onProgress(done: number): void;
  /** One line for people. */
  tell(line: string): void;
  /** Wall ms for an image that no pod has had yet; 2 minutes unless said otherwise. */
  readonly pulledWithinMs?: number;
}

/**
 * Runs one Job per shard until all have reported or the signal stops it. A shard whose pod fails, goes or cannot be heard is done again, on
 * clusters where Jobs make a new pod by themselves and on those where they fail alike: its Job is replaced. What no repetition would mend,
 * and a shard that failed too often, is a `ClusterProblem`. Whoever opened the place removes it.
 */
export async function runShardJobs(settings: ShardJobsSettings): Promise<void> {
  const jobs = new ShardJobs(settings);
  try {
    await jobs.run();
  } finally {
    await jobs.close();
  }
}

class ShardJobs {
  readonly #settings: ShardJobsSettings;
  readonly #states: readonly ShardState[];
  readonly #watch: PodWatch;
  readonly #back: BackOff;
  readonly #over: Promise<void>;
  readonly #underWay = new Set<Promise<void>>();
  #end: () => void = () => {};
  #fail: (problem: unknown) => void = () => {};
  readonly #closing = new AbortController();
  #ticker: NodeJS.Timeout | undefined;
  #isTicking = false;
  /** A pod of this run has had its image. */
  #hasRun = false;
  #asked = 0;

  constructor(settings: ShardJobsSettings) {
    const { kubernetes, place, count } = settings;
    this.#settings = settings;
    this.#states = Array.from({ length: count }, (_, at) => newShard(at + 1, count));
    const jitter = jitterOf(place.runId);
    this.#back = new BackOff({ firstMs: 500, maxMs: 10_000 }, jitter);
    this.#watch = new PodWatch({
      ...{ kubernetes, namespace: place.namespace, labelSelector: `${RUN_LABEL}=${place.runId}`, jitter },
      listing: () => {},
      listed: (pods) => this.#listed(pods),
      seen: (pod, isGone) => this.#seen(pod, isGone),
    });
    this.#over = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    // Who waits hears of it, perhaps later.
    this.#over.catch(() => undefined);
  }

  async run(): Promise<void> {
    const { signal } = this.#settings;
    signal.addEventListener('abort', this.#end, { once: true });
    if (signal.aborted) return;
    const error = await this.#watch.open();
    if (error !== null) throw refused('list pods', `in namespace ${this.#settings.place.namespace}`, { error });
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    for (const state of this.#states) this.#track(this.#begin(state));
    await this.#over;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#settings.signal.removeEventListener('abort', this.#end);
    clearInterval(this.#ticker);
    await this.#watch.close();
    // A Job whose create came through later would be left.
    await Promise.all(this.#underWay);
  }

  get #isOver(): boolean {
    return this.#closing.signal.aborted;
  }

  async #begin(state: ShardState): Promise<void> {
    const { kubernetes, place, pods, count } = this.#settings;
    const { namespace } = place;
    const now = performance.now();
    Object.assign(state, { phase: 'making', isMade: false, pod: null, since: now, unpulled: null, done: state.from });
    const { index, from, turn } = state;
    const isNow = (): boolean => state.turn === turn && !this.#isOver;
    const made = await insist(
      now + INSIST_MS,
      () =>
        kubernetes.callBatch('create', 'jobs', (batch, options) =>
          batch.createNamespacedJob({ namespace, body: shardJob(place, { index, count, from, turn }, pods) }, options),
        ),
      // Its pod may have come, and gone, before any answer.
      (error) => mayPass(error) && isNow(),
    );
    if (!isNow()) return;
    // 409: it is there already, after an answer that was lost.
    if (made.error !== undefined && made.error.status !== 409)
      throw refused('create jobs', `in namespace ${namespace}`, made);
    Object.assign(state, { isMade: true, since: performance.now() });
  }

  #listed(pods: readonly V1Pod[]): void {
    const there = new Set(pods.map(({ metadata }) => metadata?.name));
    for (const pod of pods) this.#seen(pod, false);
    for (const state of this.#states)
      if (state.pod !== null && !there.has(state.pod) && !isSettled(state)) this.#lost(state, GONE);
  }

  #seen(pod: V1Pod, isGone: boolean): void {
    const labels = pod.metadata?.labels ?? {};
    const state = this.#states[Number(labels[SHARD_LABEL]) - 1];
    if (state === undefined || labels[TURN_LABEL] !== String(state.turn) || isSettled(state)) return;
    const name = pod.metadata?.name ?? '';
    // A Job of an older cluster has made another pod for the one that we know.
    if (state.pod !== null && state.pod !== name) return;
    state.pod = name;
    const { phase, terminating, reason } = readPod(pod);
    this.#hasRun ||= phase === 'running' || phase === 'succeeded';
    if (!isGone && phase === 'succeeded') {
      state.phase = 'ending';
      this.#track(this.#collect(state, name));
    } else if (isGone || terminating) this.#lost(state, reason ?? GONE);
    else if (phase === 'failed') {
      state.phase = 'ending';
      this.#track(this.#failed(state, name, reason ?? 'its pod failed', exitCodeOf(pod) === BAD_INPUT));
    } else if (phase === 'running') state.phase = 'running';
    else this.#waits(state, reason);
  }

  /** Room may come; so may an image, unless nobody can have one of that name. */
  #waits(state: ShardState, reason: string | null): void {
    state.phase = 'waiting';
    if (reason === null) {
      state.unpulled = null;
      return;
    }
    if (reason.startsWith('Sched') || reason.startsWith('Unschedulable'))
      this.#tellOnce(state, `waits for room: ${reason}`);
    else if (/^(InvalidImageName|ErrImageNeverPull)\b/.test(reason)) this.#fail(cannotStart(state, reason));
    else if (/^\w*Image/.test(reason)) {
      state.unpulled = { since: state.unpulled?.since ?? performance.now(), reason };
      // A kubelet comes to this after a single pull that failed, and goes on trying.
      if (reason.startsWith('ImagePullBackOff')) this.#tellOnce(state, `waits for its image: ${reason}`);
    } else this.#lost(state, reason);
  }

  /** An image that no pod has had so far is none; where some have, another node may do. */
  #giveUpImages(): void {
    const until = performance.now() - (this.#settings.pulledWithinMs ?? PULLED_WITHIN_MS);
    for (const state of this.#states) {
      const { phase, unpulled } = state;
      if (phase !== 'waiting' || unpulled === null || unpulled.since > until) continue;
      if (this.#hasRun) this.#lost(state, unpulled.reason);
      else this.#fail(cannotStart(state, unpulled.reason));
    }
  }

  #lost(state: ShardState, why: string): void {
    state.phase = 'ending';
    this.#track(this.#repeat(state, why, []));
  }

  /** A command line that one pod cannot use is of no use to the next. */
  async #failed(state: ShardState, pod: string, why: string, isCertain: boolean): Promise<void> {
    const { kubernetes, place } = this.#settings;
    const { value } = await readPodLog(kubernetes, place, pod, 200);
    const end = plainEnd(value ?? '', TOLD_LINES);
    if (isCertain) this.#fail(hasFailed(state, why, end));
    else await this.#repeat(state, why, end);
  }

  async #repeat(state: ShardState, why: string, end: readonly string[]): Promise<void> {
    state.failures += 1;
    if (state.failures > REPEATS) return this.#fail(hasFailed(state, why, end));
    this.#settings.tell(`${nameOf(state)}: ${why}; it is done again`);
    await this.#replace(state, this.#back.next());
  }

  /** With another Job. Left alone an older cluster would go on with the first beside it. */
  async #replace(state: ShardState, pauseMs: number): Promise<void> {
    const { kubernetes, place, count } = this.#settings;
    const { namespace, runId } = place;
    state.phase = 'ending';
    const name = shardJobName(runId, { ...state, count });
    await kubernetes.callBatch('delete', 'jobs', (batch, options) =>
      batch.deleteNamespacedJob({ name, namespace, propagationPolicy: 'Background' }, options),
    );
    await pause(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    state.turn += 1;
    if (!this.#isOver) await this.#begin(state);
  }

  async #collect(state: ShardState, pod: string): Promise<void> {
    const { kubernetes, place } = this.#settings;
    const report = await reportOf(kubernetes, place, pod, this.#closing.signal);
    if (typeof report !== 'string') this.#take(state, report);
    else if (!this.#isOver) await this.#repeat(state, report, []);
  }

  #take(state: ShardState, report: ShardReport): void {
    if (this.#isOver) return;
    const { took, tell, onProgress } = this.#settings;
    took(state.index, report);
    Object.assign(state, { from: report.done, done: report.done });
    this.#back.succeeded();
    if (report.done < report.of) {
      state.turn += 1;
      this.#track(this.#begin(state));
    } else {
      state.phase = 'done';
      tell(`${nameOf(state)} is done`);
      // There is room for one: the cluster tries again only after minutes, a new Job at once.
      const waiting = this.#states.find(({ phase, isMade, told }) => phase === 'making' && isMade && told !== null);
      if (waiting !== undefined) this.#track(this.#replace(waiting, ROOM_AFTER_MS));
    }
    onProgress(this.#done);
    if (this.#states.every(({ phase }) => phase === 'done')) this.#end();
  }

  /** Asks one shard after another how far it is, and why those have no pod that wait for one. */
  #tick(): void {
    this.#giveUpImages();
    if (this.#isTicking) return;
    this.#isTicking = true;
    const { kubernetes, place } = this.#settings;
    const asking = async (): Promise<void> => {
      const running = this.#states.filter(({ phase }) => phase === 'running');
      const state = running[this.#asked++ % Math.max(running.length, 1)];
      if (state?.pod != null) {
        const { turn, from } = state;
        const { value } = await readPodLog(kubernetes, place, state.pod, 5);
        const done = lastProgress(value ?? '') ?? from;
        if (state.turn === turn && state.phase === 'running') state.done = Math.max(state.done, done);
        if (!this.#isOver) this.#settings.onProgress(this.#done);
      }
      if (this.#asked % WAITS_EVERY === 0) await this.#askForPods();
    };
    this.#track(asking().finally(() => (this.#isTicking = false)));
  }

  async #askForPods(): Promise<void> {
    const { kubernetes, place, count } = this.#settings;
    const now = performance.now();
    const without = this.#states.filter(
      ({ phase, isMade, since }) => phase === 'making' && isMade && now - since > NO_POD_MS,
    );
    for (const state of without.slice(0, 3)) {
      const { turn } = state;
      const why = await whyNoPod(kubernetes, place, shardJobName(place.runId, { ...state, count }));
      if (why === null || state.turn !== turn || state.phase !== 'making') continue;
      if (why.isGone) this.#lost(state, why.text);
      else this.#tellOnce(state, `waits for its pod: ${why.text}`);
      // Pods that there are end one day and leave room; without any nothing will change.
      const nobodyGoesOn = this.#states.every(({ phase }) => phase === 'making' || phase === 'done');
      const hasBegun = this.#states.some(({ phase, failures }) => phase === 'done' || failures > 0);
      if (nobodyGoesOn && now - state.since > (hasBegun ? STUCK_LATER_MS : STUCK_MS))
        this.#fail(
          new ClusterProblem(`no pod can be made: ${why.text}`, 'Ask for room in that namespace, or take another.'),
        );
    }
  }

  get #done(): number {
    return this.#states.reduce((sum, { done }) => sum + done, 0);
  }

  #tellOnce(state: ShardState, line: string): void {
    if (state.told === line) return;
    state.told = line;
    this.#settings.tell(`${nameOf(state)} ${line}`);
  }

  #track(work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch((problem: unknown) => this.#fail(problem))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}

const GONE = 'its pod is gone: deleted, or lost with its node';
/** Exit code of the command line for what is wrong with its input. */
const BAD_INPUT = 2;
/** Of one shard, after its first failure. */
const REPEATS = 2;
/** Lines of a log that are shown. */
const TOLD_LINES = 12;
/** All in wall ms. */
const INSIST_MS = 30_000;
const TICK_MS = 500;
const WAITS_EVERY = 4;
/** A quota counts a pod for some time after its end. */
const ROOM_AFTER_MS = 1000;
const NO_POD_MS = 3000;
/** A kubelet that could not pull tries again after 10, 20, 40 s and so on. */
const PULLED_WITHIN_MS = 120_000;
const STUCK_MS = 10_000;
/** A cluster takes its time to see that a pod has ended. */
const STUCK_LATER_MS = 60_000;
