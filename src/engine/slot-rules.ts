import { isSpent, type Pod, usedUnits } from './pod-table.ts';
import { type PoolConfig, unitsOf } from './pool-config.ts';
import type { TaskType } from './task.ts';

/**
 * The slot that the pool's rule allows a new task on this pod, or -1, as on a pod whose agent takes no more. Lowest index first.
 * A task that comes back to its own reserved slot asks `mayResume` instead.
 */
export function legalSlot(pod: Pod, type: TaskType, config: PoolConfig): number {
  const { rule, slots } = config.agent;
  if (isSpent(pod, config)) return -1;
  if (usedUnits(pod) + unitsOf(config.agent, type) > slots) return -1;
  const isApply = type === 'plan_and_apply';
  switch (rule) {
    case 'single':
      return usedUnits(pod) === 0 ? idleSlot(pod) : -1;
    case 'weighted':
      return idleSlot(pod);
    case 'apply-on-slot-zero':
      if (isApply) return pod.uses[0] === 'idle' ? 0 : -1;
      return idleSlot(pod);
    case 'apply-exclusive':
      // A running plan_and_apply owns the pod; a reservation holds its number and blocks nothing else. A claim counts as running.
      if (pod.runningApplies > 0) return -1;
      if (isApply && pod.running + pod.claimed > 0) return -1;
      return idleSlot(pod);
    case 'apply-one-of-n':
      if (isApply && pod.applies > 0) return -1;
      return idleSlot(pod);
  }
}

/** Whether an apply may start in the slot that is reserved for it. */
export const mayResume = (pod: Pod, config: PoolConfig): boolean =>
  config.agent.rule !== 'apply-exclusive' || pod.running + pod.claimed === 0;

function idleSlot(pod: Pod): number {
  const { uses } = pod;
  for (let slot = 0; slot < uses.length; slot += 1) if (uses[slot] === 'idle') return slot;
  return -1;
}
