/**
 * Every law, with the sentence that `poolproof` prints. `safety` laws hold for every pool; `quality` laws for pools whose choices
 * promise them, `demanded` ones where the scenario asks for them.
 */
export const LAWS = {
  'slot-once': { kind: 'safety', sentence: 'A slot holds at most one task, a task at most one slot.' },
  'workspace-serial': { kind: 'safety', sentence: 'A workspace has at most one active plan_and_apply.' },
  'slot-rule': { kind: 'safety', sentence: "The pool's slot rule holds." },
  'busy-survives': { kind: 'safety', sentence: 'Scale-down removes no pod whose agent works or holds a reservation.' },
  max: { kind: 'safety', sentence: 'Pods that are not terminating never exceed max.' },
  'max-tasks': { kind: 'safety', sentence: 'No agent works for more tasks than maxTasks.' },
  conservation: {
    kind: 'safety',
    sentence: 'Every submitted task is in exactly one state; no phase runs twice; no apply runs unconfirmed.',
  },
  accounting: {
    kind: 'safety',
    sentence: 'Running, claimed, reserved, idle and offline slot time add up to slots × pod time.',
  },
  'work-conserving': {
    kind: 'quality',
    sentence: 'No unblocked task waits while a slot that is legal for it is free on a connected agent.',
  },
  economy: { kind: 'quality', sentence: 'No scale-up while usable free capacity covers all unblocked work.' },
  responsive: {
    kind: 'quality',
    sentence: 'While work cannot be placed and n < max, a pod is asked for within one period.',
  },
  'no-blind-send': {
    kind: 'quality',
    sentence: 'No slot is taken and nothing is sent for an agent that is not connected.',
  },
  // Those of `laws.demand: all` and `laws.settleWithin`.
  'counts-work': { kind: 'demanded', sentence: 'No decision asks for fewer pods than there are agents at work.' },
  'counts-applies': {
    kind: 'demanded',
    sentence:
      'Where a pod takes one plan_and_apply at a time, no decision of a pool with pods asks for fewer than those at work and the unblocked plan_and_apply tasks need.',
  },
  patience: {
    kind: 'demanded',
    sentence:
      'No decision makes a pod while those whose agents are still to connect have room for the work that waits.',
  },
  min: { kind: 'demanded', sentence: 'Outside freeze windows no decision leaves the pool below min.' },
  'keeps-capacity': {
    kind: 'demanded',
    sentence: 'No decision takes pods away while unblocked work waits for a slot.',
  },
  'cold-start': {
    kind: 'demanded',
    sentence:
      'Work that waits before a pool without a living pod gets one asked for: at once, or within two periods where dead pods go first.',
  },
  'work-survives': {
    kind: 'demanded',
    sentence: 'A server restart gives up no task whose agent works on.',
  },
  settles: {
    kind: 'demanded',
    sentence:
      'Once nothing more arrives or goes wrong, all work that no person holds up is done within `laws.settleWithin`, and an idle pool has as many pods as its autoscaler asks for.',
  },
} as const;

export type LawName = keyof typeof LAWS;
export const LAW_NAMES = Object.keys(LAWS) as readonly LawName[];
