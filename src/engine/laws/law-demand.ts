/** Which laws a run is held to beyond those that its pools' choices promise. */
export interface LawDemand {
  /** `all`: every quality law, whatever the choices excuse. */
  readonly demand: 'promised' | 'all';
  /** ms since the run began; by then all work is done (`settles`). `Infinity` = never asked. */
  readonly settledBy: number;
}

export const PROMISED: LawDemand = { demand: 'promised', settledBy: Number.POSITIVE_INFINITY };
