import type { TaskType } from '../../engine/task.ts';
import { formatDuration } from '../duration-text.ts';
import { guess, type Known, proven } from './known.ts';
import type { Said } from './read-log.ts';
import { type TaskStory, worksAt } from './task-story.ts';

/** A task as the scenario will have it. Times in ms since the scenario begins. */
export interface IncidentTask {
  readonly id: string;
  /** The log's name; null for one that only a number of used slots speaks of. */
  readonly story: TaskStory | null;
  /** Submission; null = it exists at time zero. */
  readonly at: Known<number> | null;
  readonly workspace: Known<string>;
  readonly type: Known<TaskType>;
  readonly plan: Known<number>;
  /** Of a `plan_and_apply`. */
  readonly confirm: Known<number | 'never'>;
  readonly apply: Known<number>;
}

export interface TaskSurroundings {
  readonly said: readonly Said[];
  /** The log's time at which the scenario begins and the log ends. */
  readonly originAt: number;
  readonly endAt: number;
  readonly slots: number;
  readonly idOf: (task: string) => string;
}

export function incidentTask(story: TaskStory, around: TaskSurroundings): IncidentTask {
  const id = around.idOf(story.task);
  const isRunningAtStart = story.work[0]?.from === null;
  const type = typeOf(story, around);
  const work = serviceTimes(story, type.value, around);
  return {
    id,
    story,
    at: isRunningAtStart
      ? null
      : proven(story.seen.at - around.originAt, story.seen.line, 'the first line that names it; it came no later'),
    workspace:
      story.workspace === null
        ? guess(`ws-${id}`, 'no line names its workspace; one of its own')
        : proven(workspaceName(story.workspace.value), story.workspace.line, 'names its workspace'),
    type,
    ...work,
  };
}

/** Workspaces begin with a letter or digit and have 200 characters at most. */
const workspaceName = (name: string): string => name.replace(/^[^A-Za-z0-9]+/, '').slice(0, 200) || 'ws';

function typeOf(story: TaskStory, around: TaskSurroundings): Known<TaskType> {
  if (story.type !== null) return proven(story.type.value, story.type.line, 'names its type');
  const refused = around.slots > 1 ? refusedBesideIdle(story, around.said) : null;
  if (refused !== null) {
    const { refusal, status, idle } = refused;
    return guess(
      'plan_and_apply',
      `line ${refusal} finds it no slot while line ${status} has ${idle} idle: only an apply is kept from an idle slot`,
    );
  }
  return guess('plan', 'no line tells its type');
}

/** A refusal next to a summary with idle slots, when no line near it says that an agent was missing. */
function refusedBesideIdle(
  story: TaskStory,
  said: readonly Said[],
): { readonly refusal: number; readonly status: number; readonly idle: number } | null {
  for (const refusal of story.refusals.filter(({ kind }) => kind === 'no free slot')) {
    const near = said.filter(({ at }) => Math.abs(at - refusal.at) <= NEAR_MS);
    if (near.some(({ statement }) => AGENT_MISSING.includes(statement.kind))) continue;
    for (const { line, statement } of near) {
      if (statement.kind === 'pool status' && statement.slots.idle > 0 && statement.slots.used > 0)
        return { refusal: refusal.line, status: line, idle: statement.slots.idle };
    }
  }
  return null;
}

type ServiceTimes = Pick<IncidentTask, 'plan' | 'confirm' | 'apply'>;

function serviceTimes(story: TaskStory, type: TaskType, around: TaskSurroundings): ServiceTimes {
  const spans = story.work.map(({ from, until }) => spanOf(from, until, around));
  const [first = guess(USUAL_MS, 'the log shows none of its work'), second] = spans;
  if (type !== 'plan_and_apply') return { plan: first, confirm: NO_WAIT, apply: NO_WAIT };
  const planEnd = story.work[0]?.until;
  const applyStart = story.work[1]?.from;
  if (second !== undefined && planEnd != null && applyStart != null) {
    return {
      plan: first,
      confirm: proven(applyStart.at - planEnd.at, applyStart.line, 'it goes on here'),
      apply: second,
    };
  }
  const half = Math.max(1000, Math.floor(first.value / 2));
  return {
    plan: guess(half, `half of its work (${first.because})`),
    confirm: guess(0, 'no line tells how long it waited for its confirmation'),
    apply: guess(half, 'the other half of its work'),
  };
}

function spanOf(
  from: TaskStory['seen'] | null,
  until: TaskStory['seen'] | null,
  { originAt, endAt }: TaskSurroundings,
): Known<number> {
  const length = Math.max(1, (until?.at ?? endAt) - (from?.at ?? originAt));
  if (until !== null) {
    return from === null
      ? proven(length, until.line, 'it ends here; before the log it ran for longer')
      : proven(length, until.line, `it ends ${formatDuration(length)} after its start in line ${from.line}`);
  }
  return guess(length + AFTER_MS, `the log does not show its end; it ran at least ${formatDuration(length)}`);
}

/** How many tasks of the log work at an instant of it, for what a summary counts besides. */
export const workingAt = (stories: readonly TaskStory[], at: number): readonly TaskStory[] =>
  stories.filter((story) => worksAt(story, at));

const NO_WAIT: Known<0> = { value: 0, isProven: true, because: 'it has no apply phase' };
const AGENT_MISSING: readonly string[] = ['no agent', 'slot given back', 'young pod', 'pod offline'];
/** A summary so close to a refusal tells of the same state: less than the platform's monitor takes to come round. */
const NEAR_MS = 10_000;
const USUAL_MS = 60_000;
const AFTER_MS = 60_000;
