import type { Reason } from './note.ts';
import type { PolicyProgram } from './policy-program.ts';
import type { PoolConfig } from './pool-config.ts';
import type { Signals } from './signals.ts';

/** `hold` keeps the present count. A policy's `reason` never has a `limitedBy` of the loop's guards, only of its own clamps. */
export type Decision =
  | { readonly kind: 'scale-to'; readonly pods: number; readonly reason: Reason }
  | { readonly kind: 'hold'; readonly reason: Reason };

/**
 * A scaling policy: how many pods the pool should have, and why. Pure: the same signals and memory give the same answer.
 * `M` is what it remembers between decisions (lost at a server restart).
 */
export interface Policy<P, M> {
  readonly name: string;
  /** One sentence for `poolproof policies`. */
  readonly summary: string;
  readonly parameters: readonly ParameterDescription[];
  /** Decision period of the original in ms; the default of `autoscaler.every`. */
  readonly nativePeriodMs: number;
  /**
   * An original that also listens: a decision at most so many ms after a task arrived, began or ended (0 = at that instant).
   * The default of `autoscaler.reactWithin`; absent = ticks alone.
   */
  readonly reactsWithinMs?: number;
  /** Where the formula comes from; absent for our own. */
  readonly origin?: PolicyOrigin;
  /** Which quality laws the formula promises to keep on a pool like this. */
  promises(pool: PoolConfig): { readonly economy: boolean; readonly responsive: boolean };
  initialMemory(): M;
  /** May change `memory` in place and hand it back: the engine keeps the answer's and forgets the one it gave. */
  decide(signals: Signals, memory: M, parameters: P): { readonly decision: Decision; readonly memory: M };
}

export interface PolicyOrigin {
  /** Project, version and path. */
  readonly source: string;
  /**
   * How the original adds and removes pods, which is chosen apart from the formula here (`agent.maxTasks`, `autoscaler.victims`):
   * one pod per task, each pod's own idle timer, a replica count blind to work, or a removal that spares work.
   */
  readonly actuation: 'one-task-pods' | 'idle-timer' | 'blind-replicas' | 'busy-aware';
}

// biome-ignore lint/suspicious/noExplicitAny: the registry holds policies of any parameter and memory type
export type AnyPolicy = Policy<any, any>;

export interface PolicyBinding {
  readonly policy: AnyPolicy;
  /** Complete: every described parameter has a value. */
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
  /** Where a policy of the user's was loaded from; absent for our own. */
  readonly module?: PolicyModule;
  /** A program of the user's that is asked in place of the policy; absent for all others. */
  readonly program?: PolicyProgram;
}

/** A file of the user's, so that a journal can say by which code its run scaled. */
export interface PolicyModule {
  /** From the working directory, where it lies below it. */
  readonly path: string;
  /** Of its text, in hex. */
  readonly sha256: string;
}

/** Read by the scenario decoder, the reference page, `policies` and the property tests. */
export interface ParameterDescription {
  readonly name: string;
  readonly kind: 'ratio' | 'count' | 'duration' | 'boolean' | 'choice' | 'number';
  readonly default: number | boolean | string;
  /** Inclusive; durations in ms. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly summary: string;
}
