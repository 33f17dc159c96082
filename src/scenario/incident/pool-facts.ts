import type { SlotRule } from '../../engine/pool-config.ts';
import { guess, type Known, proven } from './known.ts';
import { podCounts } from './pod-counts.ts';
import type { Said } from './read-log.ts';
import type { Statement } from './statement.ts';
import { type TaskStory, worksAt } from './task-story.ts';

/** What the log proves of the pool's limits and slots, and what had to be guessed. */
export interface PoolFacts {
  readonly min: Known<number>;
  readonly max: Known<number>;
  readonly slots: Known<number>;
  readonly rule: Known<SlotRule>;
}

export function poolFacts(said: readonly Said[], stories: readonly TaskStory[]): PoolFacts {
  const slots = slotsOf(said);
  const min = minOf(said);
  return { min, max: maxOf(said, min), slots, rule: ruleOf(stories, slots) };
}

function minOf(said: readonly Said[]): Known<number> {
  const stated = [...of(said, 'cold start')]
    .reverse()
    .find(({ statement }) => statement.pending === 0 || statement.to > 1);
  if (stated !== undefined) {
    const { to } = stated.statement;
    return proven(to, stated.line, `a cold start makes min pods, here ${to}`);
  }
  const counts = podCounts(said);
  if (counts.length === 0) return guess(0, 'no line tells a number of pods');
  const lowest = counts.reduce((least, each) => (each.pods < least.pods ? each : least));
  return guess(lowest.pods, `the fewest pods that the log shows (line ${lowest.line}); min is not more`);
}

function maxOf(said: readonly Said[], min: Known<number>): Known<number> {
  const counts = podCounts(said);
  const highest = counts.reduce<(typeof counts)[number] | null>(
    (most, each) => (most === null || each.pods > most.pods ? each : most),
    null,
  );
  if (highest === null || highest.pods < Math.max(1, min.value)) {
    return guess(Math.max(1, min.value), 'the log shows no more pods than that');
  }
  return guess(highest.pods, `the most pods that the log shows (line ${highest.line}); max is not less`);
}

function slotsOf(said: readonly Said[]): Known<number> {
  const told = said.flatMap(({ line, statement }): readonly Known<number>[] => {
    if (statement.kind === 'pool status') return perPod(statement.slots.total, statement.pods, line, 'pods');
    if (statement.kind === 'agent capacity' && statement.total !== null)
      return perPod(statement.total, statement.online, line, 'agents online');
    return [];
  });
  const highest = said.reduce(
    (most, { statement }) => ('slot' in statement ? Math.max(most, statement.slot) : most),
    -1,
  );
  const commonest = commonestOf(told);
  if (commonest !== null && commonest.value > highest) return commonest;
  if (commonest === null && said.every(({ statement }) => !('slot' in statement)) && of(said, 'scaled').length > 0)
    return guess(1, 'the log speaks of replicas and never of slots: one task to an agent');
  if (highest >= USUAL_SLOTS) return guess(highest + 1, `slot ${highest} is the highest that a line names`);
  return guess(USUAL_SLOTS, "the platform's usual number; no line tells it");
}

function perPod(total: number, pods: number, line: number, words: string): readonly Known<number>[] {
  const slots = total / pods;
  if (pods === 0 || !Number.isInteger(slots) || slots < 1 || slots > MOST_SLOTS) return [];
  return [proven(slots, line, `${words}: ${pods}, slots: ${total}`)];
}

/** The first of those that occur most often: a line in the middle of a change may be off. */
function commonestOf(told: readonly Known<number>[]): Known<number> | null {
  const times = new Map<number, number>();
  for (const { value } of told) times.set(value, (times.get(value) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  return told.find(({ value }) => times.get(value) === most) ?? null;
}

function ruleOf(stories: readonly TaskStory[], slots: Known<number>): Known<SlotRule> {
  if (slots.value === 1) {
    return slots.isProven
      ? { value: 'single', isProven: true, because: slots.because }
      : guess('single', 'one slot to a pod');
  }
  const elsewhere = applyElsewhere(stories);
  const beside = applyInCompany(stories);
  if (elsewhere !== null) {
    const because = `a plan_and_apply in slot ${elsewhere.slot} rules apply-on-slot-zero out`;
    if (beside === null) return guess('apply-one-of-n', `line ${elsewhere.line}: ${because}`);
    return proven(
      'apply-one-of-n',
      elsewhere.line,
      `${because}, and task ${beside.other} beside one in line ${beside.line} apply-exclusive`,
    );
  }
  const without = beside === null ? 'no line speaks against it' : `line ${beside.line} rules apply-exclusive out`;
  return guess(
    slots.value === USUAL_SLOTS ? 'apply-on-slot-zero' : 'apply-one-of-n',
    `the usual rule of pods with ${slots.value} slots; ${without}`,
  );
}

const applies = (stories: readonly TaskStory[]): readonly TaskStory[] =>
  stories.filter(({ type }) => type?.value === 'plan_and_apply');

function applyElsewhere(stories: readonly TaskStory[]): { readonly slot: number; readonly line: number } | null {
  for (const { work } of applies(stories)) {
    for (const { from, slot } of work) if (from !== null && slot !== null && slot > 0) return { slot, line: from.line };
  }
  return null;
}

function applyInCompany(stories: readonly TaskStory[]): { readonly other: string; readonly line: number } | null {
  for (const story of applies(stories)) {
    for (const { from, pod } of story.work) {
      if (from === null || pod === null) continue;
      const other = stories.find(
        (each) => each !== story && each.work.some((work) => work.pod === pod) && worksAt(each, from.at),
      );
      if (other !== undefined) return { other: other.task, line: from.line };
    }
  }
  return null;
}

function of<K extends Statement['kind']>(
  said: readonly Said[],
  kind: K,
): readonly (Said & { readonly statement: Extract<Statement, { kind: K }> })[] {
  return said.filter((each): each is Said & { readonly statement: Extract<Statement, { kind: K }> } => {
    return each.statement.kind === kind;
  });
}

const USUAL_SLOTS = 3;
/** Of the language. */
const MOST_SLOTS = 1000;
