import type { AnyPolicy } from '../policy.ts';
import { blindStep } from './blind-step.ts';
import { buildkiteAgentStack } from './buildkite/agent-stack.ts';
import { capacityAware } from './capacity-aware.ts';
import { pendingOnly } from './pending-only.ts';
import { pendingPlusRunning } from './pending-plus-running.ts';
import { slotUtilization } from './slot-utilization.ts';
import { slotUtilizationUnfixed } from './slot-utilization-unfixed.ts';

/** All policies by name, the platform's own first, oldest first. A new policy = one file, one line here, one test. */
export const POLICIES: Readonly<Record<string, AnyPolicy>> = Object.fromEntries(
  [
    pendingOnly,
    pendingPlusRunning,
    blindStep,
    capacityAware,
    slotUtilizationUnfixed,
    slotUtilization,
    buildkiteAgentStack,
  ].map((policy) => [policy.name, policy]),
);
