/** Every law, with the sentence that `poolproof` prints. `safety` laws hold for every pool; `quality` laws for pools whose choices promise them. */
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
} as const;

export type LawName = keyof typeof LAWS;
export const LAW_NAMES = Object.keys(LAWS) as readonly LawName[];
