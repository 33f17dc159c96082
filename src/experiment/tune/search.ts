import type { Candidate } from './candidate.ts';
import type { Field } from './field.ts';
import { Sampler } from './sampler.ts';

/** Runs that are wanted of a setting: replications from `from` up to, not including, `to`. */
export interface Heat {
  readonly candidate: Candidate;
  readonly from: number;
  readonly to: number;
}

/** Rounds of runs; each is asked for when all runs of the one before are in the field. */
export type Search = Generator<readonly Heat[], void, void>;

/** Every setting of the grid, all replications. */
export function* gridSearch(field: Field, { replications }: { readonly replications: number }): Search {
  for (const setting of field.plan.space.grid()) field.enter(setting);
  yield field.candidates.map((candidate) => ({ candidate, from: 0, to: replications }));
  field.markTwins();
}

/** `budget` counts runs. */
export interface RacePlan {
  readonly replications: number;
  readonly budget: number;
}

/**
 * Settings spread evenly, then twice new ones around the front, each with few replications; then those that are left race to all
 * replications, and who is beaten for sure stops after each doubling. Where the budget does not pay for all of them, each doubling gets an
 * equal share of it and the most promising go on (successive halving: Jamieson and Talwalkar 2016). What the losers left unspent
 * goes into new settings around the front, until nothing is left.
 */
export function* raceSearch(field: Field, { replications, budget }: RacePlan): Search {
  const sampler = new Sampler(field);
  const levels = doublings(replications);
  const [least] = levels as [number];
  let left = budget - replications;
  const heats = (candidates: readonly Candidate[], from: number, to: number): readonly Heat[] => {
    left -= candidates.length * (to - from);
    return candidates.map((candidate) => ({ candidate, from, to }));
  };
  const share = (part: number): number => Math.floor((part * (budget - replications)) / least);
  const starts = field.plan.starts.flatMap((setting) => field.enter(setting) ?? []);
  const explored = [...starts, ...sampler.explore(Math.max(1, share(EXPLORE) - starts.length))];
  yield [{ candidate: field.own, from: 0, to: replications }, ...heats(explored, 0, least)];
  let radius = RADIUS;
  const refined = (count: number): readonly Candidate[] => {
    radius = Math.max(radius / 2, NARROWEST);
    return sampler.refine(field.front(field.racing, least), count, radius);
  };
  for (let turn = 0; turn < REFINEMENTS; turn++) {
    field.judge(levels.length);
    const fresh = refined(share(REFINE));
    if (fresh.length > 0) yield heats(fresh, 0, least);
  }
  for (;;) {
    for (const [index, level] of levels.entries()) {
      field.judge(levels.length);
      if (index === 0) continue;
      const from = levels[index - 1]!;
      const behind = field.racing.filter((candidate) => candidate.outcomes.length < level);
      const affordable = Math.floor(left / (levels.length - index) / (level - from));
      const kept = field.keep(behind, affordable, from);
      if (kept.length > 0) yield heats(kept, from, level);
    }
    field.judge(levels.length);
    const affordable = Math.floor(left / replications);
    const fresh = affordable < 1 ? [] : refined(affordable);
    if (fresh.length === 0) return;
    yield heats(fresh, 0, least);
  }
}

/** 5, 10, 20 for 20: never fewer than 4, for a spread is to be judged by them. */
function doublings(replications: number): readonly number[] {
  const levels = [replications];
  while (levels[0]! / 2 >= 4) levels.unshift(Math.ceil(levels[0]! / 2));
  return levels;
}

/** Shares of the budget. */
const EXPLORE = 0.4;
const REFINE = 0.15;
const REFINEMENTS = 2;

/** Of each range, halved at each turn. */
const RADIUS = 0.4;
const NARROWEST = 0.02;
