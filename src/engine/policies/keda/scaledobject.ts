import type { Reason } from '../../note.ts';
import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { behaviorParameters } from '../hpa/behavior.ts';
import { averageProposal } from '../hpa/external-average.ts';
import { metricParameters } from '../hpa/external-metric.ts';
import { freshHistory, type HpaMemory } from '../hpa/history.ts';
import { type Proposal, reconcile } from '../hpa/reconcile.ts';
import { TOLERANCE } from '../hpa/tolerance.ts';
import { queueLength } from '../queue-metric.ts';
import { FALLBACK, fallbackReplicas } from './fallback.ts';
import { SCALED_OBJECT, type ScaledObjectParameters } from './scaledobject-parameters.ts';

/** Changed in place. */
export interface ScaledObjectMemory {
  readonly hpa: HpaMemory;
  /** First decision: the object's creation, as far as this server knows; null before. */
  createdAt: number | null;
  nextPollAt: number;
  lastActiveAt: number | null;
  /** Of the metric, one after another. */
  failures: number;
}

/**
 * A KEDA ScaledObject on a Deployment: two controllers with one replica count. The HPA that KEDA makes (`hpa-external-average`, without
 * `behavior` unless told) moves it between 1 (or min) and max at every sync. KEDA itself, every pollingInterval, with replicas c,
 * min m and a trigger that is active with more tasks than `activation`:
 * - active: c = 0, or the object idles at 0 and c < m → max(m, 1); the trigger was active now;
 * - the query failed: nothing;
 * - inactive, and c > 0 with m = 0 or idling at 0: to 0 if it was active once and now > then + cooldownPeriod, or never and now >
 *   creation + initialCooldownPeriod;
 * - inactive, not idling at 0, c < m → m.
 * Within one decision the HPA goes first, so that it sees what KEDA did at its next sync.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_scaledobjects.go, controllers/keda/hpa.go, pkg/fallback/fallback.go.
 * `lastActiveTime` is kept in the object upstream and survives a restart; here it is forgotten, so that a restart amid a
 * cooldown ends it. Behaves badly: cooldownPeriod is for N → 0 alone, N → 1 is the HPA's window of 300 s (keda#737); the step to 0 is
 * taken whatever the HPA's rules allow (keda#7770); with a queue that hides what runs, work is cut at the end of the cooldown
 * (keda#157); and a new object goes to 0 at its second poll (keda#5008).
 */
export const kedaScaledObject: Policy<ScaledObjectParameters, ScaledObjectMemory> = {
  name: 'keda-scaledobject',
  summary: 'KEDA ScaledObject: between 0 and 1 by activity and cooldown, above by the HPA that it makes.',
  parameters: [
    ...metricParameters('queued+running', {
      name: 'target',
      kind: 'number',
      default: 0,
      min: 0,
      summary: 'Tasks per pod; 0 = the slots of a pod.',
    }),
    ...SCALED_OBJECT,
    ...FALLBACK,
    ...TOLERANCE,
    ...behaviorParameters('none'),
  ],
  nativePeriodMs: 15_000,
  origin: {
    source: 'kedacore/keda @ 8b4f083ca, pkg/scaling/executor/scale_scaledobjects.go',
    actuation: 'blind-replicas',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ hpa: freshHistory(), createdAt: null, nextPollAt: 0, lastActiveAt: null, failures: 0 }),
  decide(signals, memory, parameters) {
    const min = Math.min(Math.max(parameters.minReplicaCount, signals.min), signals.max);
    memory.createdAt ??= signals.now;
    const bounds = { min: Math.max(min, 1), max: signals.max, scaleToZero: false };
    const ofHpa = reconcile(signals, memory.hpa, { bounds, parameters }, (replicas) =>
      propose(signals, replicas, memory, parameters),
    );
    // KEDA has a clock of its own, and this one is never heard twice at the same distance from its turn: a poll that is all but due
    // would otherwise wait for the next.
    const isDue = signals.now >= memory.nextPollAt - parameters.pollingInterval / 10;
    const ofKeda = isDue ? poll(signals, min, memory, parameters) : null;
    const { pods, reason } = ofKeda ?? ofHpa;
    return { decision: { kind: 'scale-to', pods, reason }, memory };
  },
};

/** What KEDA's metrics server gives the HPA: the queue, or after failures in a row the fallback's target × replicas. */
function propose(
  signals: Signals,
  replicas: number,
  memory: ScaledObjectMemory,
  parameters: ScaledObjectParameters,
): Proposal {
  const usage = queueLength(signals, parameters);
  memory.failures = usage === null ? memory.failures + 1 : 0;
  const instead = usage === null ? fallbackReplicas(memory.failures, replicas, parameters) : null;
  if (instead === null) return averageProposal(signals, usage, parameters);
  const target = parameters.target > 0 ? parameters.target : signals.slotsPerPod;
  const proposal = averageProposal(signals, instead * target, parameters);
  const text = `the query failed ${memory.failures} times in a row: as if there were work for ${instead} pods`;
  return { ...proposal, text, figures: { ...proposal.figures, failures: memory.failures } };
}

/** KEDA's own part; null = it changes nothing. */
function poll(
  signals: Signals,
  min: number,
  memory: ScaledObjectMemory,
  parameters: ScaledObjectParameters,
): { readonly pods: number; readonly reason: Reason } | null {
  const { now } = signals;
  memory.nextPollAt = now + parameters.pollingInterval;
  const replicas = memory.hpa.replicas ?? 0;
  const queue = queueLength(signals, parameters);
  if (queue === null || signals.podsStale || signals.frozen) return null;
  const idlesAtZero = parameters.idleAtZero && min > 0;
  const figures = { queue, replicas };
  if (queue > parameters.activation) {
    memory.lastActiveAt = now;
    if (replicas > 0 && !(idlesAtZero && replicas < min)) return null;
    const pods = Math.max(min, 1);
    return scaled(memory, pods, {
      rule: 'activate',
      text: `${queue} tasks activate the trigger: ${pods} to begin with`,
      figures,
    });
  }
  if (replicas > 0 && (idlesAtZero || min === 0)) return cooledDown(memory, now, figures, parameters);
  if (replicas < min && !idlesAtZero) {
    return scaled(memory, min, { rule: 'keda-min', text: `nothing is active, and ${min} pods are the least`, figures });
  }
  return null;
}

function cooledDown(
  memory: ScaledObjectMemory,
  now: number,
  figures: Reason['figures'],
  parameters: ScaledObjectParameters,
): { readonly pods: number; readonly reason: Reason } | null {
  const { lastActiveAt } = memory;
  const isOver =
    lastActiveAt === null
      ? now > (memory.createdAt ?? now) + parameters.initialCooldownPeriod
      : now > lastActiveAt + parameters.cooldownPeriod;
  if (!isOver) return null;
  const since = lastActiveAt === null ? 'was active yet' : `has been active for ${(now - lastActiveAt) / 1000} s`;
  return scaled(memory, 0, { rule: 'cooled-down', text: `nothing ${since}: no pod, whatever the HPA allows`, figures });
}

function scaled(
  memory: ScaledObjectMemory,
  pods: number,
  reason: Omit<Reason, 'limitedBy'>,
): { readonly pods: number; readonly reason: Reason } {
  memory.hpa.replicas = pods;
  return { pods, reason: { ...reason, limitedBy: null } };
}
