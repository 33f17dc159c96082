import { chooseEpisode, type Episode, poolsNamed } from './episode.ts';
import { type IncidentExpectation, incidentExpectations } from './incident-expectation.ts';
import { type AwayAgents, type IncidentFault, incidentFaults } from './incident-fault.ts';
import { type IncidentTask, incidentTask } from './incident-task.ts';
import { type PlatformFacts, platformFacts } from './platform-facts.ts';
import { type PoolFacts, poolFacts } from './pool-facts.ts';
import type { Said } from './read-log.ts';
import { type TaskStory, taskStories } from './task-story.ts';
import { type TimeZero, timeZero } from './time-zero.ts';

/** What a log of the platform proves of one incident, and what had to be guessed to make a scenario of it. */
export interface Incident {
  readonly episode: Episode;
  /** The log's time at which the scenario begins: no later than its first line, and a whole number of periods before a tick. */
  readonly originAt: number;
  readonly runMs: number;
  readonly pool: PoolFacts;
  readonly platform: PlatformFacts;
  readonly zero: TimeZero;
  /** Those that arrive, in order of arrival. */
  readonly arriving: readonly IncidentTask[];
  readonly faults: readonly IncidentFault[];
  readonly expectations: readonly IncidentExpectation[];
}

/** `said` must not be empty. `wanted` = the pool to take, which the log must name; null = the one of which it says most. */
export function incidentOf(said: readonly Said[], wanted: string | null): Incident {
  const episode = chooseEpisode(said, wanted);
  const stories = taskStories(episode.said);
  const platform = platformFacts(episode.said);
  const everyMs = platform.every?.value ?? USUAL_PERIOD_MS;
  const away = awayAgents(episode.said, stories);
  const originAt = originOf(episode.said, platform, away);
  const endAt = episode.said.at(-1)!.at;
  const runMs = wholeMinutes(endAt - originAt + Math.max(AFTER_MS, 2 * everyMs));
  const facts = poolFacts(episode.said, stories);
  const idOf = taskIds(stories);
  const around = { said: episode.said, originAt, endAt, slots: facts.slots.value, idOf };
  const tasks = stories.map((story) => incidentTask(story, around));
  const running = tasks.filter(({ at }) => at === null);
  const zero = timeZero({
    said: episode.said,
    stories,
    running,
    originAt,
    runMs,
    slots: facts.slots.value,
    appliesAreRefused: tasks.some(({ type, story }) => story?.type === null && type.value === 'plan_and_apply'),
  });
  const pool = withRoomFor(zero.count.value, facts);
  const awayUntil = zero.count.value === 0 ? null : away;
  const shared = { said: episode.said, originAt, everyMs, runMs };
  return {
    episode,
    originAt,
    runMs,
    pool,
    platform,
    zero,
    arriving: tasks.filter(({ at }) => at !== null).sort((a, b) => a.at!.value - b.at!.value),
    faults: incidentFaults({ ...shared, awayUntil }),
    expectations: incidentExpectations({ ...shared, stories, tasks, max: pool.max.value }),
  };
}

/** Whether the log names this pool, and which it names. */
export function knowsPool(
  said: readonly Said[],
  pool: string,
): { readonly known: boolean; readonly pools: readonly string[] } {
  const pools = poolsNamed(said);
  return { known: pools.includes(pool), pools };
}

/** Ticks of the run then fall on ticks of the log. Agents that are away connect at time zero and go before the first line. */
function originOf(said: readonly Said[], { every, tickAt }: PlatformFacts, away: AwayAgents | null): number {
  const first = said[0]!.at - (away === null ? 0 : GOING_AWAY_MS);
  if (every === null || tickAt === null) return first;
  return tickAt - Math.max(1, Math.ceil((tickAt - first) / every.value)) * every.value;
}

const wholeMinutes = (ms: number): number => Math.ceil(ms / 60_000) * 60_000;

/** `t713`; a second task whose name becomes the same gets a number. */
function taskIds(stories: readonly TaskStory[]): (task: string) => string {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const { task } of stories) {
    const base =
      `${/^\d/.test(task) ? 't' : ''}${task.replace(/[^A-Za-z0-9_-]/g, '-').replace(/^[^A-Za-z0-9]+/, '')}`.slice(
        0,
        LONGEST_ID,
      );
    const clean = base === '' || /^(held|kept)-\d+$/.test(base) ? `task-${base}` : base;
    let id = clean;
    for (let copy = 2; taken.has(id); copy++) id = `${clean}-${copy}`;
    taken.add(id);
    ids.set(task, id);
  }
  return (task) => ids.get(task)!;
}

function withRoomFor(initialPods: number, facts: PoolFacts): PoolFacts {
  if (initialPods <= facts.max.value) return facts;
  const because = 'guess: as many as exist at the start';
  return { ...facts, max: { value: initialPods, isProven: false, because } };
}

/** Tries that found nobody connected although pods were there, before the first task that was really sent. */
function awayAgents(said: readonly Said[], stories: readonly TaskStory[]): AwayAgents | null {
  const starts = stories.flatMap(({ work }) => work.flatMap(({ from }) => (from === null ? [] : [from])));
  const back = starts.reduce<AwayAgents['back']>(
    (first, each) => (first === null || each.at < first.at ? each : first),
    null,
  );
  const isRunning = stories.some(({ work }) => work[0]?.from === null);
  const blind = said.find(({ statement }) => statement.kind === 'slot given back' || statement.kind === 'no agent');
  if (blind === undefined || isRunning || (back !== null && back.at <= blind.at)) return null;
  if (said.some(({ statement }) => statement.kind === 'young pod' && statement.verdict === 'skipped unregistered'))
    return null;
  return { line: blind.line, back };
}

/** The platform's own; used where the log shows no regular tick. */
const USUAL_PERIOD_MS = 10_000;
/** The run goes on a little after the log ends, so that what was begun can end. */
const AFTER_MS = 300_000;
/** Between time zero and the first line of a log whose agents are away. */
const GOING_AWAY_MS = 1000;
const LONGEST_ID = 60;
