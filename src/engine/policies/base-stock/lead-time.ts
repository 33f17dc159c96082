import type { PodId } from '../../ids.ts';
import type { PodView } from '../../signals.ts';

/** Before the first pod has shown it. */
const USUAL_MS = 30_000;
const KEPT = 15;
const MOST_MS = 180_000;

/**
 * From asking for a pod to its agent: the lower quartile of the last fifteen, since a pod that waits for a node tells of the
 * cluster and not of a start; at most three minutes, beyond which free slots are no answer.
 */
export class LeadTime {
  ms = USUAL_MS;
  readonly #starting = new Set<PodId>();
  readonly #seen: number[] = [];

  learn(pods: readonly PodView[]): void {
    for (const pod of pods) {
      if (pod.phase === 'requested' || pod.phase === 'pending') this.#starting.add(pod.pod);
      else if (pod.connected && this.#starting.delete(pod.pod)) this.#note(pod.ageMs - (pod.idleMs ?? 0));
    }
    this.#forgetGone(pods);
  }

  #note(ms: number): void {
    this.#seen.push(Math.min(ms, MOST_MS));
    if (this.#seen.length > KEPT) this.#seen.shift();
    const sorted = [...this.#seen].sort((a, b) => a - b);
    this.ms = sorted[Math.floor(sorted.length / 4)] as number;
  }

  #forgetGone(pods: readonly PodView[]): void {
    if (this.#starting.size <= pods.length) return;
    const present = new Set(pods.map(({ pod }) => pod));
    for (const pod of this.#starting) if (!present.has(pod)) this.#starting.delete(pod);
  }
}
