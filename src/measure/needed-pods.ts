import type { PoolCounts } from './pool-counts.ts';

/**
 * The fewest pods on which the running and unblocked work of a pool could run at once by its slot rule: by its units, by the tasks that a pod
 * takes in its life, and by its plan_and_apply tasks, of which a pod takes one unless the rule is `weighted`, and under `apply-exclusive`
 * nothing beside it.
 */
export function podsNeeded(counts: PoolCounts): number {
  const units = counts.runningUnits + counts.unblockedUnits;
  const byTasks = Math.ceil((counts.running + counts.unblocked) / counts.tasksPerPod);
  const { rule, slotsPerPod, applies } = counts;
  if (rule === 'weighted') return Math.max(byTasks, Math.ceil(units / slotsPerPod));
  if (rule === 'apply-exclusive') return Math.max(byTasks, applies + Math.ceil((units - applies) / slotsPerPod));
  return Math.max(byTasks, applies, Math.ceil(units / slotsPerPod));
}
