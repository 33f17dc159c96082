import type { Limit } from '../../note.ts';
import type { Signals } from '../../signals.ts';

/** An Auto Scaling group as its scaler knows it: what it was told to have, and when that changed; null = never. */
export interface ScalingGroup {
  desired: number;
  lastOutAt: number | null;
  lastInAt: number | null;
}

export interface GroupRules {
  readonly scaleOutCooldown: number;
  /** Share of a change that is made, rounded away from 0; 0 = all of it. */
  readonly scaleOutFactor: number;
  readonly disableScaleIn: boolean;
  readonly scaleInCooldown: number;
  readonly scaleInFactor: number;
  readonly afterAnyEvent: boolean;
  readonly elasticMode: boolean;
}

export interface GroupStep {
  readonly rule: string;
  readonly text: string;
  readonly limitedBy: Limit | null;
}

/** Tells the group to have x pods, as far as its rules allow now. `actual` counts terminating pods, as the group does. */
export function adjust(group: ScalingGroup, x: number, signals: Signals, rules: GroupRules): GroupStep {
  const terminating = signals.pods.terminating;
  const actual = signals.pods.count + terminating || group.desired;
  if (x > actual) {
    if (x > group.desired) return scaleOut(group, x, signals, rules);
    if (x < group.desired) return scaleIn(group, x, signals, rules);
    return step('wait-for-group', `${x} pods are wanted and asked for, ${actual} are there`);
  }
  if (x < group.desired) return scaleIn(group, x, signals, rules);
  if (x < actual) {
    const starting = signals.pods.count - signals.pods.connected;
    if (rules.elasticMode && starting > 0)
      return step('wait-for-starting', `${x} pods would do, but ${starting} start`);
    // What was told to go is still there: `desired` may even rise here, under the rules for falling.
    return scaleIn(group, x, signals, rules);
  }
  return step(
    'steady',
    `${x} pods are wanted, ${actual} are there${terminating > 0 ? ', terminating ones included' : ''}`,
  );
}

function scaleOut(group: ScalingGroup, x: number, { now, max }: Signals, rules: GroupRules): GroupStep {
  const left = cooldownLeft(rules.scaleOutCooldown, now, { own: group.lastOutAt, other: group.lastInAt, rules });
  if (left > 0) return step('scale-out-cooldown', `${x} pods are wanted, in ${left / 1_000} s`, 'cooldown');
  const factored = group.desired + Math.ceil((x - group.desired) * rules.scaleOutFactor);
  group.desired = rules.scaleOutFactor === 0 ? x : Math.min(factored, max);
  group.lastOutAt = now;
  return step('scale-out', `${x} pods are wanted: ${group.desired}`);
}

function scaleIn(group: ScalingGroup, x: number, { now, min }: Signals, rules: GroupRules): GroupStep {
  if (rules.disableScaleIn && !rules.elasticMode)
    return step('scale-in-disabled', `${x} pods would do, agents end themselves`);
  const left = cooldownLeft(rules.scaleInCooldown, now, { own: group.lastInAt, other: group.lastOutAt, rules });
  if (left > 0) return step('scale-in-cooldown', `${x} pods would do, in ${left / 1_000} s`, 'cooldown');
  // Rounded down, a negative change becomes larger, so that the last pods go, too.
  const factored = group.desired + Math.floor((x - group.desired) * rules.scaleInFactor);
  group.desired = rules.scaleInFactor === 0 ? x : Math.max(factored, min);
  group.lastInAt = now;
  return step('scale-in', `${x} pods would do: ${group.desired}`);
}

/** A direction that has had no event has no cooldown, whatever the other had. */
function cooldownLeft(
  cooldown: number,
  now: number,
  { own, other, rules }: { own: number | null; other: number | null; rules: GroupRules },
): number {
  if (own === null) return 0;
  const last = rules.afterAnyEvent && other !== null ? Math.max(own, other) : own;
  return cooldown - (now - last);
}

const step = (rule: string, text: string, limitedBy: Limit | null = null): GroupStep => ({ rule, text, limitedBy });
