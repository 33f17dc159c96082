import { formatDuration } from '../duration-text.ts';
import { type IncidentTask, workingAt } from './incident-task.ts';
import { guess, type Known, proven } from './known.ts';
import { podCounts } from './pod-counts.ts';
import type { Said } from './read-log.ts';
import type { Statement } from './statement.ts';
import type { TaskStory } from './task-story.ts';

/** A pod that exists when the scenario begins. */
export interface InitialPod {
  /** The log's name, null where none is known. */
  readonly name: string | null;
  readonly state: 'running' | 'connected';
  readonly age: Known<number>;
  readonly slots: readonly ({ readonly use: 'running' | 'reserved'; readonly task: string } | null)[];
}

export interface TimeZero {
  /** Those of which more is known than that they exist; the others are connected and idle. */
  readonly pods: readonly InitialPod[];
  readonly count: Known<number>;
  readonly tasks: readonly IncidentTask[];
}

export interface ZeroSurroundings {
  readonly said: readonly Said[];
  readonly stories: readonly TaskStory[];
  /** Tasks that run already when the log begins. */
  readonly running: readonly IncidentTask[];
  readonly originAt: number;
  readonly runMs: number;
  readonly slots: number;
  /** An apply is known to be kept from an idle slot: whoever holds a slot zero is then taken for one. */
  readonly appliesAreRefused: boolean;
}

export function timeZero(around: ZeroSurroundings): TimeZero {
  const held = heldUnnamed(around);
  const tasks = [...around.running, ...held.map(({ task }) => task)];
  const names = podNames(around);
  const told = countOf(around, names);
  const needed = Math.max(new Set(around.running.map(podOf)).size, Math.ceil(tasks.length / around.slots));
  const count =
    told.value >= needed ? told : guess(needed, `as many as hold the tasks that run already, though ${told.because}`);
  const single = Math.min(count.value, names.length + tasks.length);
  const pods = Array.from({ length: single }, (_, index) => draft(names[index] ?? null, around));
  for (const task of around.running) put(pods, task, 'running', around);
  for (const { task, use } of held) put(pods, task, use, around);
  return { pods: pods.map(({ name, state, age, slots }) => ({ name, state, age, slots })), count, tasks };
}

interface Draft {
  readonly name: string | null;
  state: InitialPod['state'];
  readonly age: Known<number>;
  readonly slots: ({ readonly use: 'running' | 'reserved'; readonly task: string } | null)[];
}

const podOf = (task: IncidentTask): string => task.story?.work[0]?.pod ?? '';

/** The first line that tells how many pods there were, if nothing made or removed one before it. */
function countOf({ said }: ZeroSurroundings, names: readonly string[]): Known<number> {
  const first = podCounts(said)[0];
  const made = said.find(({ statement }) => statement.kind === 'pod created');
  if (first !== undefined) {
    if (made?.line === first.line && made.statement.kind === 'pod created')
      return proven(
        Math.max(0, made.statement.pods - 1),
        made.line,
        `one pod was made, which gave ${made.statement.pods}`,
      );
    if (first.kind === 'there') return proven(first.pods, first.line, `pods: ${first.pods}`);
  }
  const online = said.find(({ statement }) => 'online' in statement);
  if (online !== undefined && 'online' in online.statement)
    return guess(online.statement.online, `line ${online.line}: as many agents online; no line counts the pods`);
  return guess(names.length, 'the pods that lines name; no line counts them');
}

/** Pods of the log that are not shown to be younger than it, in the order in which lines name them. */
function podNames({ said, originAt }: ZeroSurroundings): readonly string[] {
  const young = new Set(
    said.flatMap(({ at, statement }) =>
      statement.kind === 'young pod' && statement.ageMs !== null && at - statement.ageMs > originAt
        ? [statement.pod]
        : [],
    ),
  );
  return [...new Set(said.flatMap(({ statement }) => ('pod' in statement ? [statement.pod] : [])))].filter(
    (pod) => !young.has(pod),
  );
}

function draft(name: string | null, { said, slots, originAt }: ZeroSurroundings): Draft {
  const about = said.filter(({ statement }) => 'pod' in statement && statement.pod === name);
  const state = about[0] !== undefined && isUnregistered(about[0].statement) ? 'running' : 'connected';
  return { name, state, age: ageOf(about, originAt), slots: Array.from({ length: slots }, () => null) };
}

const isUnregistered = (statement: Statement): boolean =>
  statement.kind === 'young pod' && statement.verdict === 'skipped unregistered';

function ageOf(about: readonly Said[], originAt: number): Known<number> {
  for (const { at, line, statement } of about) {
    if (statement.kind !== 'young pod' || statement.ageMs === null) continue;
    const age = statement.ageMs - (at - originAt);
    return proven(Math.max(0, age), line, `it was ${formatDuration(statement.ageMs)} old then`);
  }
  return guess(USUAL_AGE_MS, 'no line tells its age');
}

/** Slots that the first summary counts as used or reserved and that no named task holds. */
function heldUnnamed({ said, stories, running, runMs, appliesAreRefused }: ZeroSurroundings): readonly {
  readonly use: 'running' | 'reserved';
  readonly task: IncidentTask;
}[] {
  const first = said.find(({ statement }) => statement.kind === 'pool status');
  if (first === undefined || first.statement.kind !== 'pool status') return [];
  const { used, reserved } = first.statement.slots;
  const named = Math.max(workingAt(stories, first.at).length, running.length);
  const unnamed = Math.min(Math.max(0, used - named), MOST_UNNAMED);
  const becauseOf = (what: string): string => `line ${first.line}: ${what}; no line names it`;
  const runners = Array.from({ length: unnamed }, (_, index) => {
    const because = becauseOf(`slots used: ${used}`);
    const isApply = appliesAreRefused && index === 0 && named === 0;
    return {
      use: 'running' as const,
      task: unnamedTask(`held-${index + 1}`, because, {
        type: isApply ? guess('plan_and_apply', 'it keeps an apply from slot 0') : guess('plan', because),
        plan: guess(runMs, 'it holds its slot for the whole run'),
        confirm: guess(0, because),
      }),
    };
  });
  const keepers = Array.from({ length: Math.min(reserved, MOST_UNNAMED) }, (_, index) => {
    const because = becauseOf(`slots reserved: ${reserved}`);
    return {
      use: 'reserved' as const,
      task: unnamedTask(`kept-${index + 1}`, because, {
        type: { value: 'plan_and_apply' as const, isProven: true, because: 'only these reserve' },
        plan: guess(0, 'its plan is over'),
        confirm: guess('never' as const, 'no line tells of a confirmation'),
      }),
    };
  });
  return [...runners, ...keepers];
}

const unnamedTask = (
  id: string,
  because: string,
  needs: Pick<IncidentTask, 'type' | 'plan' | 'confirm'>,
): IncidentTask => ({
  id,
  story: null,
  at: null,
  workspace: guess(`ws-${id}`, because),
  apply: guess(60_000, because),
  ...needs,
});

/** Into the slot that the log names, else the first that is free. */
function put(pods: readonly Draft[], task: IncidentTask, use: 'running' | 'reserved', around: ZeroSurroundings): void {
  const work = task.story?.work[0];
  const named = pods.find(({ name }) => name !== null && name === work?.pod);
  const wanted = work?.slot ?? null;
  const pod = named?.slots.includes(null) ? named : (pods.find(({ slots }) => slots.includes(null)) ?? null);
  if (pod === null) return;
  const isFree = pod === named && wanted !== null && wanted < around.slots && pod.slots[wanted] === null;
  pod.slots[isFree ? wanted : pod.slots.indexOf(null)] = { use, task: task.id };
  // Only a connected agent runs a task.
  if (use === 'running') pod.state = 'connected';
}

const USUAL_AGE_MS = 60_000;
/** Tasks that only numbers speak of: more would make no other scenario. */
const MOST_UNNAMED = 200;
