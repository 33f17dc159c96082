import type { PodId, PoolId, TaskId } from '../../engine/ids.ts';
import type { PoolConfig } from '../../engine/pool-config.ts';
import type { TaskType } from '../../engine/task.ts';
import type { LoggedDecision } from '../decision-log.ts';
import type { SeriesTracker } from '../series.ts';
import type { TaskAccount } from '../task-account.ts';
import type { WaitCause } from '../wait-cause.ts';
import type { LatestDecisions } from './latest-decisions.ts';
import type { PodState } from './pod-stories.ts';
import { type WaitDetail, type WaitSources, waitDetail } from './wait-detail.ts';

/** One pool at one time: its size, why it had it, and what waited for what. Plain data; times in ms since the run began. */
export interface PoolMoment {
  readonly pool: string;
  readonly policy: string;
  readonly min: number;
  readonly max: number;
  /** As the series `pods` and `desired` count. */
  readonly pods: number;
  readonly desired: number;
  /** The latest decision, a run of holds as one; null before the first. */
  readonly decision: LoggedDecision | null;
  /** The latest that changed the size. */
  readonly lastChange: LoggedDecision | null;
  /** Pods that exist or were asked for, dead and terminating ones, too. */
  readonly podStates: readonly PodGroup[];
  readonly slots: Readonly<Record<'running' | 'reserved' | 'claimed' | 'idle' | 'offline' | 'starting', number>>;
  /** Tasks that wait for a slot or for their own workspace, by type and cause; the longest first. */
  readonly queue: readonly QueueGroup[];
  /** Tasks that wait for a person's word on their apply. */
  readonly unconfirmed: number;
  readonly running: number;
}

export interface PodGroup {
  readonly state: PodState;
  readonly pods: readonly {
    readonly pod: string;
    readonly since: number;
    readonly reason: string | null;
    readonly cordoned: boolean;
    /** Tasks in its slots. */
    readonly tasks: readonly string[];
  }[];
}

export interface QueueGroup {
  readonly type: TaskType;
  readonly cause: WaitCause;
  readonly tasks: number;
  /** The one submitted (or, of an apply, confirmed) first; `detail` is its own. */
  readonly oldest: string;
  readonly since: number;
  readonly detail: WaitDetail;
}

export interface MomentSources extends WaitSources {
  readonly series: SeriesTracker;
  readonly decisions: LatestDecisions;
}

/** Of the end of the instant that everything in `sources` stands at. */
export function poolMoment(pool: PoolId, config: PoolConfig, sources: MomentSources): PoolMoment {
  const { series, decisions } = sources;
  const counts = series.pools[pool] as (typeof series.pools)[number];
  return {
    pool: config.name,
    policy: config.autoscaler.policy.policy.name,
    min: config.min,
    max: config.max,
    pods: counts.pods,
    desired: counts.desired,
    decision: decisions.latest(pool),
    lastChange: decisions.change(pool),
    podStates: podGroups(pool, sources),
    slots: {
      running: counts.slotsRunning,
      reserved: counts.slotsReserved,
      claimed: counts.slotsClaimed,
      idle: counts.slotsIdle,
      offline: counts.slotsOffline,
      starting: counts.slotsStarting,
    },
    ...queueOf(pool, sources),
    running: counts.running,
  };
}

function podGroups(pool: PoolId, { pods, series, names }: MomentSources): readonly PodGroup[] {
  const tasks = new Map<PodId, string[]>();
  series.tasks.forEachActive(({ task, heldUse, heldPod }) => {
    if (heldUse === 'idle') return;
    const held = tasks.get(heldPod as PodId) ?? [];
    held.push(names.task(task));
    tasks.set(heldPod as PodId, held);
  });
  const groups = new Map<PodState, PodGroup['pods'][number][]>();
  for (const story of pods.of(pool)) {
    const { state, reason } = story.last;
    const group = groups.get(state) ?? [];
    const { pod, since, cordoned } = story;
    group.push({ pod: names.pod(pod), since, reason, cordoned, tasks: tasks.get(pod) ?? [] });
    groups.set(state, group);
  }
  return [...groups].map(([state, group]) => ({ state, pods: group }));
}

function queueOf(pool: PoolId, sources: MomentSources): Pick<PoolMoment, 'queue' | 'unconfirmed'> {
  const { series, names, waiting } = sources;
  const groups = new Map<string, { account: TaskAccount; since: number; cause: WaitCause; tasks: number }>();
  let unconfirmed = 0;
  series.tasks.forEachActive((account) => {
    if (account.counts.index !== pool || account.state === 'running') return;
    if (account.state === 'apply_pending' && account.confirmedAt < 0) {
      unconfirmed++;
      return;
    }
    const since = account.confirmedAt >= 0 ? account.confirmedAt : account.arrivedAt;
    const cause = waiting.causeOf(account);
    const key = `${account.type} ${cause}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { account, since, cause, tasks: 1 });
    else {
      group.tasks++;
      if (since < group.since) Object.assign(group, { account, since });
    }
  });
  const queue = [...groups.values()]
    .map(({ account, since, cause, tasks }) => ({
      type: account.type,
      cause,
      tasks,
      oldest: names.task(account.task as TaskId),
      since,
      detail: waitDetail(account, cause, sources),
    }))
    .sort((a, b) => a.since - b.since);
  return { queue, unconfirmed };
}
