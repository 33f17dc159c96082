import { describe, expect, test } from 'vitest';
import { ARRIVALS } from '../../src/scenario/arrival-catalogue.ts';
import type { CompileChoice } from '../../src/scenario/compile.ts';
import { all, read } from './arrival-bench.ts';
import { compileGood } from './scenario-text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const arrivals = (text: string, choice: Partial<CompileChoice> = {}) => all(compileGood(text, choice).workload);
const times = (entry: string): readonly number[] =>
  arrivals(`profiles: { p: { type: plan, plan: 20s } }\nworkload: [ { profile: p, ${entry} } ]`).map(({ at }) => at);

describe('arrivals', () => {
  test('regular ones come first after one period, and not at the end', () => {
    expect(times('arrivals: { every: 20m }')).toEqual([20 * MINUTE, 40 * MINUTE]);
    expect(times('arrivals: { every: 20m }, from: 10m, until: 51m')).toEqual([30 * MINUTE, 50 * MINUTE]);
    expect(times('arrivals: { every: 25m }, startAt: 0s')).toEqual([0, 25 * MINUTE, 50 * MINUTE]);
  });

  test('a burst is spread evenly', () => {
    expect(times('arrivals: { burst: { at: 30m, count: 4, over: 6s } }')).toEqual(
      [0, 1500, 3000, 4500].map((after) => 30 * MINUTE + after),
    );
    expect(times('arrivals: { burst: { at: 30m, count: 2 } }')).toEqual([30 * MINUTE, 30 * MINUTE]);
  });

  test('a burst is cut off at the end of the measured window', () => {
    expect(times('arrivals: { burst: { at: 59m, count: 4, over: 4m } }')).toEqual([59 * MINUTE]);
  });

  test('Poisson arrivals have the mean and the variance of their rate', () => {
    // 1000 hours at 30/h: counts per hour have mean 30 and variance 30.
    const tasks = arrivals(`
run: { duration: 1000h }
profiles: { p: { type: plan, plan: 20s } }
workload: [ { arrivals: { poisson: 30/h }, profile: p } ]`);
    const counts = new Array<number>(1000).fill(0);
    for (const { at } of tasks) counts[Math.floor(at / HOUR)]! += 1;
    const mean = tasks.length / 1000;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 999;
    expect(Math.abs(mean - 30)).toBeLessThan(4 * Math.sqrt(30 / 1000));
    // Var(s²) ≈ (μ₄ − σ⁴) / n with μ₄ = λ + 3λ² for Poisson counts.
    expect(Math.abs(variance - 30)).toBeLessThan(4 * Math.sqrt((30 + 2 * 900) / 1000));
  });

  test('a rate of 0 brings nobody', () => {
    expect(times('arrivals: { poisson: 0/h }')).toEqual([]);
  });

  test('warm-up brings tasks, too; the drain does not', () => {
    const tasks = arrivals(`
run: { warmup: 1h, duration: 1h, drain: { timeout: 1h } }
profiles: { p: { type: plan, plan: 20s } }
workload: [ { arrivals: { every: 50m }, profile: p } ]`);
    expect(tasks.map(({ at }) => at)).toEqual([50 * MINUTE, 100 * MINUTE]);
  });

  test('entries are merged by time, then by their order in the file; those written by hand have the first ids', () => {
    const scenario = compileGood(`
profiles: { p: { type: plan, plan: 20s }, q: { type: drift_check, plan: 20s } }
workload:
  - { arrivals: { every: 30m }, profile: p }
  - tasks: [ { at: 30m, workspace: w, type: plan_and_apply, plan: 1s, apply: 2s }, { at: 1m, workspace: w, type: plan, plan: 1s } ]
  - { arrivals: { every: 20m }, profile: q }`);
    expect(all(scenario.workload).map(({ at, task, type }) => [at / MINUTE, task, type])).toEqual([
      [1, 0, 'plan'],
      [20, 2, 'drift_check'],
      [30, 3, 'plan'],
      [30, 1, 'plan_and_apply'],
      [40, 4, 'drift_check'],
    ]);
  });
});

describe('the catalogue', () => {
  for (const [kind, { example }] of Object.entries(ARRIVALS)) {
    test(`the example of ${kind} is one`, () => expect(read(example).kind).toBe(kind));
  }
});

describe('tasks written by hand', () => {
  test('need what is written', () => {
    const [task] = arrivals(`
workload:
  - tasks: [ { at: 5s, workspace: w, type: plan_and_apply, plan: 60s, confirm: never, apply: 90s, discard: true, applyFails: true } ]`);
    expect(task).toEqual({
      at: 5000,
      task: 0,
      pool: 0,
      workspace: 0,
      type: 'plan_and_apply',
      needs: {
        planMs: 60_000,
        applyMs: 90_000,
        confirmMs: Number.POSITIVE_INFINITY,
        discards: true,
        nothingToApply: false,
        planFails: false,
        applyFails: true,
      },
    });
  });

  test('a confirmation comes at once unless something is said', () => {
    const [task] = arrivals(
      'workload: [ { tasks: [ { at: 5s, workspace: w, type: plan_and_apply, plan: 60s, apply: 90s } ] } ]',
    );
    expect(task!.needs.confirmMs).toBe(0);
  });

  test('copies have names and workspaces of their own', () => {
    const scenario = compileGood(
      'workload: [ { tasks: [ { id: t, at: 5s, count: 3, workspace: "ws-{n}", type: plan, plan: 1s } ] } ]',
    );
    expect(scenario.workspaces).toEqual(['ws-1', 'ws-2', 'ws-3']);
    expect([...scenario.taskNames]).toEqual([
      [0, 't-1'],
      [1, 't-2'],
      [2, 't-3'],
    ]);
    expect(all(scenario.workload).map(({ workspace }) => workspace)).toEqual([0, 1, 2]);
  });

  test('a named task has the id that it will get among random arrivals', () => {
    for (const replication of [0, 1, 2]) {
      const scenario = compileGood(
        `
profiles: { p: { type: plan, plan: 20s } }
initial: { tasks: [ { id: old, workspace: w, type: plan, plan: 3s } ] }
workload:
  - { arrivals: { poisson: 100/h }, profile: p }
  - tasks: [ { id: late, at: 55m, workspace: w, type: drift_check, plan: 1s }, { id: soon, at: 5m, workspace: w, type: drift_check, plan: 2s } ]
people: [ { at: 56m, cancel: late } ]`,
        { replication },
      );
      const named = all(scenario.workload).filter(({ type }) => type === 'drift_check');
      expect(named.map(({ task }) => scenario.taskNames.get(task))).toEqual(['soon', 'late']);
      expect(scenario.taskNames.get(0 as never)).toBe('old');
      expect(scenario.people).toEqual([{ at: 56 * MINUTE, kind: 'cancel', task: named[1]!.task }]);
    }
  });
});

describe('profiles', () => {
  const text = `
run: { duration: 2000h }
workspaces: { count: 10, pick: { zipf: 1 } }
profiles:
  change: { type: plan_and_apply, plan: 20s, apply: 30s, confirm: { exponential: { mean: 3m } }, discard: 0.1, nothingToApply: 0.2, fail: 0.05 }
  preview: { type: plan, plan: { exponential: { mean: 10s } } }
workload: [ { arrivals: { every: 6m }, profile: { change: 3, preview: 1 } } ]`;

  test('come in their shares, and so do their outcomes', () => {
    const tasks = arrivals(text);
    const near = (count: number, of: number, probability: number) =>
      expect(Math.abs(count / of - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / of));
    const changes = tasks.filter(({ type }) => type === 'plan_and_apply');
    near(changes.length, tasks.length, 0.75);
    near(changes.filter(({ needs }) => needs.discards).length, changes.length, 0.1);
    near(changes.filter(({ needs }) => needs.nothingToApply).length, changes.length, 0.2);
    near(changes.filter(({ needs }) => needs.planFails).length, changes.length, 0.05);
    near(changes.filter(({ needs }) => needs.applyFails).length, changes.length, 0.05);
    // Zipf with exponent 1 over ten: the first has 1 / H₁₀.
    const harmonic = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].reduce((sum, k) => sum + 1 / k, 0);
    near(tasks.filter(({ workspace }) => workspace === 0).length, tasks.length, 1 / harmonic);
    near(tasks.filter(({ workspace }) => workspace === 9).length, tasks.length, 0.1 / harmonic);
  });

  test('a plan needs nothing that only an apply needs', () => {
    const plans = arrivals(text).filter(({ type }) => type === 'plan');
    expect(plans.every(({ needs }) => needs.applyMs === 0 && needs.confirmMs === 0 && !needs.discards)).toBe(true);
  });
});

describe('common random numbers', () => {
  const profiles = `
profiles:
  p: { type: plan_and_apply, plan: { exponential: { mean: 20s } }, apply: { gamma: { mean: 9s, shape: 2 } }, confirm: 1s, fail: 0.1 }
  q: { type: plan, plan: { exponential: { mean: 7s } } }`;
  const entry = '\n  - { name: days, arrivals: { poisson: 60/h }, profile: p }';
  const base = `${profiles}\nworkload:${entry}`;
  const luck = (text: string, choice: Partial<CompileChoice> = {}) => {
    const scenario = compileGood(text, choice);
    const days = all(scenario.workload).filter(({ type }) => type === 'plan_and_apply');
    return days.map(({ at, workspace, needs }) => [at, scenario.workspaces[workspace], needs]);
  };
  const expected = luck(base);

  test('another policy meets the same luck', () => {
    expect(luck(base, { policy: 'pending-only' })).toEqual(expected);
  });

  test('a fault does not move a task', () => {
    expect(luck(`${base}\nfaults: [ { kind: pod-failure, every: { exponential: { mean: 5m } } } ]`)).toEqual(expected);
  });

  test('another entry does not move a task, before it or behind it', () => {
    const other = '\n  - { name: nights, arrivals: { poisson: 200/h }, profile: q }';
    expect(luck(`${base}${other}`)).toEqual(expected);
    expect(luck(`${profiles}\nworkload:${other}${entry}`)).toEqual(expected);
  });

  test('an entry of any kind of arrivals does not move a task, before it or behind it', () => {
    const clock = 'clock: { start: 2026-01-05T08:50:00 }\n';
    for (const { example } of Object.values(ARRIVALS)) {
      const other = `\n  - { arrivals: ${example}, profile: q }`;
      expect(arrivals(`${clock}${base}${other}`).length).toBeGreaterThan(expected.length);
      expect(luck(`${clock}${base}${other}`)).toEqual(expected);
      expect(luck(`${clock}${profiles}\nworkload:${other}${entry}`)).toEqual(expected);
    }
  });

  test('another attribute moves no draw but its own', () => {
    const changed = luck(base.replace('{ exponential: { mean: 20s } }', '{ gamma: { mean: 20s, shape: 3 } }'));
    const without = (lines: typeof expected) =>
      lines.map(([at, workspace, needs]) => [at, workspace, { ...(needs as object), planMs: 0 }]);
    expect(without(changed)).toEqual(without(expected));
    expect(changed).not.toEqual(expected);
  });

  test('another seed or replication is another luck', () => {
    expect(luck(base, { seed: '2' })).not.toEqual(expected);
    expect(luck(base, { replication: 1 })).not.toEqual(expected);
    expect(luck(base, { seed: '1' })).toEqual(expected);
  });
});

test('a given seed gives these arrivals in every version', () => {
  // Recorded once: a change here changes every run that anybody has a seed of.
  const tasks = arrivals(`
seed: 42
profiles: { p: { type: plan, plan: { lognormal: { median: 40s, p95: 4m } } } }
workload: [ { name: w, arrivals: { poisson: 30/h }, profile: p } ]`);
  expect(tasks.slice(0, 3).map(({ at, workspace, needs }) => [at, workspace, needs.planMs])).toMatchInlineSnapshot(`
    [
      [
        57977,
        18,
        43363,
      ],
      [
        342156,
        18,
        78352,
      ],
      [
        347657,
        6,
        34245,
      ],
    ]
  `);
});
