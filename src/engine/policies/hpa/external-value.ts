import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { livePods } from '../live-pods.ts';
import { queueLength } from '../queue-metric.ts';
import { bounds, type ExternalMetricParameters, externalParameters, inThousandths, shown } from './external-metric.ts';
import { freshHistory, type HpaMemory } from './history.ts';
import { type Proposal, reconcile } from './reconcile.ts';
import { isTolerated } from './tolerance.ts';

/**
 * An HPA on an external metric with a `Value` target: usage U and target T, both in tasks for the whole pool; K = pods that run and
 * are ready (here: whose agent is connected). ratio = U / T; at 0 replicas ⌈ratio⌉; tolerated → the present replicas;
 * otherwise ⌈ratio · K⌉; then stabilization, rate limits and bounds as in `reconcile`. It steers the queue towards T and knows
 * nothing of how much a pod does. Without any pod to list it fails, and nothing changes.
 *
 * Source: omerap12/kubernetes @ a769d588 (k/k master), pkg/controller/podautoscaler/replica_calculator.go,
 * `GetExternalMetricReplicas`, `getUsageRatioReplicaCount`, `getReadyPodsCount`. A pod that is going counts as ready until it is gone
 * (website#43970), so a long grace period multiplies what is asked for; while no pod is ready yet it asks for 0. With U =
 * queued + running it never rests: the ratio does not fall when pods come.
 */
export const hpaExternalValue: Policy<ExternalMetricParameters, HpaMemory> = {
  name: 'hpa-external-value',
  summary:
    'HPA on the queue with a Value target: the ready pods times queue / target, with tolerance, windows and rate limits.',
  parameters: externalParameters('queued', {
    name: 'target',
    kind: 'number',
    default: 5,
    min: 0.001,
    summary: 'Tasks that the metric should show for the whole pool.',
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
    const { pods, reason } = reconcile(signals, memory, setup, (replicas) => propose(signals, replicas, parameters));
    return { decision: { kind: 'scale-to', pods, reason }, memory };
  },
};

function propose(signals: Signals, replicas: number, parameters: ExternalMetricParameters): Proposal {
  const usage = queueLength(signals, parameters);
  const { target } = parameters;
  if (usage === null) {
    const figures = { usage, target };
    return { replicas: null, text: 'the metric could not be read: no change', figures, isTolerated: false };
  }
  const { pods } = signals;
  const ratio = (usage * 1000) / inThousandths(target);
  const ready = pods.connected + pods.terminating;
  const figures = { usage, target, ratio: shown(ratio), readyPods: ready };
  const asked = `${usage} tasks are ${shown(ratio)} times the target ${target}`;
  if (replicas === 0) return { replicas: Math.ceil(ratio), text: asked, figures, isTolerated: false };
  if (isTolerated(ratio, parameters)) {
    return { replicas, text: `${asked}: that is tolerated`, figures, isTolerated: ratio !== 1 };
  }
  if (livePods(signals) + pods.terminating + pods.dead === 0) {
    return { replicas: null, text: 'there is no pod to count: no change', figures, isTolerated: false };
  }
  const needed = Math.ceil(ratio * ready);
  return { replicas: needed, text: `${asked}, with ${ready} ready pods: ${needed}`, figures, isTolerated: false };
}
