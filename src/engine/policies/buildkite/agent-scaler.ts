import type { Limit, Reason } from '../../note.ts';
import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { idleLongerThan } from '../idle-pods.ts';
import { UNAVAILABLE } from '../platform-reasons.ts';
import { adjust, type GroupRules, type ScalingGroup } from './scaling-group.ts';

interface AgentScalerParameters extends GroupRules {
  readonly includeWaiting: boolean;
  /** Share of the expected agents below which one more pod is wanted, 0–1. */
  readonly availabilityThreshold: number;
  readonly instanceBuffer: number;
  readonly idleTimeout: number;
  readonly demand: Demand;
}

/**
 * x = ⌈w / N⌉, w = queued + running, or queued + waiting with includeWaiting where more wait than run. Pods that have less than
 * availabilityThreshold of their agents connected: x at least desired + 1, while there is work and actual = desired. Any job: x +
 * min(instanceBuffer, ⌈jobs / N⌉). Then at most `max`, then at least `min`. Against actual (desired if that is 0):
 * x > actual: x > desired → out, x < desired → in, equal → wait for the group. Else x < desired or x < actual → in.
 * Out: desired + ⌈Δ · scaleOutFactor⌉, at most `max`; in: desired + ⌊Δ · scaleInFactor⌋ with Δ < 0, at least `min`; a factor of 0 is
 * none. Each waits for its cooldown since its own last event, with afterAnyEvent since the later of both; without an event there is none.
 * actual = pods with those that terminate. The scaling group is `scale-to desired`; N slots (agents) per pod. Every 10 s.
 *
 * Source: buildkite/buildkite-agent-scaler @ 49c4145, scaler/{scaler,scaling_calculator}.go, lambda/main.go; defaults as the Elastic CI
 * Stack sets them (in code: no cooldowns, scale-in enabled). With disableScaleIn agents end by themselves after idleTimeout
 * (ScaleInIdlePeriod) and lower desired, to no less than `min`. In elastic mode a group that drains waits for pods that start. An error
 * of either question leaves the group as it is. Where ours differs: figures are never stale, `victims` go instead of the oldest, and of
 * dangling instances nothing is known.
 *
 * Behaves badly when pods that terminate are slow, since they count as capacity (buildkite-agent-scaler#39,
 * `scenarios/policies/buildkite-agent-scaler-draining.yaml`); when work waits for people and includeWaiting counts it (#199,
 * `…-waiting.yaml`); and in its cooldown, when a second burst comes (`…-cooldown.yaml`).
 */
export const buildkiteAgentScaler: Policy<AgentScalerParameters, { group: ScalingGroup | null }> = {
  name: 'buildkite-agent-scaler',
  summary: 'Pods for the queued and running jobs, with cooldowns; idle agents end themselves (Buildkite agent scaler).',
  parameters: [
    {
      name: 'includeWaiting',
      kind: 'boolean',
      default: false,
      summary: 'Count waiting tasks instead of running ones where they are more.',
    },
    {
      name: 'availabilityThreshold',
      kind: 'ratio',
      default: 0.5,
      min: 0,
      max: 1,
      summary: 'Share of agents connected below which one more pod is made.',
    },
    {
      name: 'instanceBuffer',
      kind: 'count',
      default: 0,
      min: 0,
      summary: 'Pods on top while there is any job, at most as many as the jobs need.',
    },
    { name: 'scaleOutCooldown', kind: 'duration', default: 300_000, min: 0, summary: 'From one scale-up to the next.' },
    {
      name: 'scaleOutFactor',
      kind: 'number',
      default: 1,
      min: 0,
      summary: 'Share of the missing pods that one scale-up makes, rounded up; 0 = all.',
    },
    {
      name: 'disableScaleIn',
      kind: 'boolean',
      default: true,
      summary: 'Remove no pods by count: idle agents end themselves.',
    },
    {
      name: 'scaleInCooldown',
      kind: 'duration',
      default: 3_600_000,
      min: 0,
      summary: 'From one scale-down to the next.',
    },
    {
      name: 'scaleInFactor',
      kind: 'number',
      default: 1,
      min: 0,
      summary: 'Share of the surplus that one scale-down removes, rounded up; 0 = all.',
    },
    {
      name: 'afterAnyEvent',
      kind: 'boolean',
      default: false,
      summary: 'Cooldowns count from the last change in either direction.',
    },
    {
      name: 'elasticMode',
      kind: 'boolean',
      default: false,
      summary: 'Scale down in spite of disableScaleIn, but not while pods start.',
    },
    {
      name: 'idleTimeout',
      kind: 'duration',
      default: 600_000,
      min: 0,
      summary: 'With disableScaleIn: an agent that was idle for longer ends.',
    },
    demandParameter('raw'),
  ],
  nativePeriodMs: 10_000,
  origin: {
    source: 'buildkite/buildkite-agent-scaler @ 49c4145, scaler/scaling_calculator.go',
    actuation: 'idle-timer',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ group: null }),
  decide(signals, memory, parameters) {
    const { count } = signals.pods;
    // The group and its history outlive the scaler.
    memory.group ??= { desired: count, lastOutAt: signals.lastScaleUpAt, lastInAt: signals.lastScaleDownAt };
    const { group } = memory;
    const queued = waitingTasks(signals, parameters.demand);
    if (signals.podsStale || queued === null) {
      const rule = signals.podsStale ? 'pods-unknown' : 'unavailable';
      const text = signals.podsStale ? 'the list of pods failed: the group keeps its count' : UNAVAILABLE;
      const reason = { rule, text, figures: { desired: group.desired, pods: count }, limitedBy: null };
      return { decision: { kind: 'scale-to', pods: group.desired, reason }, memory };
    }
    const ended = endThemselves(group, signals, parameters);
    const wish = wantedPods(queued, group, signals, parameters);
    const step = adjust(group, wish.pods, signals, parameters);
    const figures = { ...wish.figures, wanted: wish.pods, desired: group.desired, pods: count };
    const reason: Reason =
      ended > 0 && !step.rule.startsWith('scale-out')
        ? {
            rule: 'idle-timeout',
            text: `${ended} agents were idle for more than ${parameters.idleTimeout / 1_000} s and end themselves`,
            figures,
            limitedBy: null,
          }
        : { rule: step.rule, text: step.text, figures, limitedBy: step.limitedBy ?? wish.limitedBy };
    return { decision: { kind: 'scale-to', pods: group.desired, reason }, memory };
  },
};

/** Idle agents take themselves out of the group, which keeps `min`. While it still has to shrink it is not told again. */
function endThemselves(group: ScalingGroup, signals: Signals, parameters: AgentScalerParameters): number {
  const { disableScaleIn, elasticMode, idleTimeout } = parameters;
  if (!disableScaleIn || elasticMode || group.desired < signals.pods.count) return 0;
  const spare = Math.max(0, group.desired - signals.min);
  const ended = Math.min(spare, idleLongerThan(signals, idleTimeout));
  group.desired -= ended;
  return ended;
}

/** x: from jobs, availability and buffer, at most max, then at least min. */
function wantedPods(
  queued: number,
  { desired }: ScalingGroup,
  signals: Signals,
  parameters: AgentScalerParameters,
): { pods: number; figures: Record<string, number>; limitedBy: Limit | null } {
  const { slotsPerPod, pods, tasks, min, max } = signals;
  const { running, waiting } = tasks;
  const { includeWaiting } = parameters;
  const work = queued + (includeWaiting && waiting > running ? waiting : running);
  const actual = pods.count + pods.terminating;
  const expected = slotsPerPod * (actual === 0 ? desired : actual);
  const availability = expected === 0 ? 1 : (pods.connected * slotsPerPod) / expected;
  let wanted = Math.ceil(work / slotsPerPod);
  if (work > 0 && availability < parameters.availabilityThreshold && actual === desired) {
    wanted = Math.max(wanted, desired + 1);
  }
  if (queued + running + waiting > 0) {
    const jobs = queued + running + (includeWaiting ? waiting : 0);
    wanted += Math.min(parameters.instanceBuffer, Math.ceil(jobs / slotsPerPod));
  }
  const capped = Math.min(wanted, max);
  const limitedBy = capped < wanted ? 'max' : capped < min ? 'min' : null;
  return { pods: Math.max(capped, min), figures: { queued, running, waiting, availability }, limitedBy };
}
