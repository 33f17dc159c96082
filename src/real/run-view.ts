import type { ScaleDecided } from '../engine/note.ts';
import type { CapacitySignals } from '../engine/signals.ts';
import type { Refusal } from './refusals.ts';
import type { RunHealth } from './run-health.ts';

/** What a real run shows of itself while it goes on. Read only; each reading is of the present. */
export interface RunView {
  /** False while the control server is down. */
  readonly isUp: boolean;
  /** How long the oldest happening in the inbox has waited (wall ms); 0 when it is empty. */
  readonly inboxLagMs: number;
  readonly health: RunHealth;
  readonly refusals: ReadonlyMap<Refusal, number>;
  /** Calls of the Kubernetes API so far. */
  readonly apiCalls: readonly ApiCallCount[];
  readonly pools: readonly PoolView[];
}

export interface ApiCallCount {
  readonly verb: string;
  readonly resource: string;
  /** HTTP status, or a word as `timeout` where there was none. */
  readonly status: string;
  readonly count: number;
}

export interface PoolView {
  /** The pool's name. */
  readonly id: string;
  readonly tasks: {
    readonly waiting: number;
    readonly pending: number;
    readonly running: number;
    readonly applyPending: number;
  };
  readonly pods: {
    readonly requested: number;
    readonly pending: number;
    readonly running: number;
    readonly connected: number;
  };
  /** Of connected pods. */
  readonly slots: { readonly running: number; readonly reserved: number; readonly idle: number };
  /** As the autoscaler sees it; null while that query fails. */
  readonly capacity: CapacitySignals | null;
  /** Oldest first; the last ones if there were many. */
  readonly decisions: readonly ScaleDecided[];
}
