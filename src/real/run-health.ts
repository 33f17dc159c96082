/** How well the harness kept up with a real run. */
export interface RunHealth {
  /** The longest that anything waited before the engine was handed it, wall ms. */
  readonly longestInboxMs: number;
  /** Connections that were refused or cut: no token, a foreign pod, malformed messages … */
  readonly refusedConnections: number;
}
