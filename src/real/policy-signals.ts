import * as z from 'zod';
import { SLOT_RULES } from '../engine/pool-config.ts';
import type { SignalData } from '../engine/signal-data.ts';

/** Signals as a program reads them. Typed by the engine's own, so that neither can have a field that the other lacks. */

/** Ids are branded inside. */
type Plain<T> = T extends number
  ? number
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;

const count = z.int().min(0);
const ms = z.int().min(0);

const slots = z.strictObject({
  total: count.describe('All of them.'),
  used: count.describe('Running or claimed.'),
  reserved: count.describe('Held for an apply that a person has yet to confirm.'),
  idle: z.int().describe('total − used − reserved.'),
});

const byType = z.strictObject({
  plan: count.describe('Plans.'),
  plan_and_apply: count.describe('Plans with an apply after them.'),
  drift_check: count.describe('Drift checks.'),
});

const recent = z.strictObject({
  last1m: count.describe('In the last minute.'),
  last5m: count.describe('In the last five minutes.'),
  last15m: count.describe('In the last quarter of an hour.'),
  last60m: count.describe('In the last hour.'),
});

const pods = z.strictObject({
  count: count.describe('Requested, pending and running, without those that are being deleted.'),
  requested: count.describe('Asked for and not seen yet.'),
  pending: count.describe('Made and not running yet.'),
  running: count.describe('Running.'),
  connected: count.describe('With a connected agent.'),
  connectedIdle: count.describe('Of these without any work.'),
  withRunningTask: count.describe('With at least one running slot.'),
  withReservation: count.describe('With at least one reserved slot.'),
  terminating: count.describe('Deleted and not gone yet; not in `count`.'),
  dead: count.describe('Failed or succeeded and still listed.'),
  failed: count.describe('Of these the failed ones.'),
});

const agent = z.strictObject({
  slots: count.describe('Slots of each pod.'),
  rule: z.enum(SLOT_RULES).describe('Which task may take which slot.'),
  weights: byType.describe('Units that a task takes; 1 unless the rule is `weighted`.'),
  maxTasks: count.nullable().describe('Tasks that an agent takes in its life; null = no limit.'),
});

const tasks = z.strictObject({
  pending: count.nullable().describe('Waiting for a slot; null = the task store did not answer.'),
  unblocked: count.nullable().describe('Of these without an earlier one of their workspace before them.'),
  unblockedByType: byType.nullable().describe('The same by type.'),
  claimedByType: byType.describe('Of the unblocked ones those that have a slot on a pod that is still to connect.'),
  waiting: count.describe('Behind an earlier one of their workspace.'),
  running: count.describe('In a phase.'),
  runningByType: byType.describe('The same by type.'),
  applyPending: count.describe('Planned, waiting to be confirmed.'),
  reserved: count.describe('Of these the ones that have a slot reserved.'),
});

const capacity = z.strictObject({
  agentsOnline: count.describe('Agents with a fresh heartbeat.'),
  total: count.describe('Their slots.'),
  used: count.describe('Of these running or reserved.'),
  available: count.describe('The others.'),
});

const totals = z.strictObject({
  arrivals: count.describe('Tasks submitted.'),
  starts: count.describe('Phases sent to an agent.'),
  completions: count.describe('Tasks that ended, however they did.'),
  admitted: byType.describe('Submitted and not held up by an earlier one of their workspace.'),
  slotStays: count.describe('Stays of a task in a slot that ended.'),
  slotTimeMs: ms.describe('How long these took together.'),
});

const taskType = z.enum(['plan', 'plan_and_apply', 'drift_check']);
const lists = z.strictObject({
  pods: z
    .array(
      z.strictObject({
        pod: count.describe('Its number in the run.'),
        index: count.describe('Lowest number that no other living pod had when it was made.'),
        phase: z.enum(['requested', 'pending', 'running', 'succeeded', 'failed']).describe('As Kubernetes says it.'),
        connected: z.boolean().describe('Its agent is connected.'),
        ageMs: ms.describe('Since it was asked for.'),
        idleMs: ms
          .nullable()
          .describe('How long its agent has been without work; null while it works or is not connected.'),
        slots: slots.describe('Its slots.'),
        takesApply: z.boolean().describe('Its slot rule would let a plan_and_apply in now.'),
      }),
    )
    .optional()
    .describe('The pods of `count`.'),
  unblockedTasks: z
    .array(
      z.strictObject({
        task: count.describe('Its number in the run.'),
        workspace: count.describe('Number of its workspace.'),
        type: taskType.describe('What it is.'),
        unblockedAt: ms.describe('Since when it could have run.'),
      }),
    )
    .optional()
    .describe('Tasks that could run.'),
  runningTasks: z
    .array(
      z.strictObject({
        task: count.describe('Its number in the run.'),
        workspace: count.describe('Number of its workspace.'),
        type: taskType.describe('What it is.'),
        pod: count.describe('Number of its pod.'),
        startedAt: ms.describe('When its phase began.'),
      }),
    )
    .optional()
    .describe('Tasks that run.'),
});

/** All times are ms since the run began, all durations ms. */
export const SIGNALS_SCHEMA = z.strictObject({
  now: ms.describe('Time since the run began.'),
  min: count.describe('Fewest pods.'),
  max: count.describe('Most pods.'),
  frozen: z.boolean().describe('In a freeze window: whatever is answered, the target is 0.'),
  slotsPerPod: count.describe('Slots of each pod; capacity units under rule `weighted`.'),
  agent: agent.describe('What its agents take.'),
  pods: pods.describe('How many pods there are.'),
  slots: slots.describe('Slots of all pods that are not being deleted, from their creation on.'),
  connectedSlots: slots.describe('Those of pods whose agent is connected.'),
  tasks: tasks.describe('How many tasks there are.'),
  capacity: capacity.nullable().describe('What the agents say they have; null = the query failed.'),
  oldestUnblockedAgeMs: ms.describe('How long the oldest task that could run has waited; 0 = there is none.'),
  idleSince: ms.nullable().describe('Since when there has been no work at all; null while there is.'),
  podsStale: z.boolean().describe('The list of pods failed: what is said of pods is older.'),
  lastScaleUpAt: ms.nullable().describe('When pods were last added; null = never.'),
  lastScaleDownAt: ms.nullable().describe('When pods were last removed; null = never.'),
  arrivals: recent.describe('Tasks submitted lately.'),
  completions: recent.describe('Tasks that ended lately.'),
  totals: totals.describe('Sums since the server started; a window is the difference of two.'),
  lists: lists.describe('What `autoscaler.program.lists` asks for.'),
}) satisfies z.ZodType<Plain<SignalData>>;
