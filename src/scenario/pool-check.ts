import type { ModifierBinding } from '../engine/modifier.ts';
import type { PolicyBinding } from '../engine/policy.ts';
import type { FreezeInterval, PoolConfig } from '../engine/pool-config.ts';
import * as messages from './messages.ts';
import type { NamedPolicy } from './policy-lookup.ts';
import { anyParameters, decodeParameters, defaultParameters, type PolicyParameters } from './policy-parameters.ts';
import type { PoolSection } from './pool-section.ts';
import { programSchema } from './program-section.ts';
import type { Review } from './review.ts';
import { findNode, type TreePath } from './tree.ts';

/** A pool that is well written and makes sense. */
export interface DecodedPool {
  readonly name: string;
  readonly section: PoolSection;
  readonly policy: NamedPolicy;
  readonly parameters: PolicyParameters;
}

/** Reports what is wrong with the policy that the pool names, however the rest of the pool is written. */
export function checkPolicy(path: TreePath, review: Review): void {
  const where = [...path, 'autoscaler', 'policy'];
  const node = findNode(review.root, where);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return;
  const policy = review.policies(node.value);
  if (policy.kind === 'refused') for (const sentence of policy.sentences) review.report(where, sentence);
}

/** Reports what else is wrong with the pool; null when that leaves no pool to speak of. */
export function checkPool(name: string, section: PoolSection, path: TreePath, review: Review): DecodedPool | null {
  if (section.min > section.max) {
    const where = review.has([...path, 'min']) ? 'min' : 'max';
    review.report([...path, where], messages.minAboveMax(section.min, section.max));
  }
  const policy = review.policies(section.autoscaler.policy);
  // What is wrong with it `checkPolicy` has told.
  if (policy.kind === 'refused') return null;
  if (section.autoscaler.program !== null && policy.program === null)
    review.reportKey([...path, 'autoscaler', 'program'], messages.programMeansNothing(policy.policy.name));
  const where = [...path, 'autoscaler', 'with'];
  const parameters =
    policy.program === null
      ? decodeParameters(policy.policy, section.autoscaler.with, where, review)
      : anyParameters(section.autoscaler.with, where, review);
  return { name, section, policy, parameters };
}

/**
 * How often decisions are made: as the scenario says, at each policy's native period whatever the scenario says, or all every 10 s, so
 * that formulas are compared and not their periods.
 */
export type Pace = 'written' | 'native' | 'aligned';

const ALIGNED_MS = 10_000;

/** A module is loaded once, and the same object each time; a program is what is run, and where. */
const isSame = (one: NamedPolicy, other: NamedPolicy): boolean =>
  one.policy === other.policy ||
  (one.program !== null && one.policy.name === other.policy.name && one.program.folder === other.program?.folder);

function originOf(
  { module, program }: NamedPolicy,
  written: PoolSection['autoscaler']['program'],
): Pick<PolicyBinding, 'module' | 'program'> {
  if (module !== null) return { module };
  if (program === null) return {};
  const { latency, timeout, ...rest } = written ?? programSchema.parse({});
  return { program: { ...program, latencyMs: latency, timeoutMs: timeout, ...rest } };
}

/**
 * The engine's view of the pool. A policy `chosen` on the command line drops the author's parameters where it is
 * another; the modifiers are the pool's and stay.
 */
export function poolConfig(
  pool: DecodedPool,
  windows: { readonly freeze: readonly FreezeInterval[]; readonly modifiers: readonly ModifierBinding[] },
  chosen: { readonly named: NamedPolicy; readonly parameters: PolicyParameters | null } | null,
  pace: Pace,
): PoolConfig {
  const { section } = pool;
  const named = chosen?.named ?? pool.policy;
  const { policy } = named;
  const authors = isSame(named, pool.policy) ? pool.parameters : defaultParameters(policy);
  const parameters = chosen?.parameters ?? authors;
  const {
    policy: _name,
    with: _with,
    modifiers: _modifiers,
    program: _program,
    every,
    reactWithin,
    ...actuation
  } = section.autoscaler;
  const reactWithinMs = reactWithin ?? policy.reactsWithinMs ?? Number.POSITIVE_INFINITY;
  const { dispatch } = section;
  return {
    name: pool.name,
    min: section.min,
    max: section.max,
    agent: section.agent,
    autoscaler: {
      policy: { policy, parameters, ...originOf(named, section.autoscaler.program) },
      modifiers: windows.modifiers,
      everyMs: periodMs(pace, every, policy),
      reactWithinMs: Number.isFinite(reactWithinMs) ? reactWithinMs : null,
      ...actuation,
    },
    dispatch: {
      mode: dispatch.mode,
      readiness: dispatch.readiness,
      assignment: dispatch.assignment,
      scaleUpOnNoAgent: dispatch.scaleUpOnNoAgent,
      slotSync: dispatch.slotSync,
      orphans: dispatch.orphans,
      placement: dispatch.placement,
      heartbeats: dispatch.heartbeats,
      onAgentLost: dispatch.onAgentLost,
      graceMs: dispatch.grace,
      monitorMs: dispatch.monitor,
      retryNoSlotMs: dispatch.retry.noFreeSlot,
      retryNoAgentMs: dispatch.retry.noAgent,
      retryConflictMs: dispatch.retry.slotConflict,
      sendBackoffMs: dispatch.retry.send,
      claimDeadlineMs: dispatch.claimDeadline,
      reservationExpiryMs: dispatch.reservationExpiry,
      acceptWithinMs: dispatch.acceptWithin,
      taskTimeoutMs: dispatch.taskTimeout,
      lostAfterMs: dispatch.lostAfter,
    },
    freeze: windows.freeze,
  };
}

function periodMs(pace: Pace, written: number | null, policy: NamedPolicy['policy']): number {
  if (pace === 'aligned') return ALIGNED_MS;
  return pace === 'native' ? policy.nativePeriodMs : (written ?? policy.nativePeriodMs);
}
