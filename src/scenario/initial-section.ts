import * as z from 'zod';
import { absent, byShape, duration, keys, name, oneKeyOf, positiveCount, workspaceName } from './fields.ts';
import { needsRule, needsShape, outcomeShape } from './task-needs.ts';
import { has, needing, when } from './written.ts';

/** `initial`: pods and tasks that exist at time zero. */

const slot = byShape(
  {
    scalar: z.literal('idle').transform(() => ({ kind: 'idle' as const, value: null })),
    map: oneKeyOf(
      {
        running: name.describe('The task that runs in the slot.'),
        reserved: name.describe('The task whose apply phase the slot is kept for.'),
      },
      'use of a slot',
    ),
  },
  'idle, { running: task } or { reserved: task }',
);

const pod = keys({
  pool: absent(name).describe('Whose pod it is; may be left out when there is one pool.'),
  state: z.enum(['pending', 'running', 'connected', 'failed', 'succeeded']).describe('How far it has come.'),
  age: duration.default(0).describe('How old it is.'),
  slots: z.array(slot).default([]).describe('Who holds its slots, from the first; the others are idle.'),
  count: positiveCount.max(100_000).default(1).describe('So many pods like this one.'),
});

const task = keys({
  id: name.describe('Name of the task.'),
  workspace: workspaceName.describe('Whose task it is.'),
  pool: absent(name).describe('Where it goes; may be left out when there is one pool.'),
  phase: z.enum(['plan', 'apply']).default('plan').describe('The phase that it is in.'),
  ...needsShape,
  ...outcomeShape,
  // Only a task with an apply phase can be over with its plan.
}).meta({ allOf: [needsRule, when(has('type', 'plan_and_apply'), {}, needing('plan'))] });

export const initialSchema = keys({
  pods: z.array(pod).default([]).describe('Pods, in the order of their numbers.'),
  tasks: z.array(task).default([]).describe('Tasks that are active.'),
});

export type InitialSection = z.output<typeof initialSchema>;
export type WrittenPod = z.output<typeof pod>;
export type WrittenInitialTask = z.output<typeof task>;

/** Which slot a task holds at time zero. Pods are counted as they are made, copies included. */
export interface Holding {
  readonly pod: number;
  readonly slot: number;
  readonly use: 'running' | 'reserved';
}

/** The slots that tasks hold, by the task's name; the first one counts. */
export function holdings(section: InitialSection): ReadonlyMap<string, Holding> {
  const held = new Map<string, Holding>();
  let podNumber = 0;
  for (const written of section.pods) {
    for (const [index, use] of written.slots.entries()) {
      if (use.kind === 'idle' || held.has(use.value)) continue;
      held.set(use.value, { pod: podNumber, slot: index, use: use.kind });
    }
    podNumber += written.count;
  }
  return held;
}

/** A plan_and_apply that runs or waits for its person: its workspace's later ones wait behind it. */
export const isActive = (
  { id, type, phase }: Pick<WrittenInitialTask, 'id' | 'type' | 'phase'>,
  holding: ReadonlyMap<string, Holding>,
): boolean => type === 'plan_and_apply' && (holding.has(id) || phase === 'apply');
