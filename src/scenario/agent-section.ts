import * as z from 'zod';
import { type AgentConfig, SLOT_RULES, type SlotRule } from '../engine/pool-config.ts';
import { TASK_TYPES } from '../engine/task.ts';
import { absent, keys, parsed, positiveCount, positiveDuration } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import { has, needing, when, without } from './written.ts';

/** Slots of an agent whose author gave none. */
const DEFAULT_SLOTS: Readonly<Record<SlotRule, number | null>> = {
  single: 1,
  'apply-on-slot-zero': 3,
  'apply-exclusive': 3,
  'apply-one-of-n': 4,
  weighted: null,
};

const ALL_ONE = { plan: 1, plan_and_apply: 1, drift_check: 1 };

/** `unlimited`, or the number of tasks after which an agent ends. */
const maxTasks = parsed(
  (value, path): number | Sentence => {
    if (value === 'unlimited') return Number.POSITIVE_INFINITY;
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX_TASKS;
    return isCount ? value : messages.notTaskLimit(path, value, MAX_TASKS);
  },
  { expected: '`unlimited` or a whole number from 1' },
  { anyOf: [{ const: 'unlimited' }, { type: 'integer', minimum: 1, maximum: 1_000_000 }] },
);
const MAX_TASKS = 1_000_000;

const written = keys({
  slots: absent(positiveCount.max(1000)).describe(
    'Slots of a pod; capacity units under the rule `weighted`, which needs them. Unless given: 1 under `single`, 3 under `apply-on-slot-zero` and `apply-exclusive`, 4 under `apply-one-of-n`.',
  ),
  rule: z.enum(SLOT_RULES).default('apply-one-of-n').describe('Which task may take which slot.'),
  weights: absent(
    keys({
      plan: positiveCount.default(1).describe('Units of a `plan`; weights go with the rule `weighted` alone.'),
      plan_and_apply: positiveCount.default(3).describe('Units of a `plan_and_apply`.'),
      drift_check: positiveCount.default(1).describe('Units of a `drift_check`.'),
    }),
  ).describe('Capacity units that a task takes, by its type.'),
  maxTasks: maxTasks
    .prefault('unlimited')
    .describe(
      'Tasks after which an agent exits and its pod ends as succeeded; 1 = ephemeral, a fresh agent for every task. A plan and the apply in its reserved slot are one task.',
    ),
  heartbeat: keys({
    every: positiveDuration.default(30_000).describe('Time between two heartbeats.'),
    onlineWithin: positiveDuration
      .default(120_000)
      .describe('An agent is online while its last heartbeat is younger; longer than `every`.'),
  })
    .prefault({})
    .describe('Signs of life.'),
}).meta({
  definition: 'agent',
  allOf: [
    when(has('rule', 'weighted'), needing('slots'), without('weights')),
    when(has('rule', 'single'), { properties: { slots: { const: 1 } } }),
  ],
});

type Written = z.output<typeof written>;

/** `pool.agent`: slots, rule and heartbeat, complete and consistent. */
export const agentSchema = written.transform((agent, context): AgentConfig => {
  const report = (path: readonly string[], sentence: Sentence): void => {
    context.addIssue({ code: 'custom', path: [...path], params: { sentence: () => sentence } });
  };
  const { rule, heartbeat } = agent;
  if (heartbeat.onlineWithin <= heartbeat.every) {
    report(['heartbeat'], messages.neverOnline(heartbeat.every, heartbeat.onlineWithin));
  }
  if (rule !== 'weighted' && agent.weights !== null) report(['weights'], messages.weightsWithoutRule(rule));
  const slots = agent.slots ?? DEFAULT_SLOTS[rule];
  if (slots === null) {
    report(['rule'], messages.weightedNeedsSlots());
    return z.NEVER;
  }
  if (rule === 'single' && slots !== 1) report(['slots'], messages.singleHasOneSlot(slots));
  const weights = weightsOf(agent);
  for (const type of TASK_TYPES) {
    if (weights[type] > slots) report(['slots'], messages.weightAboveSlots(type, weights[type], slots));
  }
  return {
    slots,
    rule,
    weights,
    heartbeatEveryMs: heartbeat.every,
    onlineWithinMs: heartbeat.onlineWithin,
    maxTasks: agent.maxTasks,
  };
});

const weightsOf = ({ rule, weights }: Written): AgentConfig['weights'] =>
  rule === 'weighted' ? (weights ?? { plan: 1, plan_and_apply: 3, drift_check: 1 }) : ALL_ONE;
