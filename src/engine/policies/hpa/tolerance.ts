import type { ParameterDescription } from '../../policy.ts';

export interface ToleranceParameters {
  readonly scaleUpTolerance: number;
  readonly scaleDownTolerance: number;
  readonly boundary: 'current' | 'before-1.33';
}

/**
 * Whether an HPA leaves a ratio of usage to target alone. Since Kubernetes 1.33 each direction may have its own tolerance, and the test is
 * 1 − down ≤ ratio ≤ 1 + up; before it was |1 − ratio| ≤ tolerance. On the edge they differ, by the rounding of doubles:
 * 1.1 is within 1 + 0.1, but 1 − 1.1 is −0.10000000000000009. A ratio that is not a number (0 tasks on 0 pods) is within neither.
 *
 * Source: omerap12/kubernetes @ a769d588 and k/k @ 00067268 (before), pkg/controller/podautoscaler/replica_calculator.go.
 */
export function isTolerated(ratio: number, parameters: ToleranceParameters): boolean {
  const { scaleUpTolerance: up, scaleDownTolerance: down, boundary } = parameters;
  if (boundary === 'current') return 1 - down <= ratio && ratio <= 1 + up;
  return Math.abs(1 - ratio) <= (ratio > 1 ? up : down);
}

export const TOLERANCE: readonly ParameterDescription[] = [
  {
    name: 'scaleUpTolerance',
    kind: 'ratio',
    default: 0.1,
    summary: 'Nothing is added while usage is at most this share above target.',
  },
  {
    name: 'scaleDownTolerance',
    kind: 'ratio',
    default: 0.1,
    summary: 'Nothing is removed while usage is at most this share below target.',
  },
  {
    name: 'boundary',
    kind: 'choice',
    default: 'current',
    choices: ['current', 'before-1.33'],
    summary:
      'How exactly the edge is tested: 11 tasks on 10 pods of one slot scale before Kubernetes 1.33, and not since.',
  },
];
