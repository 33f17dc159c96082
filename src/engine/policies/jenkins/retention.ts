import type { Signals } from '../../signals.ts';
import { idleLongerThan } from '../idle-pods.ts';
import type { LoadMemory } from './load-statistics.ts';

/**
 * How Jenkins loses agents: each has its own idle timer (CloudRetentionStrategy; for agents of one build OnceRetentionStrategy's
 * backstop), looked at once a minute. Returns how many have run out. There is no smallest pool upstream; here `min` holds.
 */
export function overdueIdle(signals: Signals, memory: LoadMemory, idleTime: number): number {
  const minute = Math.floor(signals.now / RETENTION_MS);
  const isDue = memory.retention !== null && memory.retention < minute;
  memory.retention = minute;
  return isDue ? idleLongerThan(signals, idleTime) : 0;
}

/** Period of ComputerRetentionWork. */
const RETENTION_MS = 60_000;
