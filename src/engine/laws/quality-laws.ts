import type { PodCreate } from '../command.ts';
import type { PoolState } from '../core.ts';
import type { StoreQuery } from '../event.ts';
import { isFrozenAt } from '../freeze.ts';
import type { PodId } from '../ids.ts';
import type { ScaleDecided, SlotChanged } from '../note.ts';
import { isConnecting } from '../placement.ts';
import { counts, isDead, isOnline, type Pod, usedUnits } from '../pod-table.ts';
import type { PoolConfig } from '../pool-config.ts';
import { legalSlot, mayResume } from '../slot-rules.ts';
import type { TaskType } from '../task.ts';
import type { PoolQueues, Task } from '../task-store.ts';
import { type Bench, nameOfPod, nameOfTask } from './bench.ts';
import { PodSearch } from './pod-search.ts';
import { StandingTime } from './standing-time.ts';

/**
 * `work-conserving`, `economy`, `responsive`, `no-blind-send`: what a good pool does. Which of them a pool must keep follows
 * from its choices, in this one table.
 */
const APPLIES = {
  'work-conserving': (config: PoolConfig) => config.dispatch.mode === 'event-driven',
  // A modifier makes another number of it on purpose.
  economy: (config: PoolConfig) =>
    config.autoscaler.policy.policy.promises(config).economy && config.autoscaler.modifiers.length === 0,
  // So does `waitForConnecting`, which holds back.
  responsive: (config: PoolConfig) =>
    config.autoscaler.policy.policy.promises(config).responsive &&
    config.autoscaler.modifiers.length === 0 &&
    !config.autoscaler.waitForConnecting,
  'no-blind-send': (_config: PoolConfig) => true,
} as const;

export class QualityLaws {
  readonly #bench: Bench;
  readonly #conserving: readonly boolean[];
  readonly #economic: readonly boolean[];
  readonly #responsive: readonly boolean[];
  /** Work that no pod has room for, since the last pod was asked for. */
  readonly #unplaced: StandingTime;
  /** A policy that is not told of work cannot answer it. */
  readonly #failing = new Set<StoreQuery>();
  /** Pods with a slot for new work now, and pods that have one or are expected to. */
  readonly #ready: PodSearch;
  readonly #expected: PodSearch;

  constructor(bench: Bench) {
    this.#bench = bench;
    const isDemanded = bench.laws.demand === 'all';
    this.#conserving = bench.configs.map((config) => isDemanded || APPLIES['work-conserving'](config));
    this.#economic = bench.configs.map((config) => isDemanded || APPLIES.economy(config));
    this.#responsive = bench.configs.map((config) => isDemanded || APPLIES.responsive(config));
    this.#unplaced = new StandingTime(bench.configs.length);
    const pools = bench.configs.length;
    this.#ready = new PodSearch(
      pools,
      ({ config }, pod, type) => legalSlot(pod, type, config) >= 0 && this.#isUsable(pod, config),
    );
    this.#expected = new PodSearch(pools, ({ config }, pod, type, at) => this.#mayHold(pod, type, config, at));
  }

  /** Something happened to a pod that may make room on it. */
  podTouched(pod: PodId): void {
    this.#ready.touch(pod);
    this.#expected.touch(pod);
  }

  /** As `podTouched`, of whoever knows how many pods. */
  podsListed(): void {
    this.#ready.forget();
    this.#expected.forget();
  }

  /** Every send takes its slot first, a reserved one too, so this sees both. */
  slotChanged(changed: SlotChanged): void {
    this.podTouched(changed.pod);
    if (changed.to !== 'running' || this.#bench.evidence.isConnected(changed.pod)) return;
    // It is catching up: what it acts on is older than the truth.
    if (!this.#bench.evidence.isServerUp) return;
    const pool = this.#bench.books.pools.find((candidate) => candidate.pods.get(changed.pod) !== undefined);
    // Slots that are rebuilt after a restart are not new.
    if (pool === undefined || pool.recovery !== 'done') return;
    const text = `${nameOfTask(this.#bench, changed.task)} got a slot of ${nameOfPod(changed.pod)}, whose agent is not connected`;
    this.#bench.breach('no-blind-send', changed.at, text);
  }

  /** What waited before it has waited for the server, not for the policy. */
  serverCameBack(): void {
    this.podsListed();
    this.#unplaced.endAll();
  }

  queryFails(query: StoreQuery, isFailing: boolean): void {
    if (isFailing) this.#failing.add(query);
    else this.#failing.delete(query);
  }

  creation(command: PodCreate): void {
    this.podTouched(command.pod);
    this.#unplaced.answered(command.pool, command.at);
  }

  scaleDecided(decided: ScaleDecided): void {
    this.#answered(decided);
    if (!this.#economic[decided.pool] || decided.to <= decided.from) return;
    // `min` is the author's wish, not the policy's.
    if (decided.reason.rule === 'ensure-min' || decided.reason.limitedBy === 'min') return;
    const pool = this.#bench.books.pools[decided.pool] as PoolState;
    if (decided.to <= pool.config.min) return;
    if (pool.recovery !== 'done' || !this.#bench.evidence.isServerUp || !this.#coversAll(pool)) return;
    const text = `${decided.from} → ${decided.to} pods (${decided.reason.rule}) although free slots on connected agents cover all unblocked work`;
    this.#bench.breach('economy', decided.at, text);
  }

  /** Nothing more may be asked for by a platform that must take the pool for full. */
  #answered({ pool: id, to, at }: ScaleDecided): void {
    const pool = this.#bench.books.pools[id] as PoolState;
    if (this.#responsive[id] && to >= pool.config.max && looksFull(pool)) this.#unplaced.answered(id, at);
  }

  instantEnded(at: number): void {
    if (!this.#bench.evidence.isServerUp) return;
    for (const pool of this.#bench.books.pools) {
      const queues = this.#bench.books.store.queues[pool.id] as PoolQueues;
      if (pool.recovery !== 'done' || queues.queued + queues.confirmed.size + queues.backoff.size === 0) {
        this.#unplaced.end(pool.id);
        continue;
      }
      if (this.#conserving[pool.id]) this.#checkConserving(pool, queues, at);
      if (this.#responsive[pool.id]) this.#checkResponsive(pool, queues, at);
    }
  }

  /** Tasks that claimed a slot are provided for: they wait for their own agent, not for a slot. */
  #checkConserving(pool: PoolState, queues: PoolQueues, at: number): void {
    if (queues.confirmed.size > 0) this.#checkHeld(pool, queues, at);
    if (pool.pods.freeUnits === 0) return;
    for (const task of queues.backoff) if (task.notBefore <= at) this.#checkHead(pool, task, at);
    this.#checkHead(pool, queues.applies.first, at);
    this.#checkHead(pool, queues.planAndApplies.first, at);
    this.#checkHead(pool, queues.plans.first, at);
    this.#checkHead(pool, queues.driftChecks.first, at);
  }

  /** The first of a queue: if it does not fit, no other of its type does. */
  #checkHead(pool: PoolState, task: Task | null, at: number): void {
    const pod = task === null ? null : this.#ready.find(pool, task.type, at);
    if (task !== null && pod !== null) this.#idleSlot(task, pod, at);
  }

  /** Confirmed applies in their reserved slots. */
  #checkHeld(pool: PoolState, queues: PoolQueues, at: number): void {
    for (const task of queues.confirmed) {
      const pod = pool.pods.get(task.pod);
      const mayGo = pod !== undefined && this.#isUsable(pod, pool.config) && mayResume(pod, pool.config);
      if (mayGo && task.workspace.locks === 0 && task.notBefore <= at) this.#idleSlot(task, pod, at);
    }
  }

  #idleSlot(task: Task, pod: Pod, at: number): void {
    this.#bench.breach(
      'work-conserving',
      at,
      `${nameOfTask(this.#bench, task.id)} waits although ${nameOfPod(pod.id)} has a slot for it`,
    );
  }

  #checkResponsive(pool: PoolState, queues: PoolQueues, at: number): void {
    const { config } = pool;
    // By the facts it is a number at hand; a full pool is the common case while work waits.
    const isFull = (this.#bench.evidence.living[pool.id] as number) >= config.max;
    const isExcused = isFull || this.#failing.size > 0 || isFrozenAt(this.#bench.books.store, pool, at);
    const unplaced = isExcused ? undefined : this.#firstUnplaced(pool, queues, at);
    if (unplaced === undefined) return this.#unplaced.end(pool.id);
    if (pool.listing) return this.#unplaced.listing(pool.id, at);
    const waited = this.#unplaced.stands(pool.id, at);
    if (waited <= config.autoscaler.everyMs * (this.#bench.isPunctual ? 1 : 2)) return;
    const text = `${nameOfTask(this.#bench, unplaced.id)} has found no room for ${waited} ms in a pool that may still grow, and no pod was asked for`;
    this.#bench.breach('responsive', at, text);
  }

  /** A waiting task that no living pod has room for. */
  #firstUnplaced(pool: PoolState, queues: PoolQueues, at: number): Task | undefined {
    return heads(queues).find((task) => this.#expected.find(pool, task.type, at) === null);
  }

  /** Room now, or when its agent connects. A pod that no node has room for stays expected: another one would wait beside it. */
  #mayHold(pod: Pod, type: TaskType, config: PoolConfig, at: number): boolean {
    const isUnscheduled = pod.phase === 'pending' && !pod.scheduled && counts(pod, config);
    const isExpected = (isUnscheduled || isConnecting(pod, config, at)) && !pod.cordoned;
    return (isExpected || this.#isUsable(pod, config)) && legalSlot(pod, type, config) >= 0;
  }

  /** Connected in truth, fresh and open for work, whatever readiness the pool goes by. */
  #isUsable(pod: Pod, config: PoolConfig): boolean {
    return counts(pod, config) && !pod.cordoned && isOnline(pod) && this.#bench.evidence.isConnected(pod.id);
  }

  /** Whether free slots on usable pods would hold every task in the queue at once. */
  #coversAll(pool: PoolState): boolean {
    const { config } = pool;
    const queues = this.#bench.books.store.queues[pool.id] as PoolQueues;
    const usable = pool.pods.pods.filter((pod) => this.#isUsable(pod, config));
    const { weights } = config.agent;
    const applies = queues.planAndApplies.size + queues.applies.size;
    const plans = queues.plans.size * weights.plan + queues.driftChecks.size * weights.drift_check;
    const free = usable.reduce((sum, pod) => sum + freeUnitsOf(pod, config), 0);
    const roomForApplies = usable.reduce((sum, pod) => sum + applyRoom(pod, config), 0);
    // Claims stand on pods that are not usable yet.
    return (
      queues.backoff.size + queues.claimed.size === 0 &&
      applies <= roomForApplies &&
      plans + applies * weights.plan_and_apply <= free
    );
  }
}

/**
 * Idle units that tasks may still come to. Where an agent takes but so many tasks, each counts as the lightest: too few rather than
 * too many, since what is covered may not be doubted.
 */
function freeUnitsOf(pod: Pod, { agent }: PoolConfig): number {
  const { plan, plan_and_apply, drift_check } = agent.weights;
  const tasksLeft = Math.max(agent.maxTasks - pod.given, 0);
  return Math.min(agent.slots - usedUnits(pod), tasksLeft * Math.min(plan, plan_and_apply, drift_check));
}

/** How many more plan_and_apply tasks the rule allows on this pod. */
function applyRoom(pod: Pod, config: PoolConfig): number {
  if (legalSlot(pod, 'plan_and_apply', config) < 0) return 0;
  if (config.agent.rule !== 'weighted') return 1;
  const units = config.agent.slots - usedUnits(pod);
  return Math.min(Math.floor(units / config.agent.weights.plan_and_apply), config.agent.maxTasks - pod.given);
}

/** By what the platform was told, which may be old: it knows of no pod's end that neither a list nor a watch has shown it. */
const looksFull = ({ pods, config }: PoolState): boolean =>
  pods.pods.filter((pod) => !pod.terminating && !isDead(pod)).length >= config.max;

const heads = (queues: PoolQueues): readonly Task[] =>
  [queues.applies.first, queues.planAndApplies.first, queues.plans.first, queues.driftChecks.first].filter(
    (task) => task !== null,
  );
