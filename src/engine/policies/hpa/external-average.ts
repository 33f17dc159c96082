import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { livePods } from '../live-pods.ts';
import { queueLength } from '../queue-metric.ts';
import { bounds, type ExternalMetricParameters, externalParameters, inThousandths, shown } from './external-metric.ts';
import { freshHistory, type HpaMemory } from './history.ts';
import { type Proposal, reconcile } from './reconcile.ts';
import { isTolerated, type ToleranceParameters } from './tolerance.ts';

/**
 * An HPA on an external metric with an `AverageValue` target: usage U (tasks), target T (tasks per pod), status S (pods that live, pending
 * ones too). ratio = U / (T · S); tolerated → S, otherwise ⌈U / T⌉; then stabilization, rate limits and bounds as in `reconcile`.
 *
 * Source: omerap12/kubernetes @ a769d588 (k/k master), pkg/controller/podautoscaler/replica_calculator.go,
 * `GetExternalPerPodMetricReplicas`. The form that fits a pool best, with U = queued + running and T = the slots of a pod. Behaves
 * badly: inert at 0 replicas unless `scaleToZero`; up to a tenth of the pods' tasks stay unserved for good by the tolerance;
 * and who goes at a scale-down is the ReplicaSet's choice, blind to work (`victims: unordered`; kubernetes#45509).
 */
export const hpaExternalAverage: Policy<ExternalMetricParameters, HpaMemory> = {
  name: 'hpa-external-average',
  summary:
    'HPA on the queue with an AverageValue target: a pod per so many tasks, with tolerance, windows and rate limits.',
  parameters: externalParameters('queued+running', {
    name: 'target',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'Tasks per pod; 0 = the slots of a pod.',
  }),
  nativePeriodMs: 15_000,
  origin: {
    source: 'kubernetes/kubernetes (omerap12/kubernetes @ a769d588), pkg/controller/podautoscaler',
    actuation: 'blind-replicas',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: freshHistory,
  decide(signals, memory, parameters) {
    const setup = { bounds: bounds(signals, parameters), parameters };
    const { pods, reason } = reconcile(signals, memory, setup, () =>
      averageProposal(signals, queueLength(signals, parameters), parameters),
    );
    return { decision: { kind: 'scale-to', pods, reason }, memory };
  },
};

/** What a metric of `usage` tasks asks for; null = it could not be read. Also that of KEDA's HPA. */
export function averageProposal(
  signals: Signals,
  usage: number | null,
  parameters: ToleranceParameters & { readonly target: number },
): Proposal {
  const status = livePods(signals);
  if (usage === null) {
    const figures = { usage, pods: status };
    return { replicas: null, text: 'the metric could not be read: no change', figures, isTolerated: false };
  }
  const target = parameters.target > 0 ? parameters.target : signals.slotsPerPod;
  const thousandths = inThousandths(target);
  const ratio = (usage * 1000) / (thousandths * status);
  const needed = Math.ceil((usage * 1000) / thousandths);
  const figures = { usage, target, pods: status, ratio: Number.isFinite(ratio) ? shown(ratio) : null };
  if (isTolerated(ratio, parameters)) {
    const text =
      needed === status
        ? `${usage} tasks need the ${status} pods of ${target} that are there`
        : `${usage} tasks on ${status} pods of ${target}: the ratio ${shown(ratio)} is tolerated`;
    return { replicas: status, text, figures, isTolerated: needed !== status };
  }
  const text = `${usage} tasks need ${needed} pods of ${target}`;
  return { replicas: needed, text, figures, isTolerated: false };
}
