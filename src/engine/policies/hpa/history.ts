/** A figure and when it was: a recommendation, or how many pods were added or removed. In ms. */
export interface Entry {
  readonly at: number;
  readonly value: number;
}

/** What an HPA and the Deployment it scales remember; changed in place. */
export interface HpaMemory {
  /** `spec.replicas` of the Deployment; null before the first sync, which takes the pods that live. */
  replicas: number | null;
  /** Proposals as they were before stabilization. */
  recommendations: Entry[];
  /** Only kept for an HPA with `behavior`. */
  added: Entry[];
  removed: Entry[];
}

export const freshHistory = (): HpaMemory => ({ replicas: null, recommendations: [], added: [], removed: [] });

/** Added up over the last `periodMs`, what is exactly so old not among it (`getReplicasChangePerPeriod`). */
export function changeWithin(events: readonly Entry[], periodMs: number, now: number): number {
  let sum = 0;
  for (const { at, value } of events) if (at > now - periodMs) sum += value;
  return sum;
}

/** Without what is older than `reachMs` and never looked at again. */
export const recent = (entries: readonly Entry[], reachMs: number, now: number): Entry[] =>
  entries.filter(({ at }) => at >= now - reachMs);
