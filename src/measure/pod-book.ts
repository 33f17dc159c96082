import type { ListedPod, PodPhase } from '../engine/event.ts';
import type { PodId, PoolId } from '../engine/ids.ts';
import type { SlotUse } from '../engine/note.ts';
import { PagedTable } from '../engine/paged-table.ts';
import type { InitialPod } from '../scenario/compiled.ts';
import type { PoolCounts } from './pool-counts.ts';

/** What is kept of a pod from the command to make it until it is gone. */
export class PodAccount {
  readonly pod: PodId;
  readonly counts: PoolCounts;
  life: PodPhase | 'requested' = 'requested';
  isTerminating = false;
  /** A scale-down has asked for its deletion. */
  isScaledDown = false;
  /** It waits for a node with room. */
  isUnschedulable = false;
  /** Its creation may have failed: nobody knows before the next list. */
  isUnsure = false;
  isConnected = false;
  /** Its agent was connected once. */
  hasConnected = false;
  /** The platform has heard of its agent lately. */
  isOnline = false;
  /** A phase of a task began on it. */
  isUsed = false;
  running = 0;
  claimed = 0;
  reserved = 0;

  constructor(pod: PodId, counts: PoolCounts) {
    this.pod = pod;
    this.counts = counts;
  }
}

/** Told what becomes of pods. The account is valid during the call only. */
export interface PodReader {
  podUp(pod: PodAccount, at: number): void;
  podFailed(pod: PodAccount, at: number): void;
  podGone(pod: PodAccount, at: number): void;
  /** A phase was lost with a pod that a scale-down deleted. */
  workKilled(pod: PodAccount, at: number): void;
}

/** `none` = never asked for; a pod that was asked for and is not seen yet is `pending`. */
export type PodPhaseWord = PodPhase | 'none' | 'terminating' | 'gone';

/**
 * Pods, their agents and what their slots are used for. Life, death and connections are the world's truth (facts); only that a pod
 * was asked for, and what a slot is used for, is the engine's word. A pod counts as connected while its agent is, the pod is alive
 * and not terminating: nothing can be placed on any other.
 */
export class PodBook {
  readonly #pools: readonly PoolCounts[];
  readonly #readers: PodReader[] = [];
  readonly #pods = new PagedTable<PodAccount>();
  /** Whether any pod may be unsure: lists come every tick, and nearly all have nothing to settle. */
  #isAnyUnsure = false;
  /** No pod from here on was ever asked for. */
  #nextPod = 0;

  constructor(pools: readonly PoolCounts[], initial: readonly InitialPod[]) {
    this.#pools = pools;
    for (const pod of initial) {
      const account = this.#open(pod.pod, pod.pool);
      account.life = pod.state === 'connected' ? 'running' : pod.state;
      account.isConnected = pod.state === 'connected';
      account.hasConnected = account.isConnected;
      account.isOnline = account.isConnected;
      this.#count(account, 1);
    }
    for (const counts of pools) counts.desired = counts.pods;
  }

  subscribe(reader: PodReader): void {
    this.#readers.push(reader);
  }

  has(pod: number): boolean {
    return this.#pods.get(pod) !== undefined;
  }

  phase(pod: PodId): PodPhaseWord {
    const account = this.#pods.get(pod);
    if (account === undefined) return pod < this.#nextPod ? 'gone' : 'none';
    if (account.isTerminating) return 'terminating';
    return account.life === 'requested' ? 'pending' : account.life;
  }

  /** A command asked for it; a second one under the same name changes nothing. */
  requested(pod: PodId, pool: PoolId): void {
    const known = this.#pods.get(pod);
    if (known !== undefined) known.isUnsure = false;
    else this.#count(this.#open(pod, pool), 1);
  }

  createFailed(pod: PodId, certain: boolean): void {
    const account = this.#pods.get(pod);
    if (account === undefined || account.life !== 'requested') return;
    if (certain) this.#notMade(account);
    else {
      account.isUnsure = true;
      this.#isAnyUnsure = true;
    }
  }

  /** A list settles what became of creations with unknown outcome. */
  listed(pool: PoolId, pods: readonly ListedPod[]): void {
    if (!this.#isAnyUnsure) return;
    this.#isAnyUnsure = false;
    this.#pods.forEach((account) => {
      if (!account.isUnsure) return;
      if (account.counts.index !== pool) {
        this.#isAnyUnsure = true;
        return;
      }
      account.isUnsure = false;
      if (account.life === 'requested' && !pods.some((listed) => listed.pod === account.pod)) this.#notMade(account);
    });
  }

  up(pod: PodId, pool: PoolId, at: number): void {
    this.requested(pod, pool);
    const account = this.#pods.get(pod) as PodAccount;
    if (account.life !== 'requested') return;
    this.#count(account, -1);
    account.life = 'pending';
    account.isUnsure = false;
    account.counts.podsCreated++;
    this.#count(account, 1);
    for (const reader of this.#readers) reader.podUp(account, at);
  }

  phaseChanged(pod: PodId, phase: 'running' | 'succeeded' | 'failed' | 'terminating', at: number): void {
    const account = this.#pods.get(pod);
    // Dead is dead: a pod that was dead when the run began is not counted as failing in it.
    if (account === undefined || (phase !== 'terminating' && !isAlive(account.life))) return;
    this.#count(account, -1);
    if (phase === 'terminating') account.isTerminating = true;
    else account.life = phase;
    this.#count(account, 1);
    if (phase === 'failed') for (const reader of this.#readers) reader.podFailed(account, at);
  }

  /** A scale-down asked for its deletion, or that failed. */
  scaledDown(pod: PodId, isScaledDown: boolean): void {
    const account = this.#pods.get(pod);
    if (account !== undefined) account.isScaledDown = isScaledDown;
  }

  /** A phase ended with its agent's process. */
  workLost(pod: PodId, at: number): void {
    const account = this.#pods.get(pod);
    if (account?.isScaledDown !== true) return;
    for (const reader of this.#readers) reader.workKilled(account, at);
  }

  /** No node has room for the pod, or one has at last. */
  placed(pod: PodId, isUnschedulable: boolean): void {
    const account = this.#pods.get(pod);
    if (account === undefined || account.isUnschedulable === isUnschedulable) return;
    this.#count(account, -1);
    account.isUnschedulable = isUnschedulable;
    this.#count(account, 1);
  }

  down(pod: PodId, at: number): void {
    const account = this.#pods.get(pod);
    if (account === undefined) return;
    this.#drop(account);
    for (const reader of this.#readers) reader.podGone(account, at);
  }

  /** The agent's connection to the server opened or closed. */
  connection(pod: PodId, isConnected: boolean): void {
    const account = this.#pods.get(pod);
    if (account === undefined || account.isConnected === isConnected) return;
    this.#count(account, -1);
    account.isConnected = isConnected;
    if (isConnected) account.hasConnected = true;
    this.#count(account, 1);
  }

  /** The platform heard of the agent, or has not for too long. */
  heard(pod: PodId, isOnline: boolean): void {
    const account = this.#pods.get(pod);
    if (account === undefined || account.isOnline === isOnline) return;
    this.#count(account, -1);
    account.isOnline = isOnline;
    this.#count(account, 1);
  }

  used(pod: PodId): void {
    const account = this.#pods.get(pod);
    if (account !== undefined) account.isUsed = true;
  }

  /** Units of a pod's slots turn to another use; a pod that is gone took its slots along. */
  slotsChanged(pod: number, use: SlotUse, units: number): void {
    if (use === 'idle') return;
    const account = this.#pods.get(pod);
    if (account === undefined) return;
    const usedBefore = account.running + account.claimed + account.reserved;
    const wasIdle = account.running + account.reserved === 0;
    if (use === 'running') account.running += units;
    else if (use === 'reserved') account.reserved += units;
    else account.claimed += units;
    countUse(account, use, units);
    countFree(account, usedBefore, wasIdle);
  }

  #open(pod: PodId, pool: PoolId): PodAccount {
    const account = new PodAccount(pod, this.#pools[pool] as PoolCounts);
    this.#pods.set(pod, account);
    if (pod >= this.#nextPod) this.#nextPod = pod + 1;
    return account;
  }

  #notMade(account: PodAccount): void {
    account.counts.createsFailed++;
    this.#drop(account);
  }

  #drop(account: PodAccount): void {
    this.#count(account, -1);
    this.#pods.delete(account.pod);
  }

  #count(account: PodAccount, sign: 1 | -1): void {
    const { counts, life, isTerminating } = account;
    counts.podVersion++;
    if (account.isUnschedulable && !isTerminating) counts.podsUnschedulable += sign;
    if (isTerminating) counts.podsTerminating += sign;
    else if (life === 'requested' || life === 'pending') counts.podsPending += sign;
    else if (life === 'running') counts.podsRunning += sign;
    else if (life === 'failed') counts.podsFailed += sign;
    if (!isTerminating && (isAlive(life) || counts.countsDead)) counts.pods += sign;
    if (!isTerminating && isAlive(life) && life !== 'requested') counts.podsProvided += sign;
    if (life !== 'requested') counts.podsExisting += sign;
    if (isUsable(account)) counts.podsConnected += sign;
    if (account.isOnline && !isTerminating) counts.agentsOnline += sign;
    countSlots(account, sign);
  }
}

const isAlive = (life: PodAccount['life']): boolean => life !== 'failed' && life !== 'succeeded';

const isUsable = (account: PodAccount): boolean =>
  account.isConnected && !account.isTerminating && isAlive(account.life);

/** Slots turned to a use (or, below 0, from it): what `countSlots` would say, as a difference, since it runs twice for every phase. */
function countUse(account: PodAccount, use: 'running' | 'claimed' | 'reserved', units: number): void {
  const { counts } = account;
  counts.version++;
  if (account.life === 'requested') return;
  const connected = isUsable(account) ? units : 0;
  if (use === 'running') {
    counts.slotsRunning += units;
    counts.connectedRunning += connected;
  } else if (use === 'reserved') {
    counts.slotsReserved += units;
    counts.connectedReserved += connected;
  } else {
    counts.slotsClaimed += units;
  }
}

/** The other side of `countUse`: what is free now, and whether the pod is idle. */
function countFree(account: PodAccount, usedBefore: number, wasIdle: boolean): void {
  const { counts, running, claimed, reserved } = account;
  if (account.life === 'requested') return;
  const { slotsPerPod } = counts;
  const freed = Math.max(slotsPerPod - running - claimed - reserved, 0) - Math.max(slotsPerPod - usedBefore, 0);
  if (!isUsable(account)) {
    countAway(account, freed);
    return;
  }
  counts.slotsIdle += freed;
  const isIdle = running + reserved === 0;
  if (isIdle !== wasIdle) counts.podsIdle += isIdle ? 1 : -1;
}

/** Free slots in which nothing can be placed: not yet, or not now. */
function countAway({ counts, hasConnected, isTerminating, life }: PodAccount, units: number): void {
  if (hasConnected || isTerminating || !isAlive(life)) counts.slotsOffline += units;
  else counts.slotsStarting += units;
}

/** A pod's slots by use, all of them: for changes of the pod itself. */
function countSlots(account: PodAccount, sign: 1 | -1): void {
  const { counts, running, claimed, reserved } = account;
  counts.version++;
  if (account.life === 'requested') return;
  const { slotsPerPod } = counts;
  // A fault may put more into a pod than it holds; what is free is then nothing, not less.
  const free = Math.max(slotsPerPod - running - claimed - reserved, 0);
  counts.slots += sign * slotsPerPod;
  counts.slotsRunning += sign * running;
  counts.slotsClaimed += sign * claimed;
  counts.slotsReserved += sign * reserved;
  if (!isUsable(account)) {
    countAway(account, sign * free);
    return;
  }
  counts.slotsIdle += sign * free;
  counts.connectedSlots += sign * slotsPerPod;
  counts.connectedRunning += sign * running;
  counts.connectedReserved += sign * reserved;
  if (running === 0 && reserved === 0) counts.podsIdle += sign;
}
