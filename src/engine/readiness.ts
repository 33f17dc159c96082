import { counts, isConnected, isOnline, isSpent, type Pod } from './pod-table.ts';
import type { PoolConfig } from './pool-config.ts';

/** Whether the pool's rule lets this pod have work now. `connected` alone knows of no fault; see the reports for the others. */
export function isReady(pod: Pod, config: PoolConfig, now: number): boolean {
  if (pod.cordoned || !counts(pod, config) || isSpent(pod, config)) return false;
  const { graceMs, readiness } = config.dispatch;
  const ageMs = now - pod.createdAt;
  switch (readiness) {
    case 'grace-period':
      return ageMs < graceMs || isOnline(pod);
    case 'registered':
      return ageMs < graceMs ? pod.registered : isOnline(pod);
    case 'heartbeat':
      // A pod's creation counts as a heartbeat.
      return isOnline(pod) || (pod.lastBeatAt < 0 && ageMs < config.agent.onlineWithinMs);
    case 'connected':
      return isConnected(pod) && isOnline(pod);
  }
}
