import type { PodId, TaskId, WorkspaceId } from '../engine/ids.ts';

/** What must hold, decoded. Times in ms since the run began (warm-up included). */
export interface Expectation {
  /** Unique within the scenario; the author's or made from the form and the series. */
  readonly name: string;
  readonly place: Place;
  readonly form: ExpectationForm;
}

/** Where it stands in the author's file, 1-based. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type ExpectationForm =
  /** Read after all events ≤ `at`. */
  | { readonly kind: 'at'; readonly at: number; readonly conditions: readonly SeriesCondition[] }
  /** All conditions hold at the end of every instant in [from, until]. */
  | {
      readonly kind: 'always';
      readonly from: number;
      readonly until: number;
      readonly conditions: readonly SeriesCondition[];
    }
  /** At the end of no instant in [from, until] do all conditions hold together. */
  | {
      readonly kind: 'never';
      readonly from: number;
      readonly until: number;
      readonly conditions: readonly SeriesCondition[];
    }
  /** At the end of some instant in [after, after + within] all conditions hold together. */
  | {
      readonly kind: 'eventually';
      readonly after: number;
      readonly within: number;
      readonly conditions: readonly SeriesCondition[];
    }
  | { readonly kind: 'metric'; readonly conditions: readonly MetricCondition[] };

export interface SeriesCondition {
  readonly series: SeriesRef;
  readonly comparison: Comparison;
  /** As the author wrote both: `pods "<= 20"`. */
  readonly text: string;
}

export interface MetricCondition {
  /** A key of the metric catalogue, or `<pool>/<key>` with several pools. */
  readonly metric: string;
  readonly comparison: Comparison;
  readonly text: string;
}

export type Comparison =
  | { readonly op: '=' | '!=' | '<' | '<=' | '>' | '>='; readonly value: number | string }
  /** Inclusive on both ends. */
  | { readonly op: 'between'; readonly low: number; readonly high: number };

export type SeriesRef =
  | { readonly kind: 'count'; readonly name: SeriesName }
  | { readonly kind: 'task-status'; readonly task: TaskId }
  /** Ordinal of the pod that holds the task's slot, or `none`. */
  | { readonly kind: 'task-pod'; readonly task: TaskId }
  | { readonly kind: 'workspace-running'; readonly workspace: WorkspaceId }
  | { readonly kind: 'pod-phase'; readonly pod: PodId };

/** Numeric series, over all pools. `queue.oldest` is in ms, all others are counts. */
export const SERIES_NAMES = [
  'pods',
  'pods.pending',
  'pods.running',
  'pods.connected',
  'pods.failed',
  'pods.terminating',
  'pods.created',
  'desired',
  'agents.online',
  'slots',
  'slots.running',
  'slots.claimed',
  'slots.reserved',
  'slots.idle',
  'slots.offline',
  'tasks.submitted',
  'tasks.waiting',
  'tasks.pending',
  'tasks.unblocked',
  'tasks.running',
  'tasks.applyPending',
  'tasks.finished',
  'tasks.failed',
  'tasks.lost',
  'queue.oldest',
] as const;
export type SeriesName = (typeof SERIES_NAMES)[number];
