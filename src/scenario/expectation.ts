import type { PodId, PoolId, TaskId, WorkspaceId } from '../engine/ids.ts';

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

/** `C`: a condition on series, which names them (as decoded) or refers to them (as compiled). */
export type FormOf<C> =
  /** Read after all events ≤ `at`. */
  | { readonly kind: 'at'; readonly at: number; readonly conditions: readonly C[] }
  /**
   * `always`: all conditions hold at the end of every instant in [from, until]. `never`: at the end of no instant in it do they all
   * hold together.
   */
  | {
      readonly kind: 'always' | 'never';
      readonly from: number;
      readonly until: number;
      readonly conditions: readonly C[];
    }
  /** At the end of some instant in [after, after + within] all conditions hold together. */
  | { readonly kind: 'eventually'; readonly after: number; readonly within: number; readonly conditions: readonly C[] }
  | { readonly kind: 'metric'; readonly conditions: readonly MetricCondition[] };

export type ExpectationForm = FormOf<SeriesCondition>;

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
  | { readonly kind: 'pool-count'; readonly pool: PoolId; readonly name: PoolSeriesName }
  | { readonly kind: 'task-status'; readonly task: TaskId }
  /** Ordinal of the pod that holds the task's slot, or `none`. */
  | { readonly kind: 'task-pod'; readonly task: TaskId }
  | { readonly kind: 'workspace-running'; readonly workspace: WorkspaceId }
  | { readonly kind: 'pod-phase'; readonly pod: PodId };

/** Numeric series, over all pools, with their sentences. `queue.oldest` is in ms, all others are counts. */
export const SERIES = {
  pods: 'Pods that are asked for, pending or running and not terminating, and dead ones where there is no reaper; `pods.mean` counts all from creation to gone.',
  'pods.pending': 'Pods that are created and do not run yet.',
  'pods.running': 'Pods whose containers run.',
  'pods.connected': 'Pods whose agent is connected.',
  'pods.failed': 'Pods that ended in failed and are not gone yet.',
  'pods.terminating': 'Pods whose deletion is under way.',
  'pods.unschedulable': 'Pending pods that no node of the cluster has room for.',
  'pods.created': 'Pods created since the run began.',
  desired: 'Pods that the last decision asked for.',
  'agents.online': 'Agents whose last heartbeat is young enough.',
  slots: 'Slots of all pods.',
  'slots.running': 'Slots in which a phase runs.',
  'slots.claimed': 'Slots promised to a task whose pod is not ready yet.',
  'slots.reserved': 'Slots kept for an apply phase that waits for its confirmation.',
  'slots.idle': 'Slots of connected pods that nobody holds.',
  'slots.starting': 'Slots that nobody holds, of living pods whose agent has not connected yet.',
  'slots.offline':
    'Slots that nobody holds, of pods whose agent has lost its connection or that are terminating or dead.',
  'tasks.submitted': 'Tasks submitted since the run began.',
  'tasks.waiting': 'Tasks behind an earlier one of their workspace.',
  'tasks.pending': 'Tasks that want a slot and have none.',
  'tasks.unblocked': 'Pending tasks that nothing of their own workspace keeps from running.',
  'tasks.running': 'Tasks one of whose phases is sent or under way.',
  'tasks.applyPending':
    'Tasks whose plan ended with changes and whose apply has not started; one that is confirmed and has no slot counts as pending.',
  'tasks.finished': 'Tasks that reached a final state since the run began.',
  'tasks.failed': 'Tasks that ended in failed since the run began.',
  'tasks.lost': 'Tasks that the platform no longer knows although they never ended.',
  'queue.oldest': 'How long the oldest pending task has waited.',
  nodes: 'Nodes of the cluster that are up.',
} as const satisfies Readonly<Record<string, string>>;
export type SeriesName = keyof typeof SERIES;
export const SERIES_NAMES = Object.keys(SERIES) as readonly SeriesName[];
export const isSeries = (word: string): word is SeriesName => (SERIES_NAMES as readonly string[]).includes(word);
/** What every pool has of its own; with several, `<pool>/<series>`. The nodes are one for all. */
export type PoolSeriesName = Exclude<SeriesName, 'nodes'>;
export const isOfPool = (name: SeriesName): name is PoolSeriesName => name !== 'nodes';
/** A time, which grows by itself; all other series stand still until something happens. */
export const isAge = (series: { readonly kind: string; readonly name?: string }): boolean =>
  series.name === 'queue.oldest';
