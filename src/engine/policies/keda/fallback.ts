import type { ParameterDescription } from '../../policy.ts';

export interface FallbackParameters {
  /** Pods; 0 = there is no fallback. */
  readonly fallbackReplicas: number;
  readonly failureThreshold: number;
  readonly fallbackBehavior: 'static' | 'currentReplicas' | 'currentReplicasIfHigher' | 'currentReplicasIfLower';
}

/**
 * For how many pods the metric is made up after more than `failureThreshold` failures in a row, each time that the HPA asked; null = it
 * is not, and the HPA changes nothing.
 *
 * Source: kedacore/keda @ 8b4f083ca, pkg/fallback/fallback.go, `GetMetricsWithFallback`, `doFallback`.
 */
export function fallbackReplicas(failures: number, replicas: number, parameters: FallbackParameters): number | null {
  const { fallbackReplicas: fixed, failureThreshold, fallbackBehavior } = parameters;
  if (fixed === 0 || failures <= failureThreshold) return null;
  switch (fallbackBehavior) {
    case 'static':
      return fixed;
    case 'currentReplicas':
      return replicas;
    case 'currentReplicasIfHigher':
      return Math.max(replicas, fixed);
    case 'currentReplicasIfLower':
      return Math.min(replicas, fixed);
  }
}

export const FALLBACK: readonly ParameterDescription[] = [
  {
    name: 'fallbackReplicas',
    kind: 'count',
    default: 0,
    summary: 'Pods to go to while the query fails; 0 = there is no fallback, and nothing changes.',
  },
  {
    name: 'failureThreshold',
    kind: 'count',
    default: 3,
    summary: 'The fallback begins after more failures in a row than this, one at each period of the autoscaler.',
  },
  {
    name: 'fallbackBehavior',
    kind: 'choice',
    default: 'static',
    choices: ['static', 'currentReplicas', 'currentReplicasIfHigher', 'currentReplicasIfLower'],
    summary: 'The fallback as it stands, the present count instead, or the higher or lower of the two.',
  },
];
