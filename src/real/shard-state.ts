import type { V1Pod } from '@kubernetes/client-node';
import { ClusterProblem } from './cluster-problem.ts';

/** A shard while its Jobs go on; one turn after another, each with a Job and a pod of its own. */
export interface ShardState {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
  turn: number;
  /** Runs that were taken over. */
  from: number;
  /** … and those that it says are done, too. */
  done: number;
  failures: number;
  phase: 'making' | 'waiting' | 'running' | 'ending' | 'done';
  /** The cluster has said that there is its Job. */
  isMade: boolean;
  pod: string | null;
  /** That its turn began, or that its Job was made. By the clock of `performance`, as all times here. */
  since: number;
  /** Its pod has no image since then; null = it has not asked for one in vain. */
  unpulled: { readonly since: number; readonly reason: string } | null;
  /** What it waits for, as told last. */
  told: string | null;
}

export const newShard = (index: number, count: number): ShardState => ({
  ...{ index, count, turn: 0, from: 0, done: 0, failures: 0, phase: 'making' as const },
  ...{ isMade: false, pod: null, since: performance.now(), unpulled: null, told: null },
});

/** What becomes of its pod is no news any more. */
export const isSettled = ({ phase }: ShardState): boolean => phase === 'ending' || phase === 'done';

export const nameOf = ({ index, count }: ShardState): string => `shard ${index} of ${count}`;

export const exitCodeOf = ({ status }: V1Pod): number | undefined =>
  status?.containerStatuses?.[0]?.state?.terminated?.exitCode;

/** For want of its image. */
export const cannotStart = (state: ShardState, reason: string): ClusterProblem =>
  new ClusterProblem(
    `${nameOf(state)} cannot start: ${reason}`,
    'Name an image with Node 20 or newer that the cluster can pull: --image NAME.',
  );

/** Too often; `end` is that of its last log. */
export function hasFailed(state: ShardState, why: string, end: readonly string[]): ClusterProblem {
  const times = state.failures > 1 ? ` ${state.failures} times, the last time` : '';
  const log = end.map((line) => `\n  | ${line}`).join('');
  const remedy = /^OOMKilled/.test(why)
    ? 'Give each shard more memory: --memory 4Gi.'
    : 'See whether the same command does it here with --shard.';
  return new ClusterProblem(`${nameOf(state)} failed${times}: ${why}${log}`, remedy);
}
