import type { Limit, Reason } from '../../note.ts';
import type { Signals } from '../../signals.ts';
import { livePods } from '../live-pods.ts';
import { type BehaviorParameters, downRules, upRules } from './behavior.ts';
import { type Entry, type HpaMemory, recent } from './history.ts';
import { downLimit, upLimit } from './rate-limit.ts';

/** What a metric asks for; `replicas: null` = it could not be read. */
export interface Proposal {
  readonly replicas: number | null;
  readonly text: string;
  readonly figures: Reason['figures'];
  /** The tolerance kept it from asking for more or fewer. */
  readonly isTolerated: boolean;
}

export interface ReplicaBounds {
  readonly min: number;
  readonly max: number;
  /** Feature gate HPAScaleToZero, with a `min` of 0: the HPA itself goes to zero, and comes back. */
  readonly scaleToZero: boolean;
}

/**
 * One sync of a HorizontalPodAutoscaler with one metric. Writes the Deployment's `spec.replicas` in `memory` and gives it with its reason.
 * In this order: the first sync takes the present count for a recommendation, so that a restarted controller shrinks nothing for a
 * window; 0 replicas → stays 0, unless it may come back from there; above max → max; below min → min; the metric's proposal; if
 * it cannot be read → no change. Then
 * - without `behavior`: the highest proposal of the last window, its far end included; clamped to min .. min(max, max(2 · replicas, 4));
 * - with it: replicas, raised to the lowest proposal of the upward window, lowered to the highest of the downward one (far ends
 *   excluded); then the rate limit and max if that is more than now, the rate limit and min if it is fewer. The bound on the
 *   other side is not looked at.
 *
 * Source: omerap12/kubernetes @ a769d588 (k/k master), pkg/controller/podautoscaler/horizontal.go, `reconcileAutoscaler`,
 * `stabilizeRecommendation`, `normalizeDesiredReplicasWithBehaviors`. A Deployment makes a lost pod again at once, here it is made at the
 * next decision. In a freeze, and while the list of pods fails, nothing changes: a real one would not reach its scale subresource either.
 */
export function reconcile(
  signals: Signals,
  memory: HpaMemory,
  setup: { readonly bounds: ReplicaBounds; readonly parameters: BehaviorParameters },
  propose: (replicas: number) => Proposal,
): { readonly pods: number; readonly reason: Reason } {
  const { now } = signals;
  const replicas = memory.replicas ?? livePods(signals);
  memory.replicas = replicas;
  if (memory.recommendations.length === 0) memory.recommendations.push({ at: now, value: replicas });
  if (signals.podsStale || signals.frozen) {
    return kept(replicas, 'unreadable', signals.frozen ? 'the pool is frozen' : 'the pods could not be listed');
  }
  const { bounds, parameters } = setup;
  const isOff = replicas === 0 && !(bounds.scaleToZero && bounds.min === 0);
  if (isOff) return kept(replicas, 'disabled', 'an HPA does nothing while its target has 0 replicas');
  const outside = replicas > 0 ? beyond(replicas, bounds) : null;
  if (outside !== null) return rescaled(memory, outside, setup.parameters, now);
  const proposal = propose(replicas);
  if (proposal.replicas === null) {
    return {
      pods: replicas,
      reason: { rule: 'unavailable', text: proposal.text, figures: proposal.figures, limitedBy: null },
    };
  }
  const wish = proposal.replicas;
  const { pods, limitedBy } =
    parameters.behavior === 'none' ? withoutBehavior(memory, wish, setup, now) : withBehavior(memory, wish, setup, now);
  const reason: Reason = {
    rule: pods > replicas ? 'scale-up' : pods < replicas ? 'scale-down' : 'steady',
    text: pods === wish ? proposal.text : `${proposal.text}; for now ${pods}`,
    figures: { ...proposal.figures, replicas, proposal: wish },
    limitedBy: limitedBy ?? (proposal.isTolerated ? 'tolerance' : null),
  };
  return rescaled(memory, { pods, reason }, parameters, now);
}

interface Bounded {
  readonly pods: number;
  readonly limitedBy: Limit | null;
}

type Setup = { readonly bounds: ReplicaBounds; readonly parameters: BehaviorParameters };

const kept = (replicas: number, rule: string, text: string): { pods: number; reason: Reason } => ({
  pods: replicas,
  reason: { rule, text, figures: { replicas }, limitedBy: null },
});

/** Bounds come before any metric. */
function beyond(replicas: number, { min, max }: ReplicaBounds): { pods: number; reason: Reason } | null {
  if (replicas > max) {
    const text = `${replicas} replicas are more than max ${max}`;
    return { pods: max, reason: { rule: 'above-max', text, figures: { replicas }, limitedBy: 'max' } };
  }
  if (replicas < min) {
    const text = `${replicas} replicas are fewer than min ${min}`;
    return { pods: min, reason: { rule: 'below-min', text, figures: { replicas }, limitedBy: 'min' } };
  }
  return null;
}

function rescaled(
  memory: HpaMemory,
  made: { readonly pods: number; readonly reason: Reason },
  parameters: BehaviorParameters,
  now: number,
): { pods: number; reason: Reason } {
  const replicas = memory.replicas ?? made.pods;
  memory.replicas = made.pods;
  if (parameters.behavior === 'rules' && made.pods !== replicas)
    noteChange(memory, made.pods - replicas, parameters, now);
  return made;
}

function noteChange(memory: HpaMemory, change: number, parameters: BehaviorParameters, now: number): void {
  // Events of one direction count in the periods of both.
  const reachMs = Math.max(
    parameters.scaleUpPodsPeriod,
    parameters.scaleUpPercentPeriod,
    parameters.scaleDownPodsPeriod,
    parameters.scaleDownPercentPeriod,
  );
  memory.added = recent(memory.added, reachMs, now);
  memory.removed = recent(memory.removed, reachMs, now);
  if (change > 0) memory.added.push({ at: now, value: change });
  else memory.removed.push({ at: now, value: -change });
}

function withoutBehavior(memory: HpaMemory, wish: number, { bounds, parameters }: Setup, now: number): Bounded {
  const replicas = memory.replicas ?? 0;
  const known = recent(memory.recommendations, parameters.scaleDownWindow, now);
  const stable = known.reduce((highest, { value }) => Math.max(highest, value), wish);
  memory.recommendations = [...known, { at: now, value: wish }];
  const doubled = Math.max(2 * replicas, 4);
  const upper = Math.min(bounds.max, doubled);
  if (stable < bounds.min) return { pods: bounds.min, limitedBy: 'min' };
  if (stable > upper) return { pods: upper, limitedBy: bounds.max > doubled ? 'rate-limit' : 'max' };
  return { pods: stable, limitedBy: stable === wish ? null : 'stabilization' };
}

function withBehavior(memory: HpaMemory, wish: number, { bounds, parameters }: Setup, now: number): Bounded {
  const replicas = memory.replicas ?? 0;
  const up = upRules(parameters);
  const down = downRules(parameters);
  const lowest = extreme(memory.recommendations, up.windowMs, now, wish, Math.min);
  const highest = extreme(memory.recommendations, down.windowMs, now, wish, Math.max);
  const stable = Math.min(Math.max(replicas, lowest), highest);
  const reachMs = Math.max(up.windowMs, down.windowMs);
  memory.recommendations = [...recent(memory.recommendations, reachMs, now), { at: now, value: wish }];
  if (stable > replicas) {
    const allowed = upLimit(replicas, up, memory, now);
    const upper = Math.min(bounds.max, allowed);
    if (stable > upper) return { pods: upper, limitedBy: bounds.max > allowed ? 'rate-limit' : 'max' };
  } else if (stable < replicas) {
    const allowed = downLimit(replicas, down, memory, now);
    const lower = Math.max(bounds.min, allowed);
    if (stable < lower) return { pods: lower, limitedBy: bounds.min < allowed ? 'rate-limit' : 'min' };
  }
  return { pods: stable, limitedBy: stable === wish ? null : 'stabilization' };
}

/** Of the recommendations younger than `windowMs`, and the new one. */
function extreme(
  recommendations: readonly Entry[],
  windowMs: number,
  now: number,
  wish: number,
  pick: (a: number, b: number) => number,
): number {
  let found = wish;
  for (const { at, value } of recommendations) if (at > now - windowMs) found = pick(found, value);
  return found;
}
