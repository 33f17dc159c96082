import type { LawName } from '../../engine/laws/law-catalogue.ts';
import type { FaultKind } from '../../scenario/fault-catalogue.ts';

/** A field that every drawn document has: `--set`. */
export interface Pin {
  /** As on the command line: `pool.dispatch.readiness`. */
  readonly path: string;
  /** As YAML reads it. */
  readonly value: unknown;
}

/** What is drawn and what it is held to. Plain data: it goes to worker threads. */
export interface FuzzChoice {
  readonly seed: string;
  /** `recommended`: the choices of a pool that are not pinned keep their defaults; `any`: they are drawn, too. */
  readonly choices: 'recommended' | 'any';
  readonly pins: readonly Pin[];
  /** Policies to draw from. */
  readonly policies: readonly string[];
  readonly faults: readonly FaultKind[];
  /** A breach of another law is no find. */
  readonly laws: readonly LawName[];
  /** Every law, whatever the choices excuse. */
  readonly allLaws: boolean;
}
