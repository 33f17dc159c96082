import type { PodWatchCounts } from './pod-watch.ts';

/** How well the harness kept up with a real run; times in wall ms. */
export interface RunHealth {
  /** The longest that anything waited before the engine was handed it, or that a timer was late. */
  readonly longestInboxMs: number;
  readonly watchLag: WatchLag;
  readonly watch: PodWatchCounts;
  /** Connections that were refused or cut: no token, a foreign pod, malformed messages … */
  readonly refusedConnections: number;
}

/** From the API's answer to a create until the watch, or a list, shows the pod. What the watch showed before the answer does not count. */
export interface WatchLag {
  readonly meanMs: number;
  readonly maxMs: number;
  /** How long the oldest create has been waiting to be seen now. */
  readonly unseenMs: number;
}
