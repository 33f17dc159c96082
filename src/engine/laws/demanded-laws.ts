import type { PodCreate } from '../command.ts';
import type { PoolState } from '../core.ts';
import type { StoreQuery } from '../event.ts';
import { isFrozenAt } from '../freeze.ts';
import type { ScaleDecided, TaskMoved } from '../note.ts';
import { isConnecting } from '../placement.ts';
import { counts, usedUnits } from '../pod-table.ts';
import { legalSlot } from '../slot-rules.ts';
import type { PoolQueues } from '../task-store.ts';
import { type Bench, nameOfPod, nameOfTask } from './bench.ts';
import { StandingTime } from './standing-time.ts';

/**
 * `counts-work`, `counts-applies`, `patience`, `min`, `keeps-capacity`, `cold-start`, `work-survives`: what the remedies of the reports brought. No choice promises them, so they are
 * checked where a scenario demands all laws.
 */
export class DemandedLaws {
  readonly #bench: Bench;
  /** Work before a pool without a living pod, since the last one was asked for. */
  readonly #cold: StandingTime;
  /** Per pool: how long it may; null while there is none. */
  readonly #patience: (number | null)[];
  readonly #askedAt: number[];
  #cameBackAt = Number.NEGATIVE_INFINITY;
  /** A policy that is not told of work cannot answer it. */
  readonly #failing = new Set<StoreQuery>();

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#cold = new StandingTime(bench.configs.length);
    this.#patience = bench.configs.map(() => null);
    this.#askedAt = bench.configs.map(() => Number.NEGATIVE_INFINITY);
  }

  queryFails(query: StoreQuery, isFailing: boolean): void {
    if (isFailing) this.#failing.add(query);
    else this.#failing.delete(query);
  }

  serverCameBack(at: number): void {
    this.#cold.endAll();
    this.#patience.fill(null);
    this.#cameBackAt = at;
  }

  creation(command: PodCreate): void {
    this.#askedAt[command.pool] = command.at;
    this.#cold.answered(command.pool, command.at);
  }

  scaleDecided(decided: ScaleDecided): void {
    const pool = this.#bench.books.pools[decided.pool] as PoolState;
    const { at, from, to, reason } = decided;
    if (isFrozenAt(this.#bench.books.store, pool, at)) return;
    const { min, max } = pool.config;
    const busy = this.#busy(pool);
    if (to < Math.min(busy, max))
      this.#bench.breach('counts-work', at, `${from} → ${to} pods (${reason.rule}) although ${busy} work`);
    this.#checkApplies(pool, decided, busy);
    if (to > from && to > min) this.#checkPatience(pool, decided);
    if (to < min) this.#bench.breach('min', at, `${from} → ${to} pods (${reason.rule}) although min is ${min}`);
    if (to >= from || from > max || this.#failing.size > 0) return;
    const { queued } = this.#bench.books.store.queues[pool.id] as PoolQueues;
    if (queued === 0) return;
    const text = `${from} → ${to} pods (${reason.rule}) while ${queued} unblocked tasks wait for a slot`;
    this.#bench.breach('keeps-capacity', at, text);
  }

  #checkApplies(pool: PoolState, { at, from, to, reason }: ScaleDecided, busy: number): void {
    const { agent, max } = pool.config;
    // A cold start begins with one.
    if (agent.rule === 'weighted' || from === 0 || this.#failing.size > 0) return;
    const { planAndApplies, applies } = this.#bench.books.store.queues[pool.id] as PoolQueues;
    const waiting = planAndApplies.size + applies.size;
    if (waiting === 0 || to >= Math.min(busy + waiting, max)) return;
    const text = `${from} → ${to} pods (${reason.rule}) although ${busy} work and ${waiting} plan_and_apply tasks wait`;
    this.#bench.breach('counts-applies', at, text);
  }

  /** Each pod counts for the work that fits on it beside what it has; a plan_and_apply for one pod. */
  #checkPatience(pool: PoolState, { at, from, to, reason }: ScaleDecided): void {
    const { config } = pool;
    const expected = pool.pods.pods.filter((pod) => isConnecting(pod, config, at) && !pod.cordoned);
    if (expected.length === 0) return;
    const queues = this.#bench.books.store.queues[pool.id] as PoolQueues;
    const applies = queues.planAndApplies.size + queues.applies.size;
    const others = queues.plans.size + queues.driftChecks.size;
    // What has a claim or a back-off would have to be looked at one by one.
    if (applies + others === 0 || queues.claimed.size + queues.backoff.size > 0) return;
    const forApplies = expected.filter((pod) => legalSlot(pod, 'plan_and_apply', config) >= 0).length;
    const idle = expected.reduce((sum, pod) => sum + config.agent.slots - usedUnits(pod), 0);
    if (config.agent.rule === 'weighted' || config.agent.maxTasks !== Number.POSITIVE_INFINITY) return;
    if (applies > forApplies || applies + others > idle) return;
    const text = `${from} → ${to} pods (${reason.rule}) although ${expected.length} agents are still to connect, with room for all that waits`;
    this.#bench.breach('patience', at, text);
  }

  /** Living pods whose agents work, in truth, on what the store has not given up. One that goes is none of those asked for. */
  #busy(pool: PoolState): number {
    const { tasks } = this.#bench.books.store;
    let busy = 0;
    this.#bench.evidence.pods.forEach((pod) => {
      if (pod.pool !== pool.id || !pod.isLiving || pod.workers === 0) return;
      if (pod.working.some((id) => tasks.get(id)?.state === 'running')) busy += 1;
    });
    return busy;
  }

  moved(moved: TaskMoved): void {
    if (moved.to !== 'failed' || moved.cause !== 'interrupted') return;
    const task = this.#bench.books.store.tasks.get(moved.task);
    const pool = task === undefined ? undefined : this.#bench.books.pools[task.pool];
    // Later an agent may have been silent for too long; at the restart nobody can know.
    if (pool === undefined || pool.recovery === 'done') return;
    this.#bench.evidence.pods.forEach(({ working }, id) => {
      if (!working.includes(moved.task)) return;
      const text = `${nameOfTask(this.#bench, moved.task)} was given up at the restart while the agent of ${nameOfPod(id as never)} works on it`;
      this.#bench.breach('work-survives', moved.at, text);
    });
  }

  instantEnded(at: number): void {
    if (!this.#bench.evidence.isServerUp) return;
    for (const pool of this.#bench.books.pools) this.#checkCold(pool, at);
  }

  #checkCold(pool: PoolState, at: number): void {
    const { queued } = this.#bench.books.store.queues[pool.id] as PoolQueues;
    const isCold = queued > 0 && (this.#bench.evidence.living[pool.id] as number) === 0;
    const isExcused =
      !isCold ||
      (this.#bench.evidence.phantoms[pool.id] as number) > 0 ||
      pool.recovery !== 'done' ||
      this.#failing.size > 0 ||
      isFrozenAt(this.#bench.books.store, pool, at) ||
      // Asked for, not made yet: the cluster is slow or refuses.
      pool.pods.pods.some((pod) => counts(pod, pool.config) && pod.phase === 'requested');
    if (isExcused) {
      this.#cold.end(pool.id);
      this.#patience[pool.id] = null;
      return;
    }
    if (pool.listing) return this.#cold.listing(pool.id, at);
    const waited = this.#cold.stands(pool.id, at);
    this.#patience[pool.id] ??= this.#patienceFrom(pool, at);
    if (waited < (this.#patience[pool.id] as number) || this.#askedAt[pool.id] === at) return;
    const text = `${queued} tasks wait before a pool without a living pod for ${waited} ms, and none was asked for`;
    this.#bench.breach('cold-start', at, text);
  }

  /** What ended must be seen and cleared away first; what failed, or came while the server was down, has its next try then. */
  #patienceFrom({ id, pods, config }: PoolState, at: number): number {
    const twoPeriods = 2 * config.autoscaler.everyMs;
    const lately = Math.max(this.#askedAt[id] as number, this.#cameBackAt);
    const isAtOnce = this.#bench.isPunctual && pods.pods.length === 0 && at - lately > twoPeriods;
    return isAtOnce ? 0 : twoPeriods;
  }
}
