import type { AttemptId, NodeId, PodId, PoolId, TaskId } from './ids.ts';
import type { Phase } from './task.ts';

/**
 * Facts are the world's truth, never shown to the engine. Laws and measures read them, so that a stale belief of the engine
 * can neither hide a fault nor falsify the cost. A fact object is valid during the call only.
 */
export type Fact =
  | { readonly kind: 'pod.up'; readonly at: number; readonly pod: PodId; readonly pool: PoolId }
  | {
      readonly kind: 'pod.phase';
      readonly at: number;
      readonly pod: PodId;
      readonly phase: 'running' | 'succeeded' | 'failed' | 'terminating';
    }
  | { readonly kind: 'pod.down'; readonly at: number; readonly pod: PodId }
  // only where the scenario has a cluster of nodes
  | { readonly kind: 'node.up'; readonly at: number; readonly node: NodeId; readonly group: string }
  | { readonly kind: 'node.down'; readonly at: number; readonly node: NodeId }
  | { readonly kind: 'pod.scheduled'; readonly at: number; readonly pod: PodId; readonly node: NodeId }
  /** No node has room for it: it waits. Also where a fault makes it ask for too much. */
  | { readonly kind: 'pod.unschedulable'; readonly at: number; readonly pod: PodId }
  | { readonly kind: 'agent.up'; readonly at: number; readonly pod: PodId }
  | { readonly kind: 'agent.down'; readonly at: number; readonly pod: PodId }
  | PhaseBegan
  | PhaseEnded
  /** A person submitted a task; the server may be down and learn of it later. */
  | TaskArrived
  | { readonly kind: 'server.down'; readonly at: number }
  | { readonly kind: 'server.up'; readonly at: number }
  /** It stands still: what comes waits until it hears it. */
  | { readonly kind: 'server.paused'; readonly at: number }
  /** It goes on, and has heard all that waited. */
  | { readonly kind: 'server.resumed'; readonly at: number }
  | { readonly kind: 'fault.began'; readonly at: number; readonly fault: number; readonly name: string }
  | { readonly kind: 'fault.ended'; readonly at: number; readonly fault: number; readonly name: string };

export interface TaskArrived {
  readonly kind: 'task.arrived';
  readonly at: number;
  readonly task: TaskId;
  readonly pool: PoolId;
}

export interface PhaseBegan {
  readonly kind: 'phase.began';
  readonly at: number;
  readonly task: TaskId;
  readonly attempt: AttemptId;
  readonly phase: Phase;
  readonly pod: PodId;
  readonly slot: number;
}

export interface PhaseEnded {
  readonly kind: 'phase.ended';
  readonly at: number;
  readonly task: TaskId;
  readonly attempt: AttemptId;
  readonly phase: Phase;
  readonly pod: PodId;
  readonly slot: number;
  /** `lost`: the agent died with it. */
  readonly outcome: 'success' | 'failed' | 'cancelled' | 'lost';
}
