import type { Said } from './read-log.ts';
import type { Statement } from './statement.ts';

/** The part of a log that becomes one scenario: one pool, one stretch of time. */
export interface Episode {
  /** The log's name of the pool, null where no line names one. */
  readonly pool: string | null;
  readonly said: readonly Said[];
  /** Statements about other pools, by pool, in order of their number. */
  readonly otherPools: readonly { readonly pool: string; readonly lines: number }[];
  /** Statements of other times: before a silence of a day, or after a month. */
  readonly otherTimes: number;
}

/**
 * The pool and the stretch of time of which the log says most. `said` must not be empty. `wanted` = the pool to take; null = choose.
 */
export function chooseEpisode(said: readonly Said[], wanted: string | null): Episode {
  const owners = ownersOf(said);
  const counts = new Map<string, number>();
  for (const owner of owners) if (owner !== null) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const pool = wanted ?? ranked[0]?.[0] ?? null;
  const own = said.filter((_, index) => owners[index] === null || owners[index] === pool);
  const stretch = longestStretch(own);
  return {
    pool,
    said: stretch,
    otherPools: ranked.filter(([name]) => name !== pool).map(([name, lines]) => ({ pool: name, lines })),
    otherTimes: own.length - stretch.length,
  };
}

/** The pools that the log names. */
export const poolsNamed = (said: readonly Said[]): readonly string[] => [
  ...new Set(said.flatMap(({ statement }) => ('pool' in statement ? [statement.pool] : []))),
];

/** Whose each statement is: by the pool it names, by the pod (its name holds the pool's), by its task; null = anybody's. */
function ownersOf(said: readonly Said[]): readonly (string | null)[] {
  // Longer names first: `pool-1` is part of `pool-12`.
  const pools = [...poolsNamed(said)].sort((a, b) => b.length - a.length);
  const direct = said.map(({ statement }) => {
    if ('pool' in statement) return statement.pool;
    return 'pod' in statement ? (pools.find((pool) => statement.pod.includes(pool)) ?? null) : null;
  });
  const byTask = new Map<string, string>();
  for (const [index, { statement }] of said.entries()) {
    const task = taskOf(statement);
    const pool = direct[index];
    if (task !== null && pool != null && !byTask.has(task)) byTask.set(task, pool);
  }
  return said.map(({ statement }, index) => direct[index] ?? byTask.get(taskOf(statement) ?? '') ?? null);
}

const taskOf = (statement: Statement): string | null => ('task' in statement ? statement.task : null);

function longestStretch(said: readonly Said[]): readonly Said[] {
  const stretches: Said[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const each of said) {
    if (each.at - last > SILENCE_MS) stretches.push([]);
    stretches.at(-1)!.push(each);
    last = each.at;
  }
  const longest = stretches.reduce((best, each) => (each.length > best.length ? each : best), [] as Said[]);
  const start = longest[0]?.at ?? 0;
  return longest.filter(({ at }) => at - start <= LONGEST_MS);
}

const DAY_MS = 86_400_000;
const SILENCE_MS = DAY_MS;
const LONGEST_MS = 31 * DAY_MS;
