import type { Limit, Reason } from '../../note.ts';
import type { Decision, ParameterDescription } from '../../policy.ts';
import type { Queried, Signals } from '../../signals.ts';
import { noReservations, type ReservationMemory, reserve } from './reservations.ts';

/** What a HorizontalRunnerAutoscaler does with the suggestion of its metric, whichever that is. */

export interface RunnerAutoscalerParameters {
  /** ms */
  readonly scaleDownDelay: number;
  /** ms; 0 = no webhook */
  readonly reservationFor: number;
}

export const RUNNER_AUTOSCALER_PARAMETERS: readonly ParameterDescription[] = [
  {
    name: 'scaleDownDelay',
    kind: 'duration',
    default: 600_000,
    min: 0,
    summary: 'No shrinking for so long after the last growth.',
  },
  {
    name: 'reservationFor',
    kind: 'duration',
    default: 0,
    min: 0,
    summary:
      'Webhook mode: every task that arrives reserves a pod for so long, every one that ends takes the oldest away; goes with `reactWithin: 3s`. 0 = no webhook.',
  },
];

export interface RunnerAutoscalerMemory {
  /** status.desired and the replicas of the deployment; null before the first decision. */
  desired: number | null;
  lastScaleOutAt: number | null;
  readonly webhook: ReservationMemory;
}

export const initialRunnerAutoscaler = (): RunnerAutoscalerMemory => ({
  desired: null,
  lastScaleOutAt: null,
  webhook: noReservations(),
});

/** The metric's answer: null replicas = it has nothing to say, and min holds. */
export interface Suggestion extends Pick<Reason, 'rule' | 'text' | 'figures'> {
  readonly replicas: Queried<number>;
}

/** spec.replicas: what was decided last, at the beginning the pods there are. */
export const replicasOf = (signals: Signals, memory: RunnerAutoscalerMemory): number =>
  memory.desired ?? signals.pods.count;

/**
 * x = (suggestion ?? min) + reservations · below min: min, else above max: max · not above what was desired, and the last growth
 * younger than `scaleDownDelay`: as it was desired, even above a max that was lowered meanwhile.
 *
 * Source: actions/actions-runner-controller @ 2ee6b3b8, controllers/actions.summerwind.net/horizontalrunnerautoscaler_controller.go,
 * computeReplicasWithCache. Ours: the status of the object lives in the policy's memory, so a restart of the server forgets the delay.
 */
export function runnerDecision(
  signals: Signals,
  memory: RunnerAutoscalerMemory,
  suggestion: Suggestion,
  parameters: RunnerAutoscalerParameters,
): Decision {
  const { now, min, max } = signals;
  const seen = { now, max, arrivals: signals.totals.arrivals, completions: signals.totals.completions };
  const reserved = reserve(memory.webhook, seen, parameters.reservationFor);
  const sum = (suggestion.replicas ?? min) + reserved;
  let limitedBy: Limit | null = null;
  let desired = sum;
  if (sum < min) {
    desired = min;
    limitedBy = 'min';
  } else if (sum > max) {
    desired = max;
    limitedBy = 'max';
  }
  const before = memory.desired;
  if (before !== null && before > desired && isHeld(memory, now, parameters)) {
    desired = before;
    limitedBy = 'cooldown';
  }
  if (desired > (before ?? 1)) memory.lastScaleOutAt = now;
  memory.desired = desired;
  const { rule, text } = suggestion;
  const reservations = reserved > 0 ? `, and ${reserved} reserved by webhooks` : '';
  const figures = { ...suggestion.figures, suggested: suggestion.replicas, reserved, before, pods: signals.pods.count };
  return { kind: 'scale-to', pods: desired, reason: { rule, text: `${text}${reservations}`, figures, limitedBy } };
}

const isHeld = (memory: RunnerAutoscalerMemory, now: number, { scaleDownDelay }: RunnerAutoscalerParameters): boolean =>
  memory.lastScaleOutAt !== null && memory.lastScaleOutAt + scaleDownDelay > now;

/** An error of the metric ends the reconciliation: the replicas stay. */
export function unchanged(
  signals: Signals,
  memory: RunnerAutoscalerMemory,
  reason: Pick<Reason, 'rule' | 'text'>,
): Decision {
  const pods = replicasOf(signals, memory);
  const figures = { replicas: pods, pods: signals.pods.count };
  return { kind: 'scale-to', pods, reason: { ...reason, figures, limitedBy: null } };
}
