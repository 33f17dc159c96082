import type {
  AgentSignals,
  CapacitySignals,
  PodSignals,
  PodView,
  Queried,
  RunningTask,
  Signals,
  SlotSignals,
  TaskSignals,
  Totals,
  UnblockedTask,
} from '../../src/engine/signals.ts';

export interface SignalChanges {
  readonly now?: number;
  readonly min?: number;
  readonly max?: number;
  readonly slotsPerPod?: number;
  readonly agent?: Partial<AgentSignals>;
  readonly pods?: Partial<PodSignals>;
  readonly slots?: Partial<SlotSignals>;
  readonly tasks?: Partial<TaskSignals>;
  readonly capacity?: Queried<CapacitySignals>;
  readonly connectedSlots?: Partial<SlotSignals>;
  readonly totals?: Partial<Totals>;
  readonly podsStale?: boolean;
  readonly oldestUnblockedAgeMs?: number;
  readonly listPods?: readonly PodView[];
  readonly unblockedTasks?: readonly UnblockedTask[];
  readonly runningTasks?: readonly RunningTask[];
}

const NO_SLOTS: SlotSignals = { total: 0, used: 0, reserved: 0, idle: 0 };
const never = { within: () => 0 };

/** What a policy sees of an empty pool of min 0, max 10, with 4 slots per pod, unless changed. */
export function signals(changes: SignalChanges = {}): Signals {
  return {
    now: changes.now ?? 0,
    min: changes.min ?? 0,
    max: changes.max ?? 10,
    frozen: false,
    slotsPerPod: changes.slotsPerPod ?? 4,
    agent: {
      slots: changes.slotsPerPod ?? 4,
      rule: 'apply-one-of-n',
      weights: { plan: 1, plan_and_apply: 1, drift_check: 1 },
      maxTasks: null,
      ...changes.agent,
    },
    pods: {
      count: 0,
      requested: 0,
      pending: 0,
      running: 0,
      connected: 0,
      connectedIdle: 0,
      withRunningTask: 0,
      withReservation: 0,
      terminating: 0,
      dead: 0,
      failed: 0,
      ...changes.pods,
    },
    slots: { ...NO_SLOTS, ...changes.slots },
    connectedSlots: { ...NO_SLOTS, ...changes.connectedSlots },
    tasks: {
      pending: 0,
      unblocked: 0,
      unblockedByType: { plan: 0, plan_and_apply: 0, drift_check: 0 },
      claimedByType: { plan: 0, plan_and_apply: 0, drift_check: 0 },
      waiting: 0,
      running: 0,
      runningByType: { plan: 0, plan_and_apply: 0, drift_check: 0 },
      applyPending: 0,
      reserved: 0,
      ...changes.tasks,
    },
    capacity: changes.capacity === undefined ? { agentsOnline: 0, total: 0, used: 0, available: 0 } : changes.capacity,
    oldestUnblockedAgeMs: changes.oldestUnblockedAgeMs ?? 0,
    idleSince: null,
    podsStale: changes.podsStale ?? false,
    lastScaleUpAt: null,
    lastScaleDownAt: null,
    arrivals: never,
    completions: never,
    totals: {
      arrivals: 0,
      starts: 0,
      completions: 0,
      admitted: { plan: 0, plan_and_apply: 0, drift_check: 0 },
      slotStays: 0,
      slotTimeMs: 0,
      ...changes.totals,
    },
    unblockedTasks: () => changes.unblockedTasks ?? [],
    runningTasks: () => changes.runningTasks ?? [],
    listPods: () => changes.listPods ?? [],
  };
}
