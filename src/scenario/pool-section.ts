import * as z from 'zod';
import { POLICIES } from '../engine/policies/registry.ts';
import { PLACEMENTS, READINESS_RULES, VICTIM_RULES } from '../engine/pool-config.ts';
import { agentSchema } from './agent-section.ts';
import { cpu, memory } from './cluster-section.ts';
import { distribution } from './distribution-field.ts';
import { parseDuration } from './duration.ts';
import { absent, count, duration, flag, keys, name, parsed, positiveCount, positiveDuration, text } from './fields.ts';
import { freezeSchema } from './freeze.ts';
import { modifier } from './modifier-section.ts';
import { durationJson, policyRules } from './policy-parameters.ts';
import { POLICY_OF_THE_USER } from './policy-word.ts';
import { price } from './price-field.ts';
import type { Sentence } from './problem.ts';
import { programSchema } from './program-section.ts';

/** `pool` or one of `pools`: how it is written, with its defaults. What its parts mean to each other is checked in `pool-check.ts`. */

const constant = (ms: number) => ({ kind: 'constant', value: ms }) as const;

const pods = keys({
  schedule: distribution.default(constant(1000)).describe('From creation until a node is chosen.'),
  start: distribution.default(constant(20_000)).describe('From there until the pod runs: image pull and boot.'),
  connect: distribution.default(constant(2000)).describe('From there until the agent is connected.'),
  register: distribution
    .default(constant(0))
    .describe('From there until the agent is recorded on its pod (readiness `registered`).'),
  init: distribution.default(constant(0)).describe('Paid again when an apply runs on another pod than its plan.'),
  terminate: distribution.default(constant(5000)).describe('From deletion until the pod is gone.'),
  pricePerHour: price.default(0).describe('Of one pod, in a currency of your own.'),
  requests: keys({
    cpu: cpu
      .default(0)
      .describe(
        'What a pod takes of its node, as Kubernetes writes it: `500m`, `2`. Means something with a `cluster`, and on a real one, where pods ask for it.',
      ),
    memory: memory.default(0).describe('Likewise: `512Mi`, `1Gi`.'),
  })
    .prefault({})
    .describe('What a pod takes of its node.'),
}).meta({ definition: 'pods' });

const latency = keys({
  accept: distribution
    .default(constant(0))
    .describe('From the sending of a task until its agent has begun with it: the way there, and the answer.'),
  report: distribution
    .default(constant(0))
    .describe('From the end of its work until the platform hears of it: timers that are late, and the way back.'),
}).meta({ definition: 'latency' });

export const DEFAULT_POLICY = 'slot-utilization';

/** Whether there is such a policy is looked up with the pool: only whoever has a disk knows those of the user. */
const policyName = text.meta({
  whole: {
    anyOf: [
      { type: 'string', enum: Object.keys(POLICIES) },
      { type: 'string', pattern: POLICY_OF_THE_USER },
    ],
  },
});

/** A time, or `never`. */
const reaction = parsed(
  (value, path): number | Sentence => (value === 'never' ? Number.POSITIVE_INFINITY : parseDuration(value, path)),
  { expected: '`never` or a duration' },
  { anyOf: [{ const: 'never' }, durationJson()] },
);

const autoscaler = keys({
  policy: policyName
    .default(DEFAULT_POLICY)
    .describe(
      'The formula that decides how many pods: one of ours (see [policies](#policies)), the path of a module of your own, from the folder of this file, or `exec:` and the command of a program of your own, run there.',
    ),
  with: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("The policy's own parameters; what is left out has its default."),
  modifiers: z
    .array(modifier)
    .default([])
    .describe('Wrappers around the policy, the outermost last: see [modifiers](#modifiers).'),
  every: absent(positiveDuration).describe("Time between two decisions; the policy's native period unless given."),
  reactWithin: absent(reaction).describe(
    "Between ticks: a decision at most this long after a task came, began or ended, or `never`; as the policy's original does unless given.",
  ),
  program: absent(programSchema).describe('How a policy that is a program (`exec:…`) is asked.'),
  victims: z
    .enum(VICTIM_RULES)
    .default('idle-only')
    .describe(
      'Who goes at a scale-down: only pods whose slots are all idle, the useless first or the longest idle first; any, emptied first; any, busy ones too.',
    ),
  reaper: flag.default(true).describe('Failed and succeeded pods are removed.'),
  protectRunning: flag.default(false).describe('No scale-down while any task of the pool runs.'),
  waitForConnecting: flag.default(false).describe('No scale-up while agents of young pods are still to connect.'),
  ensureMin: flag
    .default(true)
    .describe('Pods up to `min` are created at start, on an immediate scale check and at the end of a freeze window.'),
  unhealthyRestart: flag
    .default(true)
    .describe(
      'A running pod that has had no agent for two minutes is deleted, with growing pauses and at most six times.',
    ),
}).meta({ definition: 'autoscaler', allOf: policyRules(DEFAULT_POLICY) });

const dispatch = keys({
  mode: z
    .enum(['event-driven', 'retry-timer'])
    .default('event-driven')
    .describe('Try at once whenever something changes, or again after a delay that depends on what failed.'),
  readiness: z
    .enum(READINESS_RULES)
    .default('connected')
    .describe('Which pods may be given work: the rule that takes a pod for ready.'),
  assignment: z
    .enum(['immediate', 'when-connected'])
    .default('immediate')
    .describe(
      'A task takes a slot of a ready pod alone, or also claims one before and is sent when the agent connects.',
    ),
  scaleUpOnNoAgent: flag.default(true).describe('A task that finds no agent asks for an immediate scale check.'),
  slotSync: z
    .enum(['before-first-decision', 'after-first-decision'])
    .default('before-first-decision')
    .describe('After a restart the slots are rebuilt from the task store before or after the first decision.'),
  orphans: z
    .enum(['keep', 'fail'])
    .default('keep')
    .describe('Tasks that ran when the server restarted go on, or fail.'),
  placement: z.enum(PLACEMENTS).default('first-fit').describe('Which of several fitting pods a task gets.'),
  heartbeats: z
    .enum(['durable', 'forgotten'])
    .default('durable')
    .describe('Last heartbeats survive a server restart, or do not.'),
  onAgentLost: z
    .enum(['fail', 'retry-plan'])
    .default('fail')
    .describe('A task whose agent is lost fails, or its plan phase starts again.'),
  grace: duration
    .default(300_000)
    .describe('Up to this age the readiness rules `grace-period` and `registered` ask for no heartbeat.'),
  monitor: positiveDuration.default(10_000).describe('Time between two regular retries of all pending tasks.'),
  retry: keys({
    noFreeSlot: positiveDuration
      .default(10_000)
      .describe('Mode `retry-timer`: until the next attempt when no slot was free.'),
    noAgent: positiveDuration
      .default(15_000)
      .describe('Mode `retry-timer`: until the next attempt when no agent was ready.'),
    slotConflict: positiveDuration
      .default(5000)
      .describe('Until the next attempt when the slot turned out to be taken.'),
    send: z
      .array(positiveDuration)
      .min(1)
      .default([5000, 10_000, 20_000, 40_000, 60_000])
      .describe('Delays after the first, second, … send that failed; the last repeats.'),
  })
    .prefault({})
    .describe('Delays between attempts.'),
  claimDeadline: positiveDuration
    .default(300_000)
    .describe('A claimed slot whose agent has not connected is given back after this.'),
  reservationExpiry: positiveDuration
    .default(86_400_000)
    .describe('A reserved slot whose task nobody confirmed is given back after this.'),
  acceptWithin: positiveDuration
    .default(30_000)
    .describe('An agent that has not accepted a task after this is taken not to answer.'),
  taskTimeout: positiveDuration.default(3_600_000).describe('A phase that runs longer is stopped.'),
  lostAfter: positiveDuration
    .default(300_000)
    .describe('A disconnected agent is lost after so long without a heartbeat.'),
}).meta({ definition: 'dispatch' });

const poolShape = {
  min: count.max(100_000).default(0).describe('The fewest pods outside freeze windows.'),
  max: positiveCount.max(100_000).describe('The most pods, terminating ones not counted.'),
  agent: agentSchema.prefault({}).describe('Slots, slot rule and heartbeat.'),
  pods: pods.prefault({}).describe('How long the steps of a pod take, and what it costs.'),
  latency: latency
    .prefault({})
    .describe('What messages between platform and agents take in the simulation; a real cluster has its own.'),
  autoscaler: autoscaler.prefault({}).describe('How many pods there should be, and who goes.'),
  dispatch: dispatch.prefault({}).describe('How tasks find their slots.'),
  freeze: freezeSchema.describe('Weekly windows in which the target is 0 pods; need a `clock`.'),
};

/** One of `pools`, named by its key. */
export const namedPoolSchema = keys(poolShape);
/** The single `pool`. */
export const poolSchema = keys({ name: name.default('pool').describe('What reports call it.'), ...poolShape });

export type PoolSection = z.output<typeof namedPoolSchema>;
