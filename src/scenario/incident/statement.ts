import type { TaskType } from '../../engine/task.ts';

/** What a line of the platform says, in the words of the domain. Names are the log's own. */
export type Statement =
  /** A tick's summary of the pool. */
  | {
      readonly kind: 'pool status';
      readonly pool: string;
      readonly pods: number;
      readonly slots: {
        readonly total: number;
        readonly used: number;
        readonly reserved: number;
        readonly idle: number;
      };
    }
  /** Agents heard of lately, and what they have room for; `total` and `running` where the line tells them. */
  | {
      readonly kind: 'agent capacity';
      readonly pool: string;
      readonly online: number;
      readonly available: number;
      readonly total: number | null;
      readonly running: number | null;
      readonly pending: number | null;
    }
  /** The autoscaler's decision about waiting tasks by the agents' capacity; `to` null = no scale-up needed. */
  | {
      readonly kind: 'capacity decision';
      readonly pool: string;
      readonly pending: number;
      readonly online: number;
      readonly available: number;
      readonly to: number | null;
    }
  | { readonly kind: 'capacity unknown' }
  /** `counts` = which tasks the decision counted, by the line's own words; null where it does not say. */
  | {
      readonly kind: 'scaled';
      readonly pool: string;
      readonly from: number;
      readonly to: number;
      readonly tasks: number | null;
      readonly counts: 'pending' | 'pending+running' | null;
    }
  | { readonly kind: 'cold start'; readonly pool: string; readonly pending: number; readonly to: number }
  | { readonly kind: 'pending unknown' }
  | { readonly kind: 'pod created'; readonly pool: string; readonly pods: number; readonly wanted: number }
  /** A pod too young to be judged by its heartbeats. */
  | {
      readonly kind: 'young pod';
      readonly pod: string;
      readonly ageMs: number | null;
      readonly verdict: 'allowed unseen' | 'allowed registered' | 'skipped unregistered';
    }
  | { readonly kind: 'pod offline'; readonly pod: string; readonly silentMs: number | null }
  | { readonly kind: 'pod ended'; readonly pod: string; readonly phase: 'failed' | 'succeeded' }
  | { readonly kind: 'pod removed'; readonly pod: string }
  | { readonly kind: 'pod not removed'; readonly pod: string }
  | { readonly kind: 'task queued'; readonly task: string }
  | {
      readonly kind: 'task assigned';
      readonly task: string;
      readonly type: TaskType | null;
      readonly pod: string;
      readonly slot: number;
    }
  | { readonly kind: 'slot released'; readonly pod: string; readonly slot: number; readonly task: string | null }
  /** The slot had been taken for a task that could not be sent. */
  | { readonly kind: 'slot given back'; readonly pod: string; readonly slot: number }
  | { readonly kind: 'no agent'; readonly task: string; readonly retries: boolean }
  | { readonly kind: 'no free slot'; readonly task: string; readonly pool: string; readonly retries: boolean }
  | { readonly kind: 'task state'; readonly task: string; readonly workspace: string; readonly state: string }
  | { readonly kind: 'immediate check'; readonly pool: string }
  | { readonly kind: 'immediate check done'; readonly pool: string; readonly pods: number; readonly scaled: boolean }
  | { readonly kind: 'immediate check failed'; readonly pool: string }
  | { readonly kind: 'pool not on Kubernetes'; readonly pool: string };

export type StatementKind = Statement['kind'];
