import type { AnyPolicy } from '../policy.ts';
import { blindStep } from './blind-step.ts';
import { capacityAware } from './capacity-aware.ts';
import { pendingOnly } from './pending-only.ts';
import { pendingPlusRunning } from './pending-plus-running.ts';
import { slotUtilization } from './slot-utilization.ts';
import { slotUtilizationUnfixed } from './slot-utilization-unfixed.ts';

/** All policies by name, oldest first. A new policy = one file, one line here, one test. */
export const POLICIES: Readonly<Record<string, AnyPolicy>> = Object.fromEntries(
  [pendingOnly, pendingPlusRunning, blindStep, capacityAware, slotUtilizationUnfixed, slotUtilization].map((policy) => [
    policy.name,
    policy,
  ]),
);
