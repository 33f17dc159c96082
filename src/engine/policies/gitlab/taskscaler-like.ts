import type { Decision, Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { idleLongerThan } from '../idle-pods.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { acquiredSlots } from './acquired-slots.ts';

interface TaskscalerParameters {
  readonly idleCount: number;
  readonly idleTime: number;
  /** Idle slots per slot in use; 0 = off. */
  readonly scaleFactor: number;
  /** Most idle slots by scaleFactor; 0 = unlimited. */
  readonly scaleFactorLimit: number;
  readonly preemptive: 'auto' | 'on' | 'off';
  /** New instances a second; 0 = unlimited. */
  readonly throttle: number;
  readonly wipeOnStart: boolean;
  readonly demand: Demand;
}

/** A bucket of creations; `tokens` is null before the first decision. */
interface TaskscalerMemory {
  tokens: number | null;
  at: number;
}

/**
 * t = ⌈(acquired + waiting + unavailable + idle) / N⌉ pods. acquired: slots that run or are reserved · waiting: queued tasks, none in
 * preemptive mode, which asks for a job only when an instance is there · unavailable: free slots of pods that have had all their tasks ·
 * idle = idleCount, or with scaleFactor max(idleCount, ⌈scaleFactor · acquired⌉), at most scaleFactorLimit · N slots per pod.
 * Up at once, as the bucket of `throttle` per second with a burst of `max` allows; down by the pods that were idle for longer than
 * idleTime, to no less than t. acquired + unavailable > what the pods have → no change: jobs of instances that are gone still count.
 *
 * Source: none that is public. gitlab-org/fleeting/taskscaler by its documentation (gitlab-runner
 * docs/configuration/advanced-configuration.md), merge requests and log fields; the formula is our reconstruction, hence `-like`.
 * Where it certainly differs: no reservations in flight, no health checks, no `update_interval`; idle times begin when the agent
 * connects; `preemptive_mode` unset is on where idleCount is above 0, as upstream. idleTime has no default upstream.
 *
 * Behaves badly in preemptive mode, where the queue is not seen: the pool grows by the idle target per start-up time
 * (`scenarios/policies/gitlab-taskscaler-like-preemptive.yaml`); and after a restart without state storage (`wipeOnStart`), when all
 * instances go (`scenarios/policies/gitlab-taskscaler-like-restart.yaml`). Wants victims that spare work.
 */
export const gitlabTaskscalerLike: Policy<TaskscalerParameters, TaskscalerMemory> = {
  name: 'gitlab-taskscaler-like',
  summary: 'Slots for the jobs and an idle reserve, by idle times (reconstruction of GitLab fleeting/taskscaler).',
  parameters: [
    { name: 'idleCount', kind: 'count', default: 0, min: 0, summary: 'Slots to keep free.' },
    {
      name: 'idleTime',
      kind: 'duration',
      default: 300_000,
      min: 0,
      summary: 'A pod that is not needed goes when it was idle for longer.',
    },
    {
      name: 'scaleFactor',
      kind: 'number',
      default: 0,
      min: 0,
      summary: 'Free slots for each slot in use, at least idleCount; 0 = off.',
    },
    {
      name: 'scaleFactorLimit',
      kind: 'count',
      default: 0,
      min: 0,
      summary: 'Most free slots with scaleFactor; 0 = unlimited.',
    },
    {
      name: 'preemptive',
      kind: 'choice',
      default: 'auto',
      choices: ['auto', 'on', 'off'],
      summary: 'On: the queue is not looked at, only free slots are kept. auto = on where idleCount is above 0.',
    },
    {
      name: 'throttle',
      kind: 'number',
      default: 100,
      min: 0,
      summary: 'New pods a second, with a burst of max; 0 = unlimited.',
    },
    {
      name: 'wipeOnStart',
      kind: 'boolean',
      default: false,
      summary:
        'The first decision removes the pods that are there, as a runner without state storage does; off since a run begins amid things.',
    },
    demandParameter('raw'),
  ],
  nativePeriodMs: 1_000,
  origin: {
    source: 'gitlab-org/fleeting/taskscaler by its documentation (gitlab-runner @ d79f3e7b8)',
    actuation: 'busy-aware',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ tokens: null, at: 0 }),
  decide(signals, memory, parameters) {
    const { count } = signals.pods;
    if (memory.tokens === null && parameters.wipeOnStart && count > 0) {
      refill(signals, memory, parameters.throttle);
      const text = `${count} pods from before the start are not known: all go`;
      const reason = { rule: 'wipe', text, figures: { pods: count }, limitedBy: null };
      return { decision: { kind: 'scale-to', pods: 0, reason }, memory };
    }
    refill(signals, memory, parameters.throttle);
    const isPreemptive =
      parameters.preemptive === 'on' || (parameters.preemptive === 'auto' && parameters.idleCount > 0);
    const waiting = isPreemptive ? 0 : waitingTasks(signals, parameters.demand);
    if (waiting === null) {
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } }), memory };
    }
    return { decision: scale(signals, memory, waiting, parameters), memory };
  },
};

function scale(
  signals: Signals,
  memory: TaskscalerMemory,
  waiting: number,
  parameters: TaskscalerParameters,
): Decision {
  const { slotsPerPod, pods } = signals;
  const acquired = acquiredSlots(signals);
  const capacity = pods.count * slotsPerPod;
  const unavailable = capacity - signals.slots.total;
  const idle = idleTarget(acquired, parameters);
  const target = Math.ceil((acquired + waiting + unavailable + idle) / slotsPerPod);
  const figures = { acquired, waiting, unavailable, idle, target, pods: pods.count };
  if (acquired + unavailable > capacity) {
    const text = `${acquired} slots are acquired, ${unavailable} unavailable, but the pods have ${capacity}: no change`;
    return hold({ rule: 'beyond-capacity', text, figures });
  }
  const need = `${acquired} slots acquired, ${waiting} jobs waiting, ${idle} to be free`;
  if (target > pods.count) {
    const made = Math.min(target - pods.count, Math.floor(memory.tokens ?? 0));
    // A pod beyond max is not made, and costs no token.
    memory.tokens = (memory.tokens ?? 0) - Math.min(made, Math.max(signals.max - pods.count, 0));
    const isThrottled = pods.count + made < Math.min(target, signals.max);
    const text = isThrottled
      ? `${need}: ${target} pods, of which the throttle lets ${made} more`
      : `${need}: ${target} pods`;
    const decision = scaleTo(signals, pods.count + made, { rule: 'need', text, figures });
    return isThrottled ? { ...decision, reason: { ...decision.reason, limitedBy: 'rate-limit' } } : decision;
  }
  const overdue = target < pods.count ? Math.min(pods.count - target, idleLongerThan(signals, parameters.idleTime)) : 0;
  if (overdue === 0)
    return scaleTo(signals, pods.count, { rule: 'keep', text: `${need}: ${target} pods would do`, figures });
  const text = `${need}: ${target} pods would do, and ${overdue} were idle for more than ${parameters.idleTime / 1_000} s`;
  return scaleTo(signals, pods.count - overdue, { rule: 'idle-timeout', text, figures });
}

function idleTarget(acquired: number, { idleCount, scaleFactor, scaleFactorLimit }: TaskscalerParameters): number {
  if (scaleFactor === 0) return idleCount;
  const scaled = Math.max(idleCount, Math.ceil(scaleFactor * acquired));
  return scaleFactorLimit > 0 ? Math.min(scaleFactorLimit, scaled) : scaled;
}

/** A bucket that starts full and holds `max`. */
function refill({ now, max }: Signals, memory: TaskscalerMemory, throttle: number): void {
  const filled = (memory.tokens ?? max) + (throttle * (now - memory.at)) / 1_000;
  memory.tokens = throttle === 0 ? max : Math.min(filled, max);
  memory.at = now;
}
