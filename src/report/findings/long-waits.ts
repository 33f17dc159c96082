import type { Limit } from '../../engine/note.ts';
import type { ScenarioBrief } from '../../experiment/brief.ts';
import type { ChartData } from '../../measure/chart-data.ts';
import type { LongWait } from '../../measure/longest-waits.ts';
import { WAIT_CAUSES, type WaitCause } from '../../measure/wait-cause.ts';

/** What the longest waits have in common. Shares are of their waiting time, largest first. */
export interface LongWaitsAccount {
  readonly waits: number;
  readonly causes: readonly { readonly cause: WaitCause; readonly share: number }[];
  /** What kept the autoscaler from having more pods meanwhile; null with several pools, of which a wait does not tell its own. */
  readonly limits: readonly { readonly limit: PoolLimit; readonly share: number }[] | null;
  /** Share of that time in which fewer pods lived than were wanted; over all pools. */
  readonly missing: number;
  /** Faults that came or lasted while one of them waited, in order of their beginnings. */
  readonly faults: readonly string[];
}

/** `none`: the policy wanted no more, or something raised its wish. */
export type PoolLimit = Exclude<Limit, Raising> | 'none';
type Raising = 'min' | 'floor' | 'headroom';

/** Null where nobody waited. */
export function longWaitsAccount(data: ChartData, { pools }: ScenarioBrief): LongWaitsAccount | null {
  const { longestWaits } = data;
  const total = longestWaits.reduce((sum, { waitMs }) => sum + waitMs, 0);
  if (total === 0) return null;
  const partOf = ({ parts }: LongWait, cause: WaitCause): number => parts.find((part) => part.cause === cause)?.ms ?? 0;
  const msOf = (cause: WaitCause): number => longestWaits.reduce((sum, wait) => sum + partOf(wait, cause), 0);
  // When in its life a task was blocked by its own workspace is not known: such a one tells nothing of the pool at a time.
  const spans = longestWaits.flatMap((wait) =>
    partOf(wait, 'own-workspace') > 0 ? [] : [{ from: wait.arrivedAt, to: wait.arrivedAt + wait.waitMs }],
  );
  const [pool, ...others] = pools;
  return {
    waits: longestWaits.length,
    causes: byShare(
      WAIT_CAUSES.filter((cause) => cause !== 'own-workspace').map((cause) => ({ cause, share: msOf(cause) / total })),
    ),
    limits: pool === undefined || others.length > 0 ? null : limitShares(data, pool.max, spans),
    missing: missingShare(data, spans),
    faults: [
      ...new Set(
        data.faults
          .filter(({ at, until }) => spans.some(({ from, to }) => at < to && until > from))
          .map(({ name }) => name),
      ),
    ],
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The log joins decisions that say the same, so each entry holds until the next. That of a long run is cut off: what was wanted after it is
 * known from the numbers of pods, and whether it was all.
 */
function limitShares({ decisions, decisionsOmitted, pods, endedAt }: ChartData, max: number, spans: readonly Span[]) {
  const ms = new Map<PoolLimit, number>();
  const add = (limit: PoolLimit, stretch: Span): void => {
    const shared = sharedMs(stretch, spans);
    if (shared > 0) ms.set(limit, (ms.get(limit) ?? 0) + shared);
  };
  const loggedTo = decisionsOmitted === 0 ? Number.POSITIVE_INFINITY : (decisions.at(-1)?.until ?? 0);
  for (const [index, { at, to, limitedBy }] of decisions.entries()) {
    const limit: PoolLimit = to >= max ? 'max' : isRaising(limitedBy) ? 'none' : limitedBy;
    add(limit, { from: at, to: decisions[index + 1]?.at ?? loggedTo });
  }
  for (const [index, { at, values }] of pods.rows.entries()) {
    const to = pods.rows[index + 1]?.at ?? endedAt;
    add(values.desired > max - MEAN_ROOM ? 'max' : 'none', { from: Math.max(at, loggedTo), to });
  }
  const all = [...ms.values()].reduce((sum, each) => sum + each, 0);
  return byShare([...ms].map(([limit, each]) => ({ limit, share: each / all })));
}

function missingShare({ pods, endedAt }: ChartData, spans: readonly Span[]): number {
  const total = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const missingMs = pods.rows.reduce((sum, { at, values }, index) => {
    const isMissing = values.connected + values.starting < values.desired - MEAN_ROOM;
    return isMissing ? sum + sharedMs({ from: at, to: pods.rows[index + 1]?.at ?? endedAt }, spans) : sum;
  }, 0);
  return total === 0 ? 0 : missingMs / total;
}

const sharedMs = (stretch: Span, spans: readonly Span[]): number =>
  spans.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(stretch.to, to) - Math.max(stretch.from, from)), 0);

/** Of pods: rows of a long run are means, in which a change leaves a fraction. */
const MEAN_ROOM = 0.5;

const isRaising = (limit: Limit | null): limit is Raising | null =>
  limit === null || limit === 'min' || limit === 'floor' || limit === 'headroom';

const byShare = <Each extends { readonly share: number }>(all: readonly Each[]): readonly Each[] =>
  all.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
