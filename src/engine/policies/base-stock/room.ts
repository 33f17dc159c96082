import type { AgentSignals, PodView } from '../../signals.ts';

/** Tasks that want a slot. Drift checks count as plans: no slot rule tells them apart. */
export interface Wanted {
  readonly applies: number;
  readonly plans: number;
}

/**
 * Pods beside the busy ones that so many tasks need: what finds no legal room beside the work of the busy pods goes to empty ones,
 * each of which holds what its slot rule lets it.
 */
export function podsBeside(busy: readonly PodView[], wanted: Wanted, agent: AgentSignals): number {
  const { weights } = agent;
  let { applies, plans } = wanted;
  let room = 0;
  for (const pod of busy) {
    let idle = pod.slots.idle;
    if (applies > 0 && pod.takesApply) {
      const taken = agent.rule === 'weighted' ? Math.min(applies, Math.floor(idle / weights.plan_and_apply)) : 1;
      applies -= taken;
      idle -= taken * weights.plan_and_apply;
      if (agent.rule === 'apply-exclusive') idle = 0;
    }
    room += Math.max(0, idle);
  }
  plans = Math.max(0, plans - Math.floor(room / weights.plan));
  return emptyPods({ applies, plans }, agent);
}

/** Pods that hold so many tasks and nothing else. */
export function emptyPods({ applies, plans }: Wanted, { rule, slots, weights, maxTasks }: AgentSignals): number {
  const room = Math.min(slots, maxTasks ?? slots);
  switch (rule) {
    case 'single':
      return applies + plans;
    case 'apply-exclusive':
      return applies + Math.ceil(plans / room);
    case 'weighted':
      return Math.ceil((applies * weights.plan_and_apply + plans * weights.plan) / slots);
    default:
      return Math.max(applies, Math.ceil((applies + plans) / room));
  }
}
