import type { Core } from '../core.ts';
import { type PodId, podName, type TaskId, taskName } from '../ids.ts';
import type { PoolConfig } from '../pool-config.ts';
import type { Evidence } from './evidence.ts';
import type { LawName } from './law-catalogue.ts';
import type { LawDemand } from './law-demand.ts';

/** What the engine's books may be read for: between two events, never written. */
export type Books = Pick<Core, 'store' | 'pools' | 'configs' | 'now'>;

/** Where laws sit: what they may look at, and whom they tell of a breach. */
export interface Bench {
  readonly books: Books;
  readonly evidence: Evidence;
  readonly configs: readonly PoolConfig[];
  readonly laws: LawDemand;
  /** Timers go off when they are due, as simulated ones do; else what has but so much time has a period more. */
  readonly isPunctual: boolean;
  readonly taskNames: ReadonlyMap<TaskId, string>;
  breach(law: LawName, at: number, text: string): void;
}

export const nameOfTask = (bench: Bench, task: TaskId): string => bench.taskNames.get(task) ?? taskName(task);

export const nameOfPod = (pod: PodId): string => podName(pod);
