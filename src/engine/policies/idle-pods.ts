import type { Signals } from '../signals.ts';

/** Pods whose agents have been connected and without work for longer than this: those that an idle timer would have ended. */
export function idleLongerThan(signals: Signals, ms: number): number {
  // Most decisions find no idle pod: then the list is not built.
  if (signals.pods.connectedIdle === 0) return 0;
  return signals.listPods().filter((pod) => pod.idleMs !== null && pod.idleMs > ms).length;
}
