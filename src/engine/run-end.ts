import type { LawBreach } from './laws/law.ts';

/** How a run ended, in any world. */
export interface RunEnd {
  /** When, ms since it began. */
  readonly endedAt: number;
  /**
   * `drained`: nothing was left to do; `horizon`: no drain was asked for; `drain-timeout`: work was left; `interrupted`: somebody
   * stopped it.
   */
  readonly cause: 'horizon' | 'drained' | 'drain-timeout' | 'interrupted';
  /** Events that the engine handled. */
  readonly events: number;
  /** The first breach of each law that the variant names in `breaks`. */
  readonly breaches: readonly LawBreach[];
}
