import type { RunHealth } from '../../src/real/run-health.ts';

/** Of a run whose harness kept up, but for what is said. */
export function runHealth({
  watch = {},
  ...said
}: Partial<Omit<RunHealth, 'watch'>> & { readonly watch?: Partial<RunHealth['watch']> } = {}): RunHealth {
  const counts = { lists: 1, watches: 1, expired: 0, failures: 0, stale: 0, faults: 0, gaps: 0, lastTrouble: null };
  return {
    longestInboxMs: 0,
    watchLag: { meanMs: 0, maxMs: 0, unseenMs: 0 },
    refusedConnections: 0,
    ...said,
    watch: { ...counts, ...watch },
  };
}
