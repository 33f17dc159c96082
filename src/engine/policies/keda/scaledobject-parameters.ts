import type { ParameterDescription } from '../../policy.ts';
import type { BehaviorParameters } from '../hpa/behavior.ts';
import type { ExternalMetricParameters } from '../hpa/external-metric.ts';
import type { FallbackParameters } from './fallback.ts';

/** Durations in ms. */
export interface ScaledObjectParameters
  extends Omit<ExternalMetricParameters, 'scaleToZero'>,
    BehaviorParameters,
    FallbackParameters {
  readonly pollingInterval: number;
  readonly cooldownPeriod: number;
  readonly initialCooldownPeriod: number;
  readonly minReplicaCount: number;
  readonly idleAtZero: boolean;
  /** Tasks above which the trigger is active. */
  readonly activation: number;
}

export const SCALED_OBJECT: readonly ParameterDescription[] = [
  {
    name: 'pollingInterval',
    kind: 'duration',
    default: 30_000,
    min: 1000,
    summary: 'Time between two looks of KEDA itself; its HPA decides at every period of the autoscaler.',
  },
  {
    name: 'cooldownPeriod',
    kind: 'duration',
    default: 300_000,
    min: 0,
    summary: 'From the last activity to no pod at all; for fewer than before, but not none, see scaleDownWindow.',
  },
  {
    name: 'initialCooldownPeriod',
    kind: 'duration',
    default: 0,
    min: 0,
    summary: 'The same for an object that has not been active yet, from its creation.',
  },
  {
    name: 'minReplicaCount',
    kind: 'count',
    default: 0,
    summary: "KEDA's own min, where the pool's is less: the pool itself then keeps none.",
  },
  {
    name: 'idleAtZero',
    kind: 'boolean',
    default: false,
    summary: 'idleReplicaCount: 0, the one value that KEDA supports: without activity no pod, though min is above 0.',
  },
  {
    name: 'activation',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'The trigger is active with more tasks than this.',
  },
];
