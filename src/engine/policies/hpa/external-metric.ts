import type { ParameterDescription } from '../../policy.ts';
import { type Demand, demandParameter } from '../demand.ts';
import { type QueueMetric, queueMetricParameter } from '../queue-metric.ts';
import { type BehaviorParameters, behaviorParameters } from './behavior.ts';
import type { ReplicaBounds } from './reconcile.ts';
import { TOLERANCE, type ToleranceParameters } from './tolerance.ts';

/** What an HPA with an external metric is told, of either target type. */
export interface ExternalMetricParameters extends BehaviorParameters, ToleranceParameters {
  readonly demand: Demand;
  readonly queueMetric: QueueMetric;
  readonly target: number;
  readonly scaleToZero: boolean;
}

export const metricParameters = (
  queueMetric: QueueMetric,
  target: ParameterDescription,
): readonly ParameterDescription[] => [demandParameter('raw'), queueMetricParameter(queueMetric), target];

export const externalParameters = (
  queueMetric: QueueMetric,
  target: ParameterDescription,
): readonly ParameterDescription[] => [
  ...metricParameters(queueMetric, target),
  {
    name: 'scaleToZero',
    kind: 'boolean',
    default: false,
    summary:
      'Feature gate HPAScaleToZero: with a pool min of 0 it goes to no pod, and comes back; otherwise one is the least.',
  },
  ...TOLERANCE,
  ...behaviorParameters('rules'),
];

export const bounds = (
  { min, max }: { readonly min: number; readonly max: number },
  { scaleToZero }: Pick<ExternalMetricParameters, 'scaleToZero'>,
): ReplicaBounds => ({ min: scaleToZero ? min : Math.max(min, 1), max, scaleToZero });

/** A target in thousandths, as a Kubernetes quantity is read (`MilliValue`). */
export const inThousandths = (target: number): number => Math.round(target * 1000);

/** For reasons: three digits are enough to see on which side of an edge it is. */
export const shown = (ratio: number): number => Math.round(ratio * 1000) / 1000;
