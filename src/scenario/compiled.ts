import type { StoreQuery } from '../engine/event.ts';
import type { PodId, PoolId, TaskId, WorkspaceId } from '../engine/ids.ts';
import type { LawDemand } from '../engine/laws/law-demand.ts';
import type { PoolConfig } from '../engine/pool-config.ts';
import type { InitialTask, TaskType } from '../engine/task.ts';
import type { Expectation, Place, SeriesCondition } from './expectation.ts';
import type { NodeCapacity, PodRequests } from './node-capacity.ts';
import type { NodeSelector } from './node-selector.ts';
import type { PodSelector } from './pod-selector.ts';
import type { RowCount } from './trace/trace-reading.ts';

/**
 * A scenario's variant with one seed, ready to run in any world: nothing optional is left, every default is filled, every
 * duration is whole milliseconds. It carries its random streams, so one CompiledScenario serves one run.
 */
export interface CompiledScenario {
  readonly name: string;
  readonly about: string;
  readonly labels: readonly string[];
  /** Path as the author wrote it, for messages. */
  readonly file: string;
  readonly variant: string;
  readonly seed: string;
  /** From 0. */
  readonly replication: number;
  /** Wall-clock start, as ISO 8601 with offset; null unless the scenario has a clock. */
  readonly clockStart: string | null;
  readonly run: RunPlan;
  /** Real worlds only: scenario ms per wall ms. */
  readonly timeScale: number;
  readonly pools: readonly CompiledPool[];
  /** Null = capacity without end: no pod ever waits for a node. */
  readonly cluster: CompiledCluster | null;
  readonly workspaces: readonly string[];
  /** Names that the author gave to tasks, by id; all other tasks are called by `taskName`. */
  readonly taskNames: ReadonlyMap<TaskId, string>;
  readonly workload: Workload;
  /** What became of the rows of the job logs in it. */
  readonly traces: readonly TraceAccount[];
  readonly initial: InitialState;
  readonly people: readonly PersonAction[];
  readonly faults: readonly CompiledFault[];
  readonly expectations: readonly Expectation[];
  readonly laws: LawDemand;
  /** Names of expectations and laws that this variant must fail; each names one that exists. */
  readonly breaks: readonly string[];
}

export interface TraceAccount {
  /** The entry's, or its place. */
  readonly name: string;
  /** As the author wrote it. */
  readonly file: string;
  readonly rows: RowCount;
}

export interface RunPlan {
  readonly warmupMs: number;
  readonly durationMs: number;
  /** 0 = no drain: the run ends with the measured time. */
  readonly drainMs: number;
}

/** Arrivals stop and the measured time ends here: half-open, as all ends of a run. ms since it began. */
export const measuredEnd = ({ warmupMs, durationMs }: Omit<RunPlan, 'drainMs'>): number => warmupMs + durationMs;

/** Nothing happens from here on, drained or not. */
export const horizonOf = (run: RunPlan): number => measuredEnd(run) + run.drainMs;

export interface CompiledPool {
  readonly config: PoolConfig;
  readonly pods: PodLife;
  readonly latency: MessageLatency;
  readonly requests: PodRequests;
  readonly pricePerHour: number;
}

/** The nodes that all pools share. */
export interface CompiledCluster {
  /** A node that is needed is of the first group that has room for the pod and may still grow. */
  readonly groups: readonly CompiledNodeGroup[];
  readonly scanIntervalMs: number;
  readonly scaleDownAfterMs: number;
  /** By pod of time zero: the node it stands on, counted over all groups in order; null = none. */
  readonly standing: readonly (number | null)[];
}

/** Nodes of one make. min ≤ count ≤ max; where all three are one, the group never changes. */
export interface CompiledNodeGroup {
  readonly name: string;
  /** At time zero. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly capacity: NodeCapacity;
  readonly pricePerHour: number;
  /** From the decision to add a node until it is ready. */
  readonly provisionMs: Sampler;
}

/** Draws one value. Durations in whole ms, at least 0; `Infinity` = never. */
export type Sampler = () => number;

/** Delays of a pod's life; the k-th pod of the pool takes the k-th draw of each. */
export interface PodLife {
  readonly scheduleMs: Sampler;
  readonly startMs: Sampler;
  readonly connectMs: Sampler;
  readonly registerMs: Sampler;
  /** Paid when an apply runs on another pod than its plan did. Drawn when the pod is created, as all of them. */
  readonly initMs: Sampler;
  readonly terminateMs: Sampler;
}

/** What every phase holds its slot for beside its work; drawn message by message. Null = nothing. */
export interface MessageLatency {
  /** From the send until the agent begins. */
  readonly acceptMs: Sampler | null;
  /** From the end of the work until the platform hears of it. */
  readonly reportMs: Sampler | null;
}

/**
 * The tasks that arrive: all entries merged in order of time, then entry. Those written by hand have the ids after the initial ones,
 * in order of time; all others follow in order of arrival.
 */
export interface Workload {
  /** When the next task is submitted; `Infinity` when no more will be. */
  nextAt(): number;
  /** Takes it; a new object each time. Only after `nextAt()` gave a finite time. */
  take(): ArrivingTask;
  /**
   * Tells that a task has reached a final state; null when nobody waits for one. Whoever does submits another later: `nextAt()` may then
   * be earlier than it was, but is after `at`.
   */
  readonly taskEnded: ((task: TaskId, at: number) => void) | null;
}

/** A task and what it will need, drawn when it arrives and known to the world alone. */
export interface ArrivingTask {
  readonly at: number;
  readonly task: TaskId;
  readonly pool: PoolId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  readonly needs: TaskNeeds;
}

export interface TaskNeeds {
  /** Service time of the only or first phase. */
  readonly planMs: number;
  readonly applyMs: number;
  /** From the end of the plan until a person confirms (or discards); `Infinity` = never. */
  readonly confirmMs: number;
  readonly discards: boolean;
  readonly nothingToApply: boolean;
  readonly planFails: boolean;
  readonly applyFails: boolean;
}

/** What exists at time zero. Pod ids are 0 … pods.length − 1, task ids 0 … tasks.length − 1, in the author's order. */
export interface InitialState {
  readonly pods: readonly InitialPod[];
  readonly tasks: readonly (InitialTask & { readonly needs: TaskNeeds })[];
}

export interface InitialPod {
  readonly pod: PodId;
  readonly pool: PoolId;
  /** `pending` and `running` go on to start and connect as a new pod would; `failed` and `succeeded` are dead. */
  readonly state: 'pending' | 'running' | 'connected' | 'failed' | 'succeeded';
  /** How old it is at time zero. */
  readonly ageMs: number;
}

export type PersonAction =
  | { readonly at: number; readonly kind: 'cancel' | 'confirm' | 'discard'; readonly task: TaskId }
  | { readonly at: number; readonly kind: 'lock'; readonly workspace: WorkspaceId; readonly forMs: number }
  | { readonly at: number; readonly kind: 'unfreeze'; readonly pool: PoolId; readonly untilMs: number };

/** A fault with its own streams. `at` ≤ fault active < `until`; point faults have `until === at`. */
export interface CompiledFault {
  readonly index: number;
  /** As the author named it, else its kind; unique. */
  readonly name: string;
  /** `Infinity`: it comes whenever its trigger says. */
  readonly at: number;
  readonly until: number;
  /** Null = it comes by the clock. */
  readonly trigger: FaultTrigger | null;
  /** Where it stands in the author's file. */
  readonly place: Place;
  readonly effect: FaultEffect;
  /** Uniform on [0, 1), of this fault's own stream. */
  readonly random: () => number;
}

/** Nobody tells the end of such a fault. The server comes back from a restart, which is its end. */
export const happensInOneInstant = ({ at, until, trigger, effect }: CompiledFault): boolean =>
  effect.kind !== 'server-restart' && (trigger === null ? until === at : trigger.lastsMs === 0);

/**
 * A fault begins in the millisecond after an instant at whose end these hold together, and at whose last look they did not. While it
 * lasts it does not begin again.
 */
export interface FaultTrigger {
  readonly conditions: readonly SeriesCondition[];
  /** Looked at from this instant on; what holds then counts as having come. */
  readonly from: number;
  /** It does not begin at or after this. */
  readonly until: number;
  /** At most so many times; `Infinity` = no limit. */
  readonly times: number;
  /** Each time so long; 0 = it happens at once. */
  readonly lastsMs: number;
}

/** Whoever counts the series of a run: a world asks it, since triggers are about what measures see. */
export interface ConditionReader {
  /** Whether all hold now. */
  hold(conditions: readonly SeriesCondition[]): boolean;
}

export type FaultEffect =
  /** Pods created while it lasts start later by `delayMs` on top of their drawn delay. `count` limits it to the first so many. */
  | { readonly kind: 'slow-start'; readonly pool: PoolId | null; readonly count: number; readonly delayMs: Sampler }
  /** Agents of pods created while it lasts connect later by `delayMs`. */
  | { readonly kind: 'late-connect'; readonly pool: PoolId | null; readonly count: number; readonly delayMs: Sampler }
  | { readonly kind: 'never-connects'; readonly pool: PoolId | null; readonly count: number }
  /** Pods created while it lasts get a node later by `delayMs`. */
  | { readonly kind: 'slow-schedule'; readonly pool: PoolId | null; readonly count: number; readonly delayMs: Sampler }
  /**
   * Pods created while it lasts: no node takes them, ever; their image cannot be pulled before the fault is over; their process ends
   * with a failure as soon as it runs.
   */
  | {
      readonly kind: 'unschedulable' | 'unpullable-image' | 'crash-at-start';
      readonly pool: PoolId | null;
      readonly count: number;
    }
  /** Pods that go while it lasts stay terminating until it is over. */
  | { readonly kind: 'stuck-terminating'; readonly pool: PoolId | null }
  /** Pods are deleted by somebody else, with their time to terminate. */
  | { readonly kind: 'pod-eviction'; readonly select: PodSelector }
  /** Agents that connect again in the same pod, as new ones: their work is lost. */
  | { readonly kind: 'agent-restart'; readonly select: PodSelector; readonly reconnectMs: Sampler }
  /** Connected agents that send no beat, or that take up no task. Chosen when it begins. */
  | { readonly kind: 'beats-lost' | 'zombie'; readonly select: PodSelector }
  /** Running pods end: their agents die with them. */
  | { readonly kind: 'pod-failure' | 'pod-success'; readonly select: PodSelector }
  /** The agent's process is gone for good, its pod stays `running`. */
  | { readonly kind: 'agent-lost'; readonly select: PodSelector }
  /** Sockets are cut, work goes on; after `cutMs` each agent comes back with its own delay (`Infinity` = never). */
  | {
      readonly kind: 'disconnect-agents';
      readonly select: PodSelector;
      readonly cutMs: number;
      readonly reconnectMs: Sampler;
    }
  | { readonly kind: 'store-query'; readonly query: StoreQuery; readonly mode: 'error' | 'zero' }
  /** `reconnectMs`: from the server's return to an agent's connection. */
  | { readonly kind: 'server-restart'; readonly downMs: number; readonly reconnectMs: Sampler }
  | {
      readonly kind: 'api-error';
      readonly verb: 'create' | 'delete' | 'list';
      readonly status: number;
      readonly rate: number;
    }
  /** Every slot the dispatcher picks turns out to be taken. */
  | { readonly kind: 'slot-conflict'; readonly pool: PoolId | null; readonly rate: number }
  /** Calls take effect, and are answered, later. */
  | { readonly kind: 'slow-api'; readonly verb: 'create' | 'delete' | 'list'; readonly delayMs: Sampler }
  /** Lists show the pods of the moment when it began; changes of pods are not told. */
  | { readonly kind: 'stale-list' | 'watch-gap'; readonly pool: PoolId | null }
  /** Creates beyond so many pods of all pools are refused: 403, certainly. */
  | { readonly kind: 'quota'; readonly pods: number }
  /** The server hears and does nothing; all of it comes when it is over. */
  | { readonly kind: 'server-pause' }
  /** Everything on the nodes stands still. After `notReadyMs` they take no new pod, `tolerateMs` later their pods are to go. */
  | {
      readonly kind: 'node-paused' | 'node-lost';
      readonly nodes: NodeSelector;
      readonly notReadyMs: number;
      readonly tolerateMs: number;
    }
  /** The nodes take no new pod, and their pods are to go. */
  | { readonly kind: 'node-drain'; readonly nodes: NodeSelector };
