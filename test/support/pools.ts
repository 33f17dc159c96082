import { POLICIES } from '../../src/engine/policies/registry.ts';
import type { AnyPolicy, PolicyBinding } from '../../src/engine/policy.ts';
import type {
  AgentConfig,
  AutoscalerConfig,
  DispatchConfig,
  FreezeInterval,
  PoolConfig,
  SlotRule,
} from '../../src/engine/pool-config.ts';

export interface PoolChanges {
  readonly name?: string;
  readonly min?: number;
  readonly max?: number;
  readonly agent?: Partial<AgentConfig>;
  /** Name of one of the platform's own, with its default parameters unless `with` changes them. */
  readonly policy?: string;
  readonly with?: PolicyBinding['parameters'];
  readonly autoscaler?: Partial<AutoscalerConfig>;
  readonly dispatch?: Partial<DispatchConfig>;
  readonly freeze?: readonly FreezeInterval[];
}

const SLOTS: Readonly<Record<SlotRule, number>> = {
  single: 1,
  'apply-on-slot-zero': 3,
  'apply-exclusive': 3,
  'apply-one-of-n': 4,
  weighted: 4,
};

/** A pool with the recommended choices and every default of the scenario language; `max` 3 unless changed. */
export function poolConfig(changes: PoolChanges = {}): PoolConfig {
  const rule = changes.agent?.rule ?? 'apply-one-of-n';
  return {
    name: changes.name ?? 'pool',
    min: changes.min ?? 0,
    max: changes.max ?? 3,
    agent: {
      slots: SLOTS[rule],
      rule,
      weights: { plan: 1, plan_and_apply: rule === 'weighted' ? 3 : 1, drift_check: 1 },
      heartbeatEveryMs: 30_000,
      onlineWithinMs: 120_000,
      maxTasks: Number.POSITIVE_INFINITY,
      ...changes.agent,
    },
    autoscaler: {
      policy: policyBinding(changes.policy ?? 'slot-utilization', changes.with),
      modifiers: [],
      everyMs: 10_000,
      reactWithinMs: null,
      victims: 'idle-only',
      reaper: true,
      protectRunning: false,
      waitForConnecting: false,
      ensureMin: true,
      unhealthyRestart: true,
      ...changes.autoscaler,
    },
    dispatch: {
      mode: 'event-driven',
      readiness: 'connected',
      assignment: 'immediate',
      scaleUpOnNoAgent: true,
      slotSync: 'before-first-decision',
      orphans: 'keep',
      placement: 'first-fit',
      heartbeats: 'durable',
      onAgentLost: 'fail',
      graceMs: 300_000,
      monitorMs: 10_000,
      retryNoSlotMs: 10_000,
      retryNoAgentMs: 15_000,
      retryConflictMs: 5_000,
      sendBackoffMs: [5_000, 10_000, 20_000, 40_000, 60_000],
      claimDeadlineMs: 300_000,
      reservationExpiryMs: 86_400_000,
      acceptWithinMs: 30_000,
      taskTimeoutMs: 3_600_000,
      lostAfterMs: 300_000,
      ...changes.dispatch,
    },
    freeze: changes.freeze ?? [],
  };
}

export function policyBinding(name: string, changes: PolicyBinding['parameters'] = {}): PolicyBinding {
  const policy = POLICIES[name] as AnyPolicy;
  const defaults = Object.fromEntries(policy.parameters.map((parameter) => [parameter.name, parameter.default]));
  return { policy, parameters: { ...defaults, ...changes } };
}

/** A policy that always wants so many pods: tests of what is done with a wish need no formula. */
export function wishing(pods: number | (() => number)): PolicyBinding {
  const policy: AnyPolicy = {
    name: 'wishing',
    summary: 'Always the same.',
    parameters: [],
    nativePeriodMs: 10_000,
    promises: () => ({ economy: false, responsive: false }),
    initialMemory: () => null,
    decide: (_signals, memory) => ({
      decision: {
        kind: 'scale-to',
        pods: typeof pods === 'number' ? pods : pods(),
        reason: { rule: 'wish', text: 'as the test wishes', figures: {}, limitedBy: null },
      },
      memory,
    }),
  };
  return { policy, parameters: {} };
}
