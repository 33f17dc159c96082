import { formatDuration } from '../duration-text.ts';
import type { IncidentTask } from './incident-task.ts';
import type { Said } from './read-log.ts';
import { endOf, type TaskStory, worksAt } from './task-story.ts';

/** What the log's lines say should have been, or was, as an expectation of the scenario. */
export interface IncidentExpectation {
  readonly name: string;
  /** In the language, without its name: `always: { pods: "<= 3" }`. */
  readonly what: string;
  readonly because: string;
}

export interface ExpectationSurroundings {
  readonly said: readonly Said[];
  readonly stories: readonly TaskStory[];
  readonly tasks: readonly IncidentTask[];
  readonly originAt: number;
  readonly everyMs: number;
  readonly runMs: number;
  readonly max: number;
}

export function incidentExpectations(around: ExpectationSurroundings): readonly IncidentExpectation[] {
  const made = [
    {
      name: 'the pool stays within its limits',
      what: `always: { pods: "<= ${around.max}" }`,
      because: 'holds for every pool',
    },
    { name: 'no task is lost', what: 'metric: { tasks.lost: 0 }', because: 'holds for every platform' },
    ...around.tasks.flatMap((task) => refused(task)).slice(0, MOST),
    ...around.tasks.flatMap((task) => finished(task)).slice(0, MOST),
    ...around.said.flatMap((each, index) => scaling(each, index, around)).slice(0, MOST),
  ];
  return made.filter(({ name }, index) => made.findIndex((other) => other.name === name) === index);
}

/** Whoever was refused should run soon: in the log it did not, or not at once. */
function refused({ id, story, at }: IncidentTask): readonly IncidentExpectation[] {
  const first = story?.refusals[0];
  if (story === null || first === undefined || at === null) return [];
  const times = story.refusals.length === 1 ? 'once' : `${story.refusals.length} times`;
  return [
    {
      name: `${id} runs within two minutes`,
      what: `after: ${formatDuration(at.value)}, within: 2m, eventually: { task.${id}.status: running }`,
      because: `line ${first.line}: ${first.kind}, ${times} in all`,
    },
  ];
}

function finished({ id, story, type }: IncidentTask): readonly IncidentExpectation[] {
  const end = story === null ? null : endOf(story);
  if (end === null) return [];
  const status = type.value === 'plan_and_apply' ? 'applied' : 'success';
  return [
    {
      name: `${id} is done`,
      what: `eventually: { task.${id}.status: ${status} }`,
      because: `line ${end.line}: it is completed`,
    },
  ];
}

function scaling(each: Said, index: number, around: ExpectationSurroundings): readonly IncidentExpectation[] {
  const { at, line, statement } = each;
  const since = at - around.originAt;
  const soon = Math.min(around.runMs, since + 2 * around.everyMs);
  const before = Math.max(0, since - 1);
  const clock = formatDuration(since);
  switch (statement.kind) {
    case 'scaled': {
      const needed = tasksInNeed(at, around.stories);
      if (statement.to < statement.from && needed > 0 && soon > before) {
        return [
          {
            name: `the pool does not shrink at ${clock}`,
            what: `from: ${formatDuration(before)}, until: ${formatDuration(soon)}, always: { pods: ">= ${statement.from}" }`,
            because: `line ${line}: it went from ${statement.from} to ${statement.to} with work in the pool`,
          },
        ];
      }
      const spare = spareBefore(index, around.said);
      return statement.to > statement.from && spare !== null
        ? [needless(clock, before, soon, statement.from, line, spare)]
        : [];
    }
    case 'cold start':
      return statement.pending > 0
        ? [
            {
              name: `the cold pool makes pods at ${clock}`,
              what: `after: ${formatDuration(before)}, within: ${formatDuration(2 * around.everyMs)}, eventually: { pods: ">= ${statement.to}" }`,
              because: `line ${line}: ${statement.pending} pending, ${statement.to} wanted`,
            },
          ]
        : [];
    default:
      return [];
  }
}

const needless = (
  clock: string,
  from: number,
  until: number,
  pods: number,
  line: number,
  spare: Spare,
): IncidentExpectation => ({
  name: `the pool does not grow at ${clock}`,
  what: `from: ${formatDuration(from)}, until: ${formatDuration(until)}, always: { pods: "<= ${pods}" }`,
  because: `line ${line}: it grew although line ${spare.line} has room for ${spare.available}`,
});

interface Spare {
  readonly line: number;
  readonly available: number;
}

/** Room on agents online that a line just before tells of. */
function spareBefore(index: number, said: readonly Said[]): Spare | null {
  const { at } = said[index]!;
  for (const before of said.slice(Math.max(0, index - 10), index).reverse()) {
    if (at - before.at > JUST_BEFORE_MS) return null;
    if (before.statement.kind === 'agent capacity' && before.statement.available > 0)
      return { line: before.line, available: before.statement.available };
  }
  return null;
}

/** Tasks that work at an instant, or were refused before it and have not begun. */
const tasksInNeed = (at: number, stories: readonly TaskStory[]): number =>
  stories.filter((story) => {
    const hasBegun = story.work.some(({ from }) => from === null || from.at <= at);
    return worksAt(story, at) || (!hasBegun && story.seen.at <= at);
  }).length;

const JUST_BEFORE_MS = 2_000;
/** Of each sort: a file that a person reads has no more. */
const MOST = 20;
