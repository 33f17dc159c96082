import { describe, expect, test } from 'vitest';
import type { ArrivingTask, CompiledScenario } from '../../../src/scenario/compiled.ts';
import { attached, compileGood } from '../scenario-text.ts';

const LOG = [
  'submit,start,end,user,kind',
  '1000,1010,1110,ann,build',
  '1060,1060,1065,,deploy',
  '1060,1070,1071,7,build',
  '1600,1600,1900,Bob B.,deploy',
  '1300,,1400,ann,build',
].join('\n');
const FILES = attached({ 'log.csv': LOG, 'values.txt': '\uFEFF10s\r\n# twice as likely\r\n10s\r\n\r\n1m30s\r\n' });

const compiled = (entry: string, rest = ''): CompiledScenario =>
  compileGood(`workload:\n  - ${entry}\n${rest}`, {}, FILES);

function tasksOf({ workload, workspaces }: CompiledScenario): readonly (ArrivingTask & { readonly name: string })[] {
  const tasks: (ArrivingTask & { readonly name: string })[] = [];
  while (workload.nextAt() < Number.POSITIVE_INFINITY) {
    const task = workload.take();
    tasks.push({ ...task, name: workspaces[task.workspace]! });
  }
  return tasks;
}

const brief = (scenario: CompiledScenario) =>
  tasksOf(scenario).map(({ at, needs }) => [at / 1000, needs.planMs / 1000]);

describe('a trace entry', () => {
  test('submits each usable job as long after the first as in the log, to run as long', () => {
    expect(brief(compiled('trace: { file: log.csv }'))).toEqual([
      [0, 100],
      [60, 5],
      [60, 1],
      [600, 300],
    ]);
  });

  test('timeScale scales gaps and run times alike, durationScale run times alone', () => {
    expect(brief(compiled('trace: { file: log.csv, timeScale: 0.1 }'))).toEqual([
      [0, 10],
      [6, 0.5],
      [6, 0.1],
      [60, 30],
    ]);
    expect(brief(compiled('trace: { file: log.csv, timeScale: 0.1, durationScale: 2 }'))[3]).toEqual([60, 600]);
  });

  test('startAt is the first selected job, or the moment from which jobs are selected', () => {
    expect(brief(compiled('trace: { file: log.csv, limit: 1 }\n    startAt: 5m'))).toEqual([[300, 100]]);
    expect(brief(compiled('trace: { file: log.csv, select: { from: 30s, until: 10m } }\n    startAt: 5m'))).toEqual([
      [330, 5],
      [330, 1],
    ]);
  });

  test('jobs at or after the end of the measured window are counted, not submitted', () => {
    const scenario = compiled('trace: { file: log.csv }', 'run: { duration: 10m }');
    expect(tasksOf(scenario)).toHaveLength(3);
    expect(scenario.traces).toEqual([
      {
        name: 'workload.0',
        file: 'log.csv',
        rows: {
          read: 5,
          used: 3,
          skipped: [
            { reason: 'never-started', rows: 1, firstRow: 6 },
            { reason: 'after-end', rows: 1, firstRow: 5 },
          ],
        },
      },
    ]);
  });

  test('each user is a workspace; a job of nobody picks from those of the scenario', () => {
    const names = tasksOf(compiled('trace: { file: log.csv }', 'workspaces: [shared]')).map(({ name }) => name);
    expect(names).toEqual(['ann', 'shared', 'user-7', 'Bob-B.']);
    const own = tasksOf(compiled('trace: { file: log.csv }\n    workspaces: [own]')).map(({ name }) => name);
    expect(own[1]).toBe('own');
  });

  test('people and expectations may name the workspaces of a log', () => {
    compiled('trace: { file: log.csv }', 'people: [ { at: 1m, lock: user-7, for: 1m } ]');
  });

  test('a plan_and_apply shares its run time between its phases and is confirmed as the entry says', () => {
    const types = 'types: { deploy: plan_and_apply }';
    const tasks = tasksOf(compiled(`trace: { file: log.csv }\n    ${types}\n    planShare: 0.2\n    confirm: 3m`));
    expect(tasks.map(({ type, needs }) => [type, needs.planMs, needs.applyMs])).toEqual([
      ['plan', 100_000, 0],
      ['plan_and_apply', 1000, 4000],
      ['plan', 1000, 0],
      ['plan_and_apply', 60_000, 240_000],
    ]);
    expect(tasks[1]!.needs.confirmMs).toBe(180_000);
    const halves = tasksOf(compiled('trace: { file: log.csv }\n    type: plan_and_apply'))[1]!.needs;
    expect(halves).toMatchObject({ planMs: 2500, applyMs: 2500, confirmMs: 0 });
  });

  test("adding a log changes no draw of another entry's tasks", () => {
    const stream = '{ name: s, arrivals: { poisson: 60/h }, profile: p }';
    const profiles = 'profiles: { p: { type: plan, plan: { exponential: { mean: 1m } } } }';
    const drawn = (scenario: CompiledScenario) =>
      tasksOf(scenario)
        .filter(({ needs }) => ![100_000, 5000, 1000, 300_000].includes(needs.planMs))
        .map(({ at, name, needs }) => [at, name, needs]);
    const alone = drawn(compiled(stream, profiles));
    const beside = drawn(compiled(`trace: { file: log.csv }\n  - ${stream}`, profiles));
    expect(alone.length).toBeGreaterThan(40);
    expect(beside).toEqual(alone);
  });
});

describe('an empirical distribution from a file', () => {
  test('draws its lines, each as likely as it is often written', () => {
    const pool = 'pool: { max: 1, pods: { start: { empirical: { file: values.txt } } } }';
    const { pools } = compileGood(pool, {}, FILES);
    const draws = Array.from({ length: 3000 }, pools[0]!.pods.startMs);
    expect(new Set(draws)).toEqual(new Set([10_000, 90_000]));
    // Binomial with p = 2/3: 2000 ± 4 standard deviations of 26.
    const tens = draws.filter((ms) => ms === 10_000).length;
    expect(Math.abs(tens - 2000)).toBeLessThan(104);
  });

  test('is the same as the list of its lines', () => {
    const draws = (start: string) => {
      const { pools } = compileGood(`pool: { max: 1, pods: { start: { empirical: ${start} } } }`, {}, FILES);
      return Array.from({ length: 100 }, pools[0]!.pods.startMs);
    };
    expect(draws('{ file: values.txt }')).toEqual(draws('[10s, 10s, 1m30s]'));
  });

  test('may come in by a variant', () => {
    const text =
      'pool: { max: 1, pods: { start: 1s } }\nvariants: { a: { set: { pool.pods.start: { empirical: { file: values.txt } } } } }';
    const draw = compileGood(text, { variant: 'a' }, FILES).pools[0]!.pods.startMs;
    expect([10_000, 90_000]).toContain(draw());
  });
});
