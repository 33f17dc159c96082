import type { TaskOutcome, UnacknowledgedResult } from '../engine/event.ts';
import type { AttemptId, PodId, TaskId } from '../engine/ids.ts';
import type { Phase, TaskType } from '../engine/task.ts';

/**
 * The words of the control channel: JSON texts over one WebSocket per agent. Ids are the engine's numbers. This file must stay
 * free of packages, since the agent program carries it.
 */

/** Of one message. Both ends cut a connection that sends a longer one. */
export const MESSAGE_BYTES_MAX = 64 * 1024;
/** So that a hello with all its attempts and results fits into a message. */
export const SLOTS_MAX = 256;
export const CONTROL_PATH = '/control';
/** Beside `Authorization: Bearer …`, an upgrade names its pod; Node gives header names in lower case. */
export const POD_NAME_HEADER = 'x-poolproof-pod';
export const POD_UID_HEADER = 'x-poolproof-pod-uid';
/** Node waits no longer, and a longer service time is no service time. */
export const WORK_MS_MAX = 2 ** 31 - 1;

export type AgentMessage =
  | Hello
  /** Every `heartbeat.every`, while the agent is healthy. */
  | { readonly type: 'beat' }
  | { readonly type: 'accepted'; readonly task: TaskId; readonly attempt: AttemptId }
  /** It has not begun and will not. */
  | { readonly type: 'refused'; readonly task: TaskId; readonly attempt: AttemptId; readonly reason: RefusedWork }
  | ResultMessage
  /** It leaves of its own will, with nothing running and every result acknowledged. */
  | { readonly type: 'bye' };

/** The first message on a connection. */
export interface Hello {
  readonly type: 'hello';
  /** The process: another one in the same pod has lost what its predecessor ran. */
  readonly agent: string;
  readonly pod: string;
  readonly uid: string;
  readonly slots: number;
  readonly running: readonly AttemptId[];
  /** Oldest first. */
  readonly finished: readonly UnacknowledgedResult[];
}

/** `slot-conflict` is the engine's word, too: such a task is tried again elsewhere, without counting as a failed send. */
export const REFUSED_WORK = ['slot-conflict', 'no-such-slot', 'leaving'] as const;
export type RefusedWork = (typeof REFUSED_WORK)[number];

/** Said again with every hello until it is acknowledged. */
export type ResultMessage =
  | { readonly type: 'planned'; readonly task: TaskId; readonly attempt: AttemptId; readonly hasChanges: boolean }
  | { readonly type: 'finished'; readonly task: TaskId; readonly attempt: AttemptId; readonly outcome: TaskOutcome };

export type ServerMessage =
  /** The hello was good. Without a ping or message for three times `pingEveryMs` the agent takes the connection for dead. */
  | { readonly type: 'welcome'; readonly pingEveryMs: number }
  | TaskMessage
  | { readonly type: 'cancel'; readonly attempt: AttemptId }
  /** The result of this attempt is in good hands. */
  | { readonly type: 'acknowledged'; readonly attempt: AttemptId }
  /** Take nothing new, finish what runs, leave. */
  | { readonly type: 'drain' }
  | { readonly type: 'fault'; readonly fault: AgentFault };

/** One phase of a task. Times in wall ms. */
export interface Assignment {
  readonly task: TaskId;
  readonly pod: PodId;
  readonly slot: number;
  readonly taskType: TaskType;
  readonly phase: Phase;
  readonly attempt: AttemptId;
  readonly workMs: number;
  /** To make the working directory again, before the work. */
  readonly initMs: number;
  /** Of a plan that ends well: whether there is anything to apply. */
  readonly hasChanges: boolean;
  readonly fails: boolean;
}

export type TaskMessage = { readonly type: 'task' } & Omit<Assignment, 'pod'>;

/** What an agent is told to do wrong. */
export type AgentFault =
  /** No beats, while everything else goes on. */
  | { readonly kind: 'freeze'; readonly on: boolean }
  /** It takes no task up and does not say so. */
  | { readonly kind: 'zombie'; readonly on: boolean }
  | { readonly kind: 'exit'; readonly code: number }
  /** It drops its work and its connection for good, and its process lives on. */
  | { readonly kind: 'hang' }
  /** After the next loss of the connection it waits so long (wall ms); null = it never comes back. */
  | { readonly kind: 'reconnect'; readonly afterMs: number | null };
