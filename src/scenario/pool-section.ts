import { z } from 'zod';
import { POLICIES } from '../engine/policies/registry.ts';
import { PLACEMENTS, READINESS_RULES, VICTIM_RULES } from '../engine/pool-config.ts';
import { agentSchema } from './agent-section.ts';
import { distribution } from './distribution-field.ts';
import { absent, count, duration, flag, keys, name, positiveCount, positiveDuration } from './fields.ts';
import { freezeSchema } from './freeze.ts';
import * as messages from './messages.ts';

/** `pool` or one of `pools`: how it is written, with its defaults. What its parts mean to each other is checked in `pool-check.ts`. */

const constant = (ms: number) => ({ kind: 'constant', value: ms }) as const;

const pods = keys({
  schedule: distribution.default(constant(1000)),
  start: distribution.default(constant(20_000)),
  connect: distribution.default(constant(2000)),
  register: distribution.default(constant(0)),
  init: distribution.default(constant(0)),
  terminate: distribution.default(constant(5000)),
  pricePerHour: z.number().min(0).max(1_000_000).default(0),
});

const policyName = z.string().superRefine((policy, context) => {
  if (Object.hasOwn(POLICIES, policy)) return;
  const sentence = () => messages.unknownPolicy(policy, Object.keys(POLICIES));
  context.addIssue({ code: 'custom', params: { sentence } });
});

const autoscaler = keys({
  policy: policyName.default('slot-utilization'),
  with: z.record(z.string(), z.unknown()).default({}),
  every: absent(positiveDuration),
  victims: z.enum(VICTIM_RULES).default('idle-only'),
  reaper: flag.default(true),
  protectRunning: flag.default(false),
  waitForConnecting: flag.default(false),
  ensureMin: flag.default(true),
  unhealthyRestart: flag.default(true),
});

const dispatch = keys({
  mode: z.enum(['event-driven', 'retry-timer']).default('event-driven'),
  readiness: z.enum(READINESS_RULES).default('connected'),
  assignment: z.enum(['immediate', 'when-connected']).default('immediate'),
  scaleUpOnNoAgent: flag.default(true),
  slotSync: z.enum(['before-first-decision', 'after-first-decision']).default('before-first-decision'),
  orphans: z.enum(['keep', 'fail']).default('keep'),
  placement: z.enum(PLACEMENTS).default('first-fit'),
  heartbeats: z.enum(['durable', 'forgotten']).default('durable'),
  onAgentLost: z.enum(['fail', 'retry-plan']).default('fail'),
  grace: duration.default(300_000),
  monitor: positiveDuration.default(10_000),
  retry: keys({
    noFreeSlot: positiveDuration.default(10_000),
    noAgent: positiveDuration.default(15_000),
    slotConflict: positiveDuration.default(5000),
    send: z.array(positiveDuration).min(1).default([5000, 10_000, 20_000, 40_000, 60_000]),
  }).prefault({}),
  claimDeadline: positiveDuration.default(300_000),
  reservationExpiry: positiveDuration.default(86_400_000),
  acceptWithin: positiveDuration.default(30_000),
  taskTimeout: positiveDuration.default(3_600_000),
  lostAfter: positiveDuration.default(300_000),
});

const poolShape = {
  min: count.max(100_000).default(0),
  max: positiveCount.max(100_000),
  agent: agentSchema.prefault({}),
  pods: pods.prefault({}),
  autoscaler: autoscaler.prefault({}),
  dispatch: dispatch.prefault({}),
  freeze: freezeSchema,
};

/** One of `pools`, named by its key. */
export const namedPoolSchema = keys(poolShape);
/** The single `pool`. */
export const poolSchema = keys({ name: name.default('pool'), ...poolShape });

export type PoolSection = z.output<typeof namedPoolSchema>;
