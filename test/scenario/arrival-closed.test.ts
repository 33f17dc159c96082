import { describe, expect, test } from 'vitest';
import type { TaskId } from '../../src/engine/ids.ts';
import type { ArrivingTask, Workload } from '../../src/scenario/compiled.ts';
import { DueQueue } from '../../src/scenario/due-queue.ts';
import { Streams } from '../../src/scenario/stream.ts';
import { CHANCE, chiSquareChance, countsOf, exponentialCdf, kolmogorovChance } from '../support/goodness-of-fit.ts';
import { compileGood } from './scenario-text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const workloadOf = (closed: string, more = '', sections = ''): Workload =>
  compileGood(`
${sections}
profiles: { p: { type: plan, plan: 20s }, q: { type: drift_check, plan: { exponential: { mean: 100h } } } }
workload: [ { name: office, arrivals: { closed: ${closed} }, profile: p${more} } ]`).workload;

/** Plays the world: gives every task so long until it is over, and all that came. */
function play(workload: Workload, serviceMs: (task: ArrivingTask) => number): readonly ArrivingTask[] {
  const came: ArrivingTask[] = [];
  const running: { readonly task: TaskId; readonly endsAt: number }[] = [];
  for (;;) {
    running.sort((a, b) => a.endsAt - b.endsAt || a.task - b.task);
    const ends = running[0]?.endsAt ?? Number.POSITIVE_INFINITY;
    if (Math.min(ends, workload.nextAt()) === Number.POSITIVE_INFINITY) return came;
    if (ends <= workload.nextAt()) {
      const [{ task, endsAt }] = running.splice(0, 1) as [{ task: TaskId; endsAt: number }];
      workload.taskEnded?.(task, endsAt);
    } else {
      const task = workload.take();
      came.push(task);
      running.push({ task: task.task, endsAt: task.at + serviceMs(task) });
    }
  }
}

describe('closed users', () => {
  test('submit one task each and then wait', () => {
    const workload = workloadOf('{ users: 3, think: 5m }');
    const ids = [workload.take(), workload.take(), workload.take()].map(({ task }) => task);
    expect(ids).toEqual([0, 1, 2]);
    expect(workload.nextAt()).toBe(Number.POSITIVE_INFINITY);
  });

  test('think after their task is over, and then submit the next', () => {
    const workload = workloadOf('{ users: 2, think: 5m, start: at-once }');
    expect(workload.nextAt()).toBe(0);
    const first = workload.take();
    const second = workload.take();
    expect(second.at).toBe(0);
    workload.taskEnded?.(second.task, 3 * MINUTE);
    expect(workload.nextAt()).toBe(8 * MINUTE);
    workload.taskEnded?.(first.task, 2 * MINUTE);
    expect(workload.nextAt()).toBe(7 * MINUTE);
    expect([workload.take(), workload.take()].map(({ at }) => at)).toEqual([7 * MINUTE, 8 * MINUTE]);
  });

  test('are found amid their first thinking time, so that constant times do not keep them in step', () => {
    const workload = workloadOf('{ users: 200, think: 10m }');
    const starts = Array.from({ length: 200 }, () => workload.take().at);
    expect(kolmogorovChance(starts, (at) => at / (10 * MINUTE))).toBeGreaterThan(CHANCE);
  });

  test('are found amid longer times more often than amid short ones: they submit from the first minute on as they do later', () => {
    const users = 10_000;
    const workload = workloadOf(`{ users: ${users}, think: { exponential: { mean: 10m } } }`);
    let early = 0;
    while (workload.nextAt() < MINUTE) {
      workload.take();
      early += 1;
    }
    // Exponential times have no memory: each has a chance of 1 − e^(−0.1).
    const chance = -Math.expm1(-0.1);
    const deviation = Math.sqrt(users * chance * (1 - chance));
    expect(Math.abs(early - users * chance)).toBeLessThan(3.3 * deviation);
  });

  test('come in the window of their entry alone, and never at or after the end of measured time', () => {
    const came = play(workloadOf('{ users: 5, think: 7m, start: at-once }', ', from: 10m, until: 50m'), () => 0);
    // Of each: 10, 17, 24, 31, 38, 45.
    expect(came.map(({ at }) => at / MINUTE)).toEqual(
      [10, 17, 24, 31, 38, 45].flatMap((at) => new Array<number>(5).fill(at)),
    );
    const late = play(workloadOf('{ users: 5, think: 6m, start: at-once }'), () => 0);
    expect(Math.max(...late.map(({ at }) => at))).toBe(54 * MINUTE);
  });

  test('think a millisecond at least, so that an instant ends', () => {
    const came = play(workloadOf('{ users: 1, think: 0s, start: at-once }', ', until: 5ms'), () => 0);
    expect(came.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4]);
  });

  test('do not mind the end of tasks that are not theirs, and every user hears of their own once', () => {
    const workload = workloadOf('{ users: 1, think: 1m, start: at-once }');
    const { task } = workload.take();
    workload.taskEnded?.((task + 1) as TaskId, 2 * MINUTE);
    expect(workload.nextAt()).toBe(Number.POSITIVE_INFINITY);
    workload.taskEnded?.(task, 3 * MINUTE);
    workload.taskEnded?.(task, 9 * MINUTE);
    expect(workload.take().at).toBe(4 * MINUTE);
    expect(workload.nextAt()).toBe(Number.POSITIVE_INFINITY);
  });

  test('mix with other entries in order of time, and with their ids', () => {
    const { workload } = compileGood(`
run: { duration: 12m }
profiles: { p: { type: plan, plan: 20s }, q: { type: drift_check, plan: 20s } }
workload:
  - { arrivals: { every: 4m }, profile: q }
  - { arrivals: { closed: { users: 1, think: 4m, start: at-once } }, profile: p }
  - tasks: [ { at: 8m, workspace: w, type: plan_and_apply, plan: 1s, apply: 1s } ]`);
    const came = play(workload, () => MINUTE);
    expect(came.map(({ at, task, type }) => [at / MINUTE, task, type])).toEqual([
      [0, 1, 'plan'],
      [4, 2, 'drift_check'],
      [5, 3, 'plan'],
      [8, 4, 'drift_check'],
      [8, 0, 'plan_and_apply'],
      [10, 5, 'plan'],
    ]);
  });

  test('cost nothing where there are none: nobody need be told of ends', () => {
    const { workload } = compileGood(
      'profiles: { p: { type: plan, plan: 20s } }\nworkload: [ { arrivals: { every: 4m }, profile: p } ]',
    );
    expect(workload.taskEnded).toBeNull();
  });
});

describe('the draws of closed users', () => {
  const USERS = 12;
  const text = `
seed: 7
run: { duration: 30h }
profiles: { q: { type: drift_check, plan: { exponential: { mean: 1000h } } } }
workspaces: { count: 50, pick: { zipf: 1 } }
workload: [ { name: office, arrivals: { closed: { users: ${USERS}, think: { exponential: { mean: 20m } } } }, profile: q } ]`;

  /** By user, what their tasks needed. A service time, drawn to the millisecond of weeks, tells whose a task is. */
  function byUser(came: readonly ArrivingTask[]): readonly (readonly string[])[] {
    const owners = new Map<number, number>();
    for (let user = 0; user < USERS; user++) {
      const random = new Streams('7', 0).open(`workload/office/user-${user + 1}/q/plan`);
      for (let n = 0; n < 200; n++) owners.set(Math.round(-Math.log1p(-random()) * 1000 * HOUR), user);
    }
    const stories = Array.from({ length: USERS }, (): string[] => []);
    for (const { workspace, type, needs } of came) {
      const owner = owners.get(needs.planMs);
      if (owner === undefined) throw new Error('a task that no stream has drawn');
      stories[owner]!.push(JSON.stringify([workspace, type, needs]));
    }
    return stories;
  }

  const quick = byUser(play(compileGood(text).workload, () => SECOND));
  const slow = byUser(play(compileGood(text).workload, ({ task }) => ((task * 7919) % 100) * MINUTE));

  test("the n-th task of a user needs the same whatever the pool does, and however many others' come between", () => {
    for (const [user, story] of slow.entries()) {
      expect(story.length).toBeGreaterThan(5);
      expect(story.length).toBeLessThan(quick[user]!.length);
      expect(quick[user]!.slice(0, story.length)).toEqual(story);
    }
  });

  test('are another for every user', () => {
    expect(new Set(quick.map((story) => story[0])).size).toBe(USERS);
  });

  test('more users do not move those of the others', () => {
    const more = compileGood(text.replace(`users: ${USERS}`, `users: ${USERS + 1}`)).workload;
    const random = new Streams('7', 0).open(`workload/office/user-${USERS + 1}/q/plan`);
    const strangers = new Set(Array.from({ length: 400 }, () => Math.round(-Math.log1p(-random()) * 1000 * HOUR)));
    const came = play(more, () => SECOND).filter(({ needs }) => !strangers.has(needs.planMs));
    expect(byUser(came)).toEqual(quick);
  });

  test('thinking times are exponential where that is written (Kolmogorov–Smirnov)', () => {
    const gaps: number[] = [];
    const one = text.replace(`users: ${USERS}`, 'users: 1').replace('30h', '20000h').replace('mean: 1000h', 'mean: 1h');
    let before: number | null = null;
    for (const { at } of play(compileGood(one).workload, () => SECOND)) {
      if (before !== null) gaps.push(at - before - SECOND);
      before = at;
    }
    expect(gaps.length).toBeGreaterThan(50_000);
    expect(kolmogorovChance(gaps, exponentialCdf(20 * MINUTE))).toBeGreaterThan(CHANCE);
    expect(kolmogorovChance(gaps, exponentialCdf(21 * MINUTE))).toBeLessThan(CHANCE);
  });

  test('workspaces of all users together follow the law of the scenario (chi-square)', () => {
    const long = text.replace('30h', '3000h').replace('mean: 1000h', 'mean: 1h');
    const picked = play(compileGood(long).workload, () => SECOND).map(({ workspace }) => workspace as number);
    const places = Array.from({ length: 50 }, (_, k) => k);
    const harmonic = places.reduce((sum, k) => sum + 1 / (k + 1), 0);
    const shares = places.map((k) => 1 / (k + 1) / harmonic);
    expect(chiSquareChance(countsOf(picked, places), shares)).toBeGreaterThan(CHANCE);
  });
});

test('a queue of those due gives them by time, of equal times by number', () => {
  const queue = new DueQueue();
  const entries = Array.from({ length: 500 }, (_, n) => [(n * 7919) % 97, (n * 104_729) % 500] as const);
  const taken: (readonly [number, number])[] = [];
  for (const [index, [at, who]] of entries.entries()) {
    queue.push(at, who);
    // Now and then somebody leaves and comes back.
    if (index % 5 === 4) {
      const first = queue.nextAt;
      queue.push(first, queue.pop());
    }
  }
  while (queue.nextAt < Number.POSITIVE_INFINITY) taken.push([queue.nextAt, queue.pop()]);
  expect(taken).toEqual([...entries].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
});
