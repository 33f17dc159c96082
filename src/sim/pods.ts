import type { ListedPod, PodPhase } from '../engine/event.ts';
import type { PodId, PoolId } from '../engine/ids.ts';
import { PagedTable } from '../engine/paged-table.ts';
import type { InitialPod } from '../scenario/compiled.ts';
import type { PodFlaws } from '../scenario/fault-rules.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** A pod as it truly is. All its delays were drawn when it was made, so that two policies meet the same luck. */
export interface SimPod {
  readonly id: PodId;
  readonly pool: PoolId;
  readonly createdAt: number;
  phase: PodPhase;
  scheduled: boolean;
  runningAt: number;
  terminating: boolean;
  readonly startMs: number;
  readonly connectMs: number;
  readonly registerMs: number;
  /** Paid when an apply runs here and its plan ran elsewhere. */
  readonly initMs: number;
  readonly terminateMs: number;
  /** What faults have done to it when it was made. */
  readonly flaws: PodFlaws | null;
}

/**
 * The fake cluster: pods are scheduled, start, end and go. A pod that no node has yet goes at once when deleted; others take
 * their time (Kubernetes does the same: an unbound pod has no kubelet to wait for).
 */
export class Pods {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #pods = new PagedTable<SimPod>();

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
  }

  get(id: PodId): SimPod | undefined {
    return this.#pods.get(id);
  }

  /** In order of creation. */
  living(): readonly SimPod[] {
    const pods: SimPod[] = [];
    this.#pods.forEach((pod) => {
      if (!pod.terminating && (pod.phase === 'pending' || pod.phase === 'running')) pods.push(pod);
    });
    return pods;
  }

  /** `pod.create`: the API may refuse. */
  create(id: PodId, pool: PoolId): void {
    const { calendar, now } = this.#stage;
    const refusal = this.#refusal('create');
    const slowMs = refusal === null ? this.#slowMs('create') : 0;
    if (refusal !== null) calendar.schedule(now, RANK.pod, ENTRY.createAnswered, id, refusal);
    else if (slowMs > 0) calendar.schedule(now + slowMs, RANK.pod, ENTRY.createCalled, id, pool);
    else this.createCalled(id, pool);
  }

  /** The API takes the call up. */
  createCalled(id: PodId, pool: PoolId): void {
    // A create that is retried under its old name finds its pod: that is success.
    if (this.#pods.get(id) !== undefined) return;
    if (this.#isBeyondQuota()) {
      this.#stage.calendar.schedule(this.#stage.now, RANK.pod, ENTRY.createAnswered, id, FORBIDDEN);
      return;
    }
    const pod = this.#make(id, pool, this.#stage.now, this.#world.faults.flawsOf(pool, false));
    this.#stage.fact({ kind: 'pod.up', at: this.#stage.now, pod: id, pool });
    this.#stage.calendar.schedule(this.#stage.now, RANK.pod, ENTRY.createAnswered, id, CREATED);
    const { pods } = this.#world.pool(pool);
    const scheduleMs = pods.scheduleMs() + (pod.flaws?.scheduleMs ?? 0);
    this.#stage.calendar.schedule(this.#stage.now + scheduleMs, RANK.pod, ENTRY.podScheduled, pod.id, 0);
  }

  /** A timed-out create tells nothing: 504 is the one status whose outcome is unknown. */
  createAnswered(id: PodId, status: number): void {
    if (status === CREATED) this.#tell(this.#pods.get(id), null);
    else {
      const reason = `HTTP ${status}`;
      this.#world.server.tell({
        kind: 'pod.createFailed',
        at: this.#stage.now,
        pod: id,
        certain: status !== GATEWAY_TIMEOUT,
        reason,
      });
    }
  }

  /** A pod that stands at time zero. */
  place(initial: InitialPod): void {
    const flaws = initial.ageMs === 0 ? this.#world.faults.flawsOf(initial.pool, true) : null;
    const pod = this.#make(initial.pod, initial.pool, -initial.ageMs, flaws);
    const { calendar } = this.#stage;
    this.#stage.fact({ kind: 'pod.up', at: 0, pod: pod.id, pool: pod.pool });
    if (initial.state === 'pending') {
      const scheduleMs = this.#world.pool(pod.pool).pods.scheduleMs() + (flaws?.scheduleMs ?? 0);
      calendar.schedule(scheduleMs, RANK.pod, ENTRY.podScheduled, pod.id, 0);
      return;
    }
    pod.scheduled = true;
    pod.runningAt = pod.createdAt;
    const isDead = initial.state === 'failed' || initial.state === 'succeeded';
    pod.phase = isDead ? initial.state : 'running';
    if (!isDead) this.#world.nodes?.stand(pod);
    this.#stage.fact({ kind: 'pod.phase', at: 0, pod: pod.id, phase: pod.phase });
    if (!isDead) this.#world.agents.boot(pod, initial.state === 'connected' ? 0 : pod.connectMs);
  }

  scheduled(id: PodId): void {
    const pod = this.#pods.get(id);
    if (pod === undefined || pod.terminating) return;
    const { nodes } = this.#world;
    if (pod.flaws?.isUnschedulable === true) {
      this.#stage.fact({ kind: 'pod.unschedulable', at: this.#stage.now, pod: id });
      this.#tellChanged(pod, 'Unschedulable');
    } else if (nodes === null || nodes.schedule(pod)) this.bound(pod);
    else this.#tellChanged(pod, 'Unschedulable');
  }

  /** It has its node and starts there. */
  bound(pod: SimPod): void {
    pod.scheduled = true;
    if (this.#world.faults.pods.keepsUnpulled(pod)) return this.#tellChanged(pod, 'ImagePullBackOff');
    this.#start(pod);
    this.#tellChanged(pod);
  }

  /** Its image can be pulled at last. */
  pull(id: PodId): void {
    const pod = this.#pods.get(id);
    if (pod === undefined || pod.terminating) return;
    this.#start(pod);
    this.#tellChanged(pod);
  }

  #start(pod: SimPod): void {
    const startMs = pod.startMs + (pod.flaws?.startMs ?? 0);
    this.#stage.calendar.schedule(this.#stage.now + startMs, RANK.pod, ENTRY.podRunning, pod.id, 0);
  }

  started(id: PodId): void {
    const pod = this.#pods.get(id);
    if (pod === undefined || pod.terminating || pod.phase !== 'pending') return;
    pod.phase = 'running';
    pod.runningAt = this.#stage.now;
    this.#stage.fact({ kind: 'pod.phase', at: this.#stage.now, pod: id, phase: 'running' });
    this.#tellChanged(pod);
    this.#world.agents.boot(pod, pod.connectMs);
    if (pod.flaws?.crashes === true) this.end(pod, 'failed');
  }

  /** Its process ended: the agent and its work end with it. */
  end(pod: SimPod, phase: 'failed' | 'succeeded'): void {
    pod.phase = phase;
    this.#stage.fact({ kind: 'pod.phase', at: this.#stage.now, pod: pod.id, phase });
    this.#world.agents.die(pod);
    this.#tellChanged(pod);
    this.#world.nodes?.release(pod);
  }

  delete(id: PodId): void {
    const { calendar, now } = this.#stage;
    const refusal = this.#refusal('delete');
    const slowMs = refusal === null ? this.#slowMs('delete') : 0;
    if (refusal !== null) calendar.schedule(now, RANK.pod, ENTRY.deleteFailed, id, refusal);
    else if (slowMs > 0) calendar.schedule(now + slowMs, RANK.pod, ENTRY.deleteCalled, id, 0);
    else this.deleteCalled(id);
  }

  /** The API takes the call up. */
  deleteCalled(id: PodId): void {
    const pod = this.#pods.get(id);
    if (pod === undefined) this.#stage.calendar.schedule(this.#stage.now, RANK.pod, ENTRY.podGone, id, 0);
    else this.evict(pod);
  }

  /** It is to go, whoever wants it. */
  evict(pod: SimPod): void {
    if (pod.terminating) return;
    const { calendar, now } = this.#stage;
    const { id } = pod;
    pod.terminating = true;
    this.#world.nodes?.withdraw(pod);
    this.#stage.fact({ kind: 'pod.phase', at: now, pod: id, phase: 'terminating' });
    calendar.schedule(now, RANK.agent, ENTRY.agentSignalled, id, 0);
    const isBound = pod.scheduled && pod.phase !== 'failed' && pod.phase !== 'succeeded';
    calendar.schedule(now + (isBound ? pod.terminateMs : 0), RANK.pod, ENTRY.podGone, id, 0);
  }

  deleteFailed(id: PodId, status: number): void {
    this.#world.server.tell({ kind: 'pod.deleteFailed', at: this.#stage.now, pod: id, reason: `HTTP ${status}` });
  }

  gone(id: PodId): void {
    const pod = this.#pods.get(id);
    if (pod === undefined) this.#world.server.tell({ kind: 'pod.gone', at: this.#stage.now, pod: id });
    else if (!this.#world.faults.pods.keeps(pod)) this.vanish(pod);
  }

  /** The pod is no more. */
  vanish(pod: SimPod): void {
    const { id } = pod;
    this.#world.agents.die(pod);
    this.#world.agents.forget(id);
    this.#pods.delete(id);
    this.#stage.fact({ kind: 'pod.down', at: this.#stage.now, pod: id });
    if (!this.#isUnwatched(pod)) this.#world.server.tell({ kind: 'pod.gone', at: this.#stage.now, pod: id });
    this.#world.nodes?.release(pod);
  }

  /** `pods.list`: answered at the same instant, after what the pods do in it. */
  list(pool: PoolId): void {
    const refusal = this.#refusal('list');
    const slowMs = refusal === null ? this.#slowMs('list') : 0;
    this.#stage.calendar.schedule(this.#stage.now + slowMs, RANK.pod, ENTRY.listed, pool, refusal ?? 0);
  }

  listed(pool: PoolId, status: number): void {
    const at = this.#stage.now;
    if (status !== 0) {
      this.#world.server.tell({ kind: 'pods.listFailed', at, pool, reason: `HTTP ${status}` });
      return;
    }
    const pods = this.#world.faults.pods.staleList(pool) ?? this.views(pool);
    this.#world.server.tell({ kind: 'pods.listed', at, pool, pods });
  }

  /** A pool's pods as a list shows them. */
  views(pool: PoolId): readonly ListedPod[] {
    const pods: ListedPod[] = [];
    this.#pods.forEach((pod) => {
      if (pod.pool === pool) pods.push(this.#view(pod));
    });
    return pods;
  }

  #refusal(verb: 'create' | 'delete' | 'list'): number | null {
    const { rules } = this.#world.faults;
    return rules.isEmpty ? null : rules.apiError(verb);
  }

  #slowMs(verb: 'create' | 'delete' | 'list'): number {
    const { rules } = this.#world.faults;
    return rules.isEmpty ? 0 : rules.apiDelayMs(verb);
  }

  /** A ResourceQuota counts pods that have not ended, terminating ones too. */
  #isBeyondQuota(): boolean {
    const { rules } = this.#world.faults;
    if (rules.isEmpty) return false;
    let count = 0;
    this.#pods.forEach(({ phase }) => {
      if (phase === 'pending' || phase === 'running') count += 1;
    });
    return count >= rules.quota();
  }

  /** Whether nobody tells how it changes. */
  #isUnwatched({ pool }: SimPod): boolean {
    const { rules } = this.#world.faults;
    return !rules.isEmpty && rules.hits('watch-gap', pool) !== null;
  }

  #make(id: PodId, pool: PoolId, createdAt: number, flaws: PodFlaws | null): SimPod {
    const life = this.#world.pool(pool).pods;
    const pod: SimPod = {
      id,
      pool,
      createdAt,
      phase: 'pending',
      scheduled: false,
      runningAt: -1,
      terminating: false,
      startMs: life.startMs(),
      connectMs: life.connectMs(),
      registerMs: life.registerMs(),
      initMs: life.initMs(),
      terminateMs: life.terminateMs(),
      flaws,
    };
    this.#pods.set(id, pod);
    return pod;
  }

  /** As the watch does. */
  #tellChanged(pod: SimPod, reason: string | null = null): void {
    if (!this.#isUnwatched(pod)) this.#tell(pod, reason);
  }

  #tell(pod: SimPod | undefined, reason: string | null): void {
    if (pod === undefined) return;
    const { id, phase, scheduled } = pod;
    this.#world.server.tell({ kind: 'pod.changed', at: this.#stage.now, pod: id, phase, scheduled, reason });
  }

  #view(pod: SimPod): ListedPod {
    return {
      pod: pod.id,
      phase: pod.phase,
      scheduled: pod.scheduled,
      createdAt: pod.createdAt,
      runningAt: pod.runningAt < 0 && pod.phase === 'pending' ? null : pod.runningAt,
      terminating: pod.terminating,
      registered: this.#world.agents.isRegistered(pod.id),
    };
  }
}

const CREATED = 201;
const FORBIDDEN = 403;
const GATEWAY_TIMEOUT = 504;
