import { z } from 'zod';
import { absent, byShape, duration, keys, name, oneKeyOf, positiveCount, workspaceName } from './fields.ts';
import { needsShape, outcomeShape } from './task-needs.ts';

/** `initial`: pods and tasks that exist at time zero. */

const slot = byShape(
  {
    scalar: z.literal('idle').transform(() => ({ kind: 'idle' as const, value: null })),
    map: oneKeyOf({ running: name, reserved: name }, 'use of a slot'),
  },
  'idle, { running: task } or { reserved: task }',
);

const pod = keys({
  pool: absent(name),
  state: z.enum(['pending', 'running', 'connected', 'failed', 'succeeded']),
  age: duration.default(0),
  slots: z.array(slot).default([]),
  count: positiveCount.max(100_000).default(1),
});

const task = keys({
  id: name,
  workspace: workspaceName,
  pool: absent(name),
  phase: z.enum(['plan', 'apply']).default('plan'),
  ...needsShape,
  ...outcomeShape,
});

export const initialSchema = keys({ pods: z.array(pod).default([]), tasks: z.array(task).default([]) });

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
