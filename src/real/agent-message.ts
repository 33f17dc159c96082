import * as z from 'zod';
import { attemptId, taskId } from '../engine/ids.ts';
import { type AgentMessage, REFUSED_WORK, SLOTS_MAX } from './protocol.ts';

/** What came over the wire, if it is a message of the protocol to the letter; null for anything else. Never throws. */
export function decodeAgentMessage(text: string): AgentMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const decoded = agentMessage.safeParse(value);
  return decoded.success ? decoded.data : null;
}

const task = z.int().nonnegative().transform(taskId);
const attempt = z.int().positive().transform(attemptId);
const outcome = z.enum(['success', 'failed', 'cancelled']);
const name = z.string().min(1).max(253);
/** Running work and results that wait for their acknowledgement: at most a few for each slot. */
const PER_HELLO_MAX = 2 * SLOTS_MAX;

const unacknowledged = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('planned'), task, attempt, hasChanges: z.boolean() }),
  z.strictObject({ kind: z.literal('finished'), task, attempt, outcome }),
]);

const agentMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('beat') }),
  z.strictObject({ type: z.literal('accepted'), task, attempt }),
  z.strictObject({ type: z.literal('finished'), task, attempt, outcome }),
  z.strictObject({ type: z.literal('planned'), task, attempt, hasChanges: z.boolean() }),
  z.strictObject({ type: z.literal('refused'), task, attempt, reason: z.enum(REFUSED_WORK) }),
  z.strictObject({
    type: z.literal('hello'),
    agent: name,
    pod: name,
    uid: name,
    slots: z.int().positive().max(SLOTS_MAX),
    running: z.array(attempt).max(PER_HELLO_MAX),
    finished: z.array(unacknowledged).max(PER_HELLO_MAX),
  }),
  z.strictObject({ type: z.literal('bye') }),
]) satisfies z.ZodType<AgentMessage, unknown>;
