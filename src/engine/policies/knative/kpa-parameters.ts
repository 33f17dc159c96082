import type { ParameterDescription } from '../../policy.ts';
import { type Demand, demandParameter } from '../demand.ts';

/** Durations in ms. Defaults of config-autoscaler and config-deployment, knative/serving @ 98e5ef90aa. */
export interface KpaParameters {
  readonly demand: Demand;
  readonly utilization: number;
  readonly stableWindow: number;
  readonly panicWindow: number;
  readonly panicThreshold: number;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  readonly scaleDownDelay: number;
  readonly initialScale: number;
  readonly activationScale: number;
  readonly scaleToZero: boolean;
  readonly scaleToZeroGrace: number;
  readonly podRetention: number;
  readonly progressDeadline: number;
  readonly targetBurstCapacity: number;
}

const HOUR_MS = 3_600_000;

export const KPA_PARAMETERS: readonly ParameterDescription[] = [
  demandParameter('runnable'),
  {
    name: 'utilization',
    kind: 'ratio',
    default: 0.7,
    min: 0.01,
    max: 1,
    summary:
      'Share of its slots that a pod is meant to have in use; 1 for a comparison with formulas without headroom.',
  },
  {
    name: 'stableWindow',
    kind: 'duration',
    default: 60_000,
    min: 6000,
    max: HOUR_MS,
    summary: 'Window of the slow mean, and how long panic outlives its reason.',
  },
  {
    name: 'panicWindow',
    kind: 'ratio',
    default: 0.1,
    min: 0.01,
    max: 1,
    summary: 'Window of the fast mean as a share of the slow one, in whole seconds.',
  },
  {
    name: 'panicThreshold',
    kind: 'number',
    default: 2,
    min: 1.1,
    max: 10,
    summary: 'Pods that the fast mean asks for, by ready pod, from which the formula panics.',
  },
  {
    name: 'maxScaleUpRate',
    kind: 'number',
    default: 1000,
    min: 1.1,
    summary: 'One decision asks for at most so many times the ready pods.',
  },
  {
    name: 'maxScaleDownRate',
    kind: 'number',
    default: 2,
    min: 1.1,
    summary: 'One decision, every two seconds, leaves at least the ready pods divided by this.',
  },
  {
    name: 'scaleDownDelay',
    kind: 'duration',
    default: 0,
    min: 0,
    max: HOUR_MS,
    summary: 'A lower wish waits until nothing higher was wanted for so long.',
  },
  {
    name: 'initialScale',
    kind: 'count',
    default: 1,
    min: 0,
    summary: 'Above 1: the fewest pods until so many have been ready once.',
  },
  {
    name: 'activationScale',
    kind: 'count',
    default: 0,
    min: 0,
    summary: 'Above 1: the fewest pods while there is any demand.',
  },
  { name: 'scaleToZero', kind: 'boolean', default: true, summary: 'Off: one pod stays.' },
  {
    name: 'scaleToZeroGrace',
    kind: 'duration',
    default: 30_000,
    min: 0,
    summary:
      'The last pod stays so long after the pool was found inactive, unless requests were buffered as long before.',
  },
  { name: 'podRetention', kind: 'duration', default: 0, min: 0, summary: 'The last pod stays at least so long.' },
  {
    name: 'progressDeadline',
    kind: 'duration',
    default: 600_000,
    min: 1000,
    summary:
      'A first pod that is not ready so long and 30 s after it was asked for is given up when nothing is wanted.',
  },
  {
    name: 'targetBurstCapacity',
    kind: 'number',
    default: 211,
    min: -1,
    summary: 'Free slots from which requests are no longer buffered before the pods; 0 never buffers, -1 always.',
  },
];
