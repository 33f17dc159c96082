import type { PoolId, WorkspaceId } from '../../engine/ids.ts';
import type { PoolConfig } from '../../engine/pool-config.ts';
import type { TaskType } from '../../engine/task.ts';
import type { Piece } from './piece.ts';

/** When a task stood in a slot. Times in ms since the run began; −1 = it never came to that. */
export interface Stay {
  readonly pool: PoolId;
  readonly workspace: WorkspaceId;
  readonly type: TaskType;
  readonly units: number;
  readonly submittedAt: number;
  /** Sent to an agent, for the last time if the first did not count. */
  readonly startedAt: number;
  /** Planned: from then on the slot was only kept for the apply. */
  readonly reservedAt: number;
  /** The apply was sent. */
  readonly resumedAt: number;
  readonly endedAt: number;
  /** The apply lost its reserved slot and ran in another. */
  readonly isMoved: boolean;
  /** It ended by itself: its times are what it needed. */
  readonly isWhole: boolean;
}

/** By pool: what any policy must do that begins each task no later than the run did. */
export function piecesAsSoonAs(stays: readonly Stay[], pools: readonly PoolConfig[]): readonly (readonly Piece[])[] {
  return collect(stays, pools, (stay, earliestMs) => ({
    // A workspace that served its tasks in another order would have begun this one even earlier.
    earliestMs: Math.min(earliestMs, stay.startedAt),
    latestMs: stay.startedAt,
    resumedMs: stay.resumedAt,
  }));
}

/**
 * By pool: what any policy must do under which no task waits longer than `waitMs` after its workspace lets it go. A task that ended
 * otherwise, or in two places, may hold up the later ones of its workspace for as long as it likes: they are left out.
 */
export function piecesWithin(
  stays: readonly Stay[],
  pools: readonly PoolConfig[],
  waitMs: number,
): readonly (readonly Piece[])[] {
  /** Per workspace: when its plan_and_applies so far are over at the latest. */
  const overMs = new Map<WorkspaceId, number>();
  return collect(stays, pools, (stay, earliestMs) => {
    const isSerial = stay.type === 'plan_and_apply';
    const config = pools[stay.pool] as PoolConfig;
    const latestMs = Math.max(stay.submittedAt, (isSerial ? overMs.get(stay.workspace) : undefined) ?? 0) + waitMs;
    const isKept = stay.isWhole && isOnePiece(stay, config);
    if (isSerial) overMs.set(stay.workspace, isKept ? latestMs + lengthOf(stay) : Number.POSITIVE_INFINITY);
    return isKept && Number.isFinite(latestMs) ? { earliestMs, latestMs, resumedMs: -1 } : null;
  });
}

type Place = (stay: Stay, earliestMs: number) => { earliestMs: number; latestMs: number; resumedMs: number } | null;

/** `stays` in the order of submission, in which workspaces serve their plan_and_applies. */
function collect(stays: readonly Stay[], pools: readonly PoolConfig[], place: Place): readonly (readonly Piece[])[] {
  const pieces: Piece[][] = pools.map(() => []);
  /** Per workspace: when its plan_and_applies so far are over at the earliest. */
  const overMs = new Map<WorkspaceId, number>();
  for (const stay of stays) {
    const isSerial = stay.type === 'plan_and_apply';
    const earliest = Math.max(stay.submittedAt, (isSerial ? overMs.get(stay.workspace) : undefined) ?? 0);
    const placed = place(stay, earliest);
    if (!stay.isWhole) continue;
    const config = pools[stay.pool] as PoolConfig;
    if (isSerial) overMs.set(stay.workspace, earliest + needOf(stay, config));
    if (placed !== null) cut(stay, placed, config, pieces[stay.pool] as Piece[]);
  }
  return pieces;
}

function cut(stay: Stay, placed: NonNullable<ReturnType<Place>>, config: PoolConfig, pieces: Piece[]): void {
  const { earliestMs, latestMs, resumedMs } = placed;
  const { units } = stay;
  const isApply = stay.type === 'plan_and_apply';
  if (isOnePiece(stay, config)) {
    pieces.push({ earliestMs, latestMs, lengthMs: lengthOf(stay), units, isApply, isFirst: true });
    return;
  }
  const planMs = stay.reservedAt - stay.startedAt;
  pieces.push({ earliestMs, latestMs, lengthMs: planMs, units, isApply, isFirst: true });
  if (resumedMs < 0) return;
  const lengthMs = stay.endedAt - stay.resumedAt;
  pieces.push({ earliestMs: earliestMs + planMs, latestMs: resumedMs, lengthMs, units, isApply, isFirst: false });
}

/**
 * Whether the slot is its own from the plan's beginning to the apply's end, whatever the policy: not where busy pods may be removed,
 * where an apply may have to wait in its slot for others, or where it did move.
 */
const isOnePiece = (stay: Stay, { agent, autoscaler }: PoolConfig): boolean =>
  stay.reservedAt < 0 || (autoscaler.victims !== 'unordered' && agent.rule !== 'apply-exclusive' && !stay.isMoved);

const lengthOf = (stay: Stay): number => stay.endedAt - stay.startedAt;

/** What it keeps its workspace busy for, at least. */
function needOf(stay: Stay, config: PoolConfig): number {
  if (isOnePiece(stay, config)) return lengthOf(stay);
  const apply = stay.resumedAt < 0 ? 0 : stay.endedAt - stay.resumedAt;
  return stay.reservedAt - stay.startedAt + apply;
}
