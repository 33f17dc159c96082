import type { ModifierBinding } from './modifier.ts';
import type { PolicyBinding } from './policy.ts';
import type { TaskType } from './task.ts';

export const SLOT_RULES = ['single', 'apply-on-slot-zero', 'apply-exclusive', 'apply-one-of-n', 'weighted'] as const;
export type SlotRule = (typeof SLOT_RULES)[number];
export const READINESS_RULES = ['grace-period', 'registered', 'heartbeat', 'connected'] as const;
export type Readiness = (typeof READINESS_RULES)[number];
export const VICTIM_RULES = ['idle-only', 'longest-idle', 'drain', 'unordered'] as const;
export type VictimRule = (typeof VICTIM_RULES)[number];
export const PLACEMENTS = ['first-fit', 'lowest-index', 'least-loaded', 'most-loaded'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** Everything the engine must know of a pool, complete: defaults were filled by the compile step. Times in ms. */
export interface PoolConfig {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly agent: AgentConfig;
  readonly autoscaler: AutoscalerConfig;
  readonly dispatch: DispatchConfig;
  /** Ordered, disjoint, [from, to) in ms since the run began. */
  readonly freeze: readonly FreezeInterval[];
}

export interface AgentConfig {
  /** Slots per pod; capacity units under rule `weighted`. */
  readonly slots: number;
  readonly rule: SlotRule;
  /** Units a task of each type takes; all 1 unless the rule is `weighted`. */
  readonly weights: Readonly<Record<TaskType, number>>;
  readonly heartbeatEveryMs: number;
  readonly onlineWithinMs: number;
  /** Tasks that an agent takes in its life; `Infinity` = no limit. After the last of them its pod ends. */
  readonly maxTasks: number;
}

/** Capacity units that a task of this type takes. Written out: looking a key up by variable is slow, and every placement asks. */
export function unitsOf({ weights }: AgentConfig, type: TaskType): number {
  if (type === 'plan') return weights.plan;
  return type === 'plan_and_apply' ? weights.plan_and_apply : weights.drift_check;
}

export interface AutoscalerConfig {
  readonly policy: PolicyBinding;
  /** Around the policy, outermost last. */
  readonly modifiers: readonly ModifierBinding[];
  readonly everyMs: number;
  /** A decision at most so long after something happened to a task; null = ticks alone. */
  readonly reactWithinMs: number | null;
  readonly victims: VictimRule;
  readonly reaper: boolean;
  readonly protectRunning: boolean;
  readonly waitForConnecting: boolean;
  readonly ensureMin: boolean;
  readonly unhealthyRestart: boolean;
}

export interface DispatchConfig {
  readonly mode: 'event-driven' | 'retry-timer';
  readonly readiness: Readiness;
  readonly assignment: 'immediate' | 'when-connected';
  readonly scaleUpOnNoAgent: boolean;
  readonly slotSync: 'before-first-decision' | 'after-first-decision';
  readonly orphans: 'keep' | 'fail';
  readonly placement: Placement;
  readonly heartbeats: 'durable' | 'forgotten';
  readonly onAgentLost: 'fail' | 'retry-plan';
  readonly graceMs: number;
  readonly monitorMs: number;
  readonly retryNoSlotMs: number;
  readonly retryNoAgentMs: number;
  readonly retryConflictMs: number;
  readonly sendBackoffMs: readonly number[];
  readonly claimDeadlineMs: number;
  readonly reservationExpiryMs: number;
  readonly acceptWithinMs: number;
  readonly taskTimeoutMs: number;
  readonly lostAfterMs: number;
}

export interface FreezeInterval {
  readonly from: number;
  readonly to: number;
}
