import type { Signals } from '../signals.ts';

/**
 * Pods that have neither ended nor begun to go: what a Deployment's `status.replicas` counts, pending ones too, and what a Job
 * without an end stands for. Unlike `pods.count` it never has dead ones in it, whether the pool has a reaper or not.
 */
export const livePods = ({ pods }: Signals): number => pods.requested + pods.pending + pods.running;
