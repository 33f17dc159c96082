import type { PodPhase } from './event.ts';
import { type PodId, type PoolId, type TaskId, taskId } from './ids.ts';
import type { SlotUse } from './note.ts';
import { OpenPositions } from './open-positions.ts';
import { PagedTable } from './paged-table.ts';
import type { PoolConfig } from './pool-config.ts';

/** What a slot's task reads when the slot is idle. */
export const NO_TASK: TaskId = taskId(-1);

/** A pod as the engine believes it to be. */
export interface Pod {
  readonly id: PodId;
  readonly pool: PoolId;
  /** Lowest number that no other living pod of the pool had when it was made: what placement `lowest-index` goes by. */
  readonly index: number;
  /** Where it stands in the table now. */
  position: number;
  readonly createdAt: number;
  /** `requested`: asked for, not seen yet. */
  phase: PodPhase | 'requested';
  scheduled: boolean;
  runningAt: number;
  terminating: boolean;
  cordoned: boolean;
  /** The outcome of its creation is unknown: asked again after the next list unless it is in it. */
  uncertain: boolean;
  registered: boolean;
  agent: 'absent' | 'connected' | 'disconnected';
  /** No heartbeat for `onlineWithin`. True until an agent has been heard. */
  silent: boolean;
  /** -1 before the first. */
  lastBeatAt: number;
  connectedAt: number;
  /** When a task last left a slot of it; -1 before. */
  freedAt: number;
  /** Since when it runs without a connected agent; -1 while it has one or does not run. */
  agentlessSince: number;
  /** Per slot: the task in it, and how. Under `weighted` a task stands in as many slots as it weighs. */
  readonly tasks: TaskId[];
  readonly uses: SlotUse[];
  running: number;
  claimed: number;
  reserved: number;
  /** Slots whose task is a plan_and_apply, by what the slot rules ask. */
  applies: number;
  runningApplies: number;
  /** Tasks that were given to it, counted only where the pool's agents have a `maxTasks`. */
  given: number;
}

/** One pool's pods, in order of creation. */
export class PodTable {
  readonly pods: Pod[] = [];
  readonly #byId = new PagedTable<Pod>();
  readonly #slots: number;
  /** Idle slots of all pods in the table, those of spent pods too: none = no need to look for one. */
  freeUnits = 0;
  /** Where a search for a slot looks, so that a busy pool is not walked each time. */
  readonly open = new OpenPositions();
  /** By index: whether a pod of the table has it. */
  readonly #takenIndexes: boolean[] = [];
  /** None below is free. */
  #lowestIndex = 0;

  constructor(config: PoolConfig) {
    this.#slots = config.agent.slots;
  }

  get(id: PodId): Pod | undefined {
    return this.#byId.get(id);
  }

  add(made: { id: PodId; pool: PoolId; createdAt: number }): Pod {
    const pod: Pod = {
      id: made.id,
      pool: made.pool,
      index: this.#freeIndex(),
      position: this.pods.length,
      createdAt: made.createdAt,
      phase: 'requested',
      scheduled: false,
      runningAt: -1,
      terminating: false,
      cordoned: false,
      uncertain: false,
      registered: false,
      agent: 'absent',
      silent: true,
      lastBeatAt: -1,
      connectedAt: -1,
      freedAt: -1,
      agentlessSince: -1,
      tasks: new Array<TaskId>(this.#slots).fill(NO_TASK),
      uses: new Array<SlotUse>(this.#slots).fill('idle'),
      running: 0,
      claimed: 0,
      reserved: 0,
      applies: 0,
      runningApplies: 0,
      given: 0,
    };
    // Adopted pods may be older than some that are here: keep the order of ids.
    let at = this.pods.length;
    while (at > 0 && (this.pods[at - 1] as Pod).id > pod.id) at -= 1;
    this.pods.splice(at, 0, pod);
    this.#renumberFrom(at);
    this.#byId.set(pod.id, pod);
    this.freeUnits += this.#slots;
    return pod;
  }

  remove(pod: Pod): void {
    this.pods.splice(pod.position, 1);
    this.#renumberFrom(pod.position);
    this.#byId.delete(pod.id);
    this.#takenIndexes[pod.index] = false;
    if (pod.index < this.#lowestIndex) this.#lowestIndex = pod.index;
    this.freeUnits -= this.#slots - usedUnits(pod);
  }

  /** Slots of the pod were taken (or, below 0, freed). */
  slotsTaken(pod: Pod, units: number): void {
    this.freeUnits -= units;
    if (units < 0) this.changed(pod);
  }

  /** Something happened to the pod that may let tasks in: searches look at it again. */
  changed(pod: Pod): void {
    this.open.open(pod.position);
  }

  #renumberFrom(from: number): void {
    for (let at = from; at < this.pods.length; at += 1) {
      (this.pods[at] as Pod).position = at;
      this.open.open(at);
    }
  }

  #freeIndex(): number {
    let index = this.#lowestIndex;
    while (this.#takenIndexes[index] === true) index += 1;
    this.#takenIndexes[index] = true;
    this.#lowestIndex = index + 1;
    return index;
  }
}

export const isDead = (pod: Pod): boolean => pod.phase === 'failed' || pod.phase === 'succeeded';

/** Whether it is one of n. With the reaper off the books do not notice that a pod died: that is report 713's fault. */
export const counts = (pod: Pod, config: PoolConfig): boolean =>
  !pod.terminating && (!isDead(pod) || !config.autoscaler.reaper);

/** It was given all the tasks that its agent may take: no other one comes to it, whatever slots are idle. */
export const isSpent = (pod: Pod, config: PoolConfig): boolean => pod.given >= config.agent.maxTasks;

export const isOnline = (pod: Pod): boolean => !pod.silent;

export const isConnected = (pod: Pod): boolean => pod.agent === 'connected';

/** Its agent is connected, and its beats come. */
export const isHeard = (pod: Pod): boolean => isConnected(pod) && isOnline(pod);

export const usedUnits = (pod: Pod): number => pod.running + pod.claimed + pod.reserved;

export const isIdle = (pod: Pod): boolean => usedUnits(pod) === 0;
