/** Which laws a run is held to beyond those that its pools' choices promise. */
export interface LawDemand {
  /** `all`: every quality law, whatever the choices excuse. */
  readonly demand: 'promised' | 'all';
  /** ms since the run began; by then all work is done (`settles`). `Infinity` = never asked. */
  readonly settledBy: number;
  /** ms since the run began; from here on nothing goes wrong. What arrives does not count. */
  readonly healedAt: number;
  /** ms that an idle pool has from then on, or from when its autoscaler changed its mind, until it is as large as it should be (`settles`). */
  readonly settleWithinMs: number;
}

export const PROMISED: LawDemand = {
  demand: 'promised',
  settledBy: Number.POSITIVE_INFINITY,
  healedAt: 0,
  settleWithinMs: Number.POSITIVE_INFINITY,
};
