import * as z from 'zod';
import { arrivalsSchema } from './arrivals.ts';
import { absent, byKey, byShape, duration, keys, name, positiveCount, workspaceName } from './fields.ts';
import * as messages from './messages.ts';
import { needsRule, needsShape, outcomeShape } from './task-needs.ts';
import type { ReplayEntry } from './trace/attach-trace.ts';
import { type TraceEntry, traceEntrySchema } from './trace/trace-section.ts';
import { needing, when, without } from './written.ts';

/** `workload`: streams of arrivals, job logs, and tasks written by hand. */

const weights = z.record(name, z.number().min(0).max(1_000_000)).superRefine((mix, context) => {
  const total = Object.values(mix).reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) context.addIssue({ code: 'custom', params: { sentence: messages.noWeight } });
});

/** A profile's name, or a mix of several by weight; a single name is a mix of one. */
const mix = byShape(
  {
    scalar: name.transform((profile): Readonly<Record<string, number>> => ({ [profile]: 1 })),
    map: weights,
  },
  'the name of a profile or a mix, { change: 0.6, preview: 0.4 }',
);

const arrivalsEntry = keys({
  name: absent(name).describe('Of the stream; must be unique.'),
  arrivals: arrivalsSchema.describe('When tasks come: see [arrivals](#arrivals).'),
  profile: mix.describe('What they need: the name of a profile, or several by weight.'),
  pool: absent(name).describe('Where they go; may be left out when there is one pool.'),
  workspaces: absent(z.array(workspaceName).min(1)).describe(
    'Workspaces to pick from; those of the scenario unless given.',
  ),
  from: absent(duration).describe('Start of the stream.'),
  until: absent(duration).describe('End of the stream.'),
  startAt: absent(duration).describe('First arrival of `every`.'),
}).meta({
  allOf: [
    when({ properties: { arrivals: { type: 'object', ...needing('burst') } } }, without('from', 'until')),
    when({ properties: { arrivals: { type: 'object', ...needing('every') } } }, {}, without('startAt')),
  ],
});

/** `ws-{n}` stands for another workspace in each copy of the task. */
const workspaceTemplate = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_./-]*(\{n\}[A-Za-z0-9_./-]*)?$/)
  .max(200);

const handTask = keys({
  id: absent(name).describe('Name by which expectations and people call the task.'),
  at: duration.describe('When it is submitted.'),
  workspace: workspaceTemplate.describe('Whose task it is; `"ws-{n}"` is another workspace for each copy.'),
  pool: absent(name).describe('Where it goes; may be left out when there is one pool.'),
  count: absent(positiveCount.max(100_000)).describe(
    'So many copies, named `id-1`, `id-2`, …; the task itself unless given.',
  ),
  ...needsShape,
  ...outcomeShape,
}).meta({
  required: ['plan'],
  allOf: [needsRule, when(needing('count'), {}, { properties: { workspace: { type: 'string', pattern: '^[^{]*$' } } })],
});

const tasksEntry = keys({
  name: absent(name).describe('Of the entry; must be unique.'),
  tasks: z.array(handTask).min(1).describe('Tasks written by hand.'),
});

export const workloadEntrySchema = byKey(
  { arrivals: arrivalsEntry, trace: traceEntrySchema, tasks: tasksEntry },
  'kind of work',
);

export type ArrivalsEntry = z.output<typeof arrivalsEntry>;
export type TasksEntry = z.output<typeof tasksEntry>;
/** As it is written: a trace without its log. */
export type WrittenEntry = ArrivalsEntry | TraceEntry | TasksEntry;
export type WorkloadEntry = ArrivalsEntry | ReplayEntry | TasksEntry;
/** When its tasks may come, ms: from its own start to its own end or that of all arrivals, whichever is first. */
export const entryWindow = ({ from, until }: Pick<ArrivalsEntry, 'from' | 'until'>, arrivalsEnd: number) => ({
  from: from ?? 0,
  until: Math.min(until ?? arrivalsEnd, arrivalsEnd),
});
export type HandTask = z.output<typeof handTask>;

export interface TaskCopy {
  readonly id: string | null;
  readonly workspace: string;
}

/** The tasks that one written task stands for: itself, or `count` copies named `id-1` … `id-n`. */
export const copiesOf = (task: {
  readonly id: string | null;
  readonly workspace: string;
  readonly count: number | null;
}): readonly TaskCopy[] =>
  task.count === null
    ? [{ id: task.id, workspace: task.workspace }]
    : Array.from({ length: task.count }, (_, index) => ({
        id: task.id === null ? null : `${task.id}-${index + 1}`,
        workspace: task.workspace.replaceAll('{n}', String(index + 1)),
      }));
