import type { SlotRule } from '../engine/pool-config.ts';
import type { TaskType } from '../engine/task.ts';
import type { CompiledPool } from '../scenario/compiled.ts';
import { TaskQueue } from './task-queue.ts';

/**
 * What is true of one pool now, in plain numbers. `TaskBook` and `PodBook` write it, everybody else reads it. `version` grows with
 * each change, so that a reader can tell cheaply that nothing happened to a pool in an instant.
 */
export class PoolCounts {
  readonly index: number;
  readonly name: string;
  readonly rule: SlotRule;
  readonly slotsPerPod: number;
  /** In its whole life; may be infinite. */
  readonly tasksPerPod: number;
  readonly weights: Readonly<Record<TaskType, number>>;
  /** Without a reaper dead pods count as pods. */
  readonly countsDead: boolean;
  /** Its unblocked pending tasks. */
  readonly queue = new TaskQueue();
  version = 0;
  /** Likewise, of pods and their connections alone. */
  podVersion = 0;

  // Tasks. `waiting` … `applyPending` are those that the platform knows and that have not ended.
  submitted = 0;
  waiting = 0;
  pending = 0;
  /** Pending and not kept by a lock. */
  unblocked = 0;
  running = 0;
  applyPending = 0;
  finished = 0;
  failed = 0;
  /** Handed to the platform. */
  handedIn = 0;
  /** Capacity units of the unblocked and of the running tasks. */
  unblockedUnits = 0;
  runningUnits = 0;
  /** Unblocked and running tasks of type plan_and_apply. */
  applies = 0;

  // Pods. A pod is `requested` from the command to make it, and exists from `pod.up` to `pod.down`.
  /** n: requested, pending or running, not terminating (dead ones too where nobody removes them). */
  pods = 0;
  podsPending = 0;
  podsRunning = 0;
  /** Agent connected, pod alive and not terminating. */
  podsConnected = 0;
  podsFailed = 0;
  podsTerminating = 0;
  /** Pending, and no node has room. */
  podsUnschedulable = 0;
  podsCreated = 0;
  /** Requested, and never made. */
  createsFailed = 0;
  podsExisting = 0;
  /** Existing, pending or running, not terminating: what the pool truly provides or is about to. */
  podsProvided = 0;
  /** Connected without a running or reserved slot. */
  podsIdle = 0;
  agentsOnline = 0;
  desired = 0;

  // Slots of existing pods, in capacity units.
  slots = 0;
  slotsRunning = 0;
  slotsClaimed = 0;
  slotsReserved = 0;
  slotsIdle = 0;
  slotsStarting = 0;
  slotsOffline = 0;
  connectedSlots = 0;
  connectedRunning = 0;
  connectedReserved = 0;

  constructor(index: number, pool: Pick<CompiledPool, 'config'>) {
    const { config } = pool;
    this.index = index;
    this.name = config.name;
    this.rule = config.agent.rule;
    this.slotsPerPod = config.agent.slots;
    this.tasksPerPod = config.agent.maxTasks;
    this.weights = config.agent.weights;
    this.countsDead = !config.autoscaler.reaper;
  }
}

export const poolCounts = (pools: readonly Pick<CompiledPool, 'config'>[]): readonly PoolCounts[] =>
  pools.map((pool, index) => new PoolCounts(index, pool));

/** Tasks that were handed to the platform and are in none of its states: it dropped them. */
export function lostTasks(counts: PoolCounts): number {
  const known = counts.waiting + counts.pending + counts.running + counts.applyPending + counts.finished;
  return counts.handedIn - known;
}
