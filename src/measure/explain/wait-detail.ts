import { type PodId, type PoolId, poolId } from '../../engine/ids.ts';
import type { Names } from '../names.ts';
import type { TaskAccount } from '../task-account.ts';
import type { WaitCause } from '../wait-cause.ts';
import type { PodState, PodStories } from './pod-stories.ts';
import type { Waiting } from './waiting.ts';

/** What a wait's cause is, beyond its name. Plain data; times in ms since the run began. */
export type WaitDetail =
  /** `task` = the earlier one that it stands behind. */
  | { readonly kind: 'behind'; readonly task: string; readonly workspace: string }
  | { readonly kind: 'locked'; readonly workspace: string }
  /** Slots of the pool's connected pods, in capacity units, as the attempt found them. */
  | {
      readonly kind: 'slots';
      readonly running: number;
      readonly reserved: number;
      readonly claimed: number;
      /** Free, though not for this task: by the slot rule, or because it takes more units. */
      readonly idle: number;
      readonly rule: string;
    }
  /** Pods without a connected agent; none at all if empty. */
  | { readonly kind: 'pods'; readonly pods: readonly NamedPod[]; readonly omitted: number }
  | { readonly kind: 'retry'; readonly after: 'slot-conflict' | 'send-failed'; readonly retryAt: number | null }
  | { readonly kind: 'claimed' | 'sent'; readonly pod: string }
  | { readonly kind: 'unheard' | 'none' };

export interface NamedPod {
  readonly pod: string;
  readonly state: PodState;
  /** ms; when it entered that state. */
  readonly since: number;
}

/** What details are read from. */
export interface WaitSources {
  readonly names: Names;
  readonly pods: PodStories;
  readonly waiting: Waiting;
  /** By pool. */
  readonly rules: readonly string[];
}

export function waitDetail(account: TaskAccount, cause: WaitCause, sources: WaitSources): WaitDetail {
  const { names, pods, waiting, rules } = sources;
  const { counts } = account;
  const failure = waiting.failure(account.task);
  switch (cause) {
    case 'own-workspace': {
      const blocker = waiting.blockerOf(account);
      const workspace = names.workspace(account.workspace);
      return blocker === null
        ? { kind: 'locked', workspace }
        : { kind: 'behind', task: names.task(blocker.task), workspace };
    }
    case 'no-slot':
      return {
        kind: 'slots',
        running: counts.slotsRunning,
        reserved: counts.slotsReserved,
        claimed: counts.slotsClaimed,
        idle: counts.slotsIdle,
        rule: rules[counts.index] ?? '',
      };
    case 'agent-not-connected': {
      const pod = failure?.pod ?? (account.heldUse === 'idle' ? null : account.heldPod);
      return podsDetail(sources, poolId(counts.index), pod);
    }
    case 'pod-starting':
      return podsDetail({ names, pods }, poolId(counts.index), null);
    case 'retry-delay':
      return {
        kind: 'retry',
        after: failure?.cause === 'slot-conflict' ? 'slot-conflict' : 'send-failed',
        retryAt: failure?.retryAt ?? null,
      };
    case 'server-down':
      return { kind: 'none' };
    case 'dispatch': {
      if (account.state === null) return { kind: 'unheard' };
      if (account.heldUse === 'idle') return { kind: 'none' };
      const pod = names.pod(account.heldPod as PodId);
      return { kind: account.heldUse === 'claimed' ? 'claimed' : 'sent', pod };
    }
  }
}

/** The pods that may be waited for: of the pool, or the one that was chosen. */
function podsDetail(
  { names, pods }: Pick<WaitSources, 'names' | 'pods'>,
  pool: PoolId,
  chosen: number | null,
): WaitDetail {
  const found = pods
    .of(pool)
    .filter((story) => (chosen === null ? WAITED_FOR.has(story.last.state) : story.pod === chosen))
    .map((story) => ({ pod: names.pod(story.pod), state: story.last.state, since: story.since }));
  return { kind: 'pods', pods: found.slice(0, PODS_MAX), omitted: Math.max(0, found.length - PODS_MAX) };
}

const WAITED_FOR: ReadonlySet<PodState> = new Set([
  'requested',
  'unscheduled',
  'unschedulable',
  'starting',
  'agent-absent',
  'disconnected',
]);

const PODS_MAX = 5;
