import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/scenario/expectation.ts';
import { compileGood } from './scenario-text.ts';

const MINUTE = 60_000;

const expectations = (items: string) =>
  compileGood(`
run: { warmup: 10m, duration: 1h, drain: { timeout: 20m } }
workload: [ { tasks: [ { id: t1, at: 0s, workspace: w1, type: plan, plan: 1s } ] } ]
expect:
  - ${items}`).expectations;

describe('forms', () => {
  const conditions = [
    { series: { kind: 'count', name: 'pods' }, comparison: { op: '<=', value: 20 }, text: 'pods "<= 20"' },
  ];
  const form = (item: string) => expectations(item)[0]!.form;

  test('at', () => {
    expect(form('{ at: 90s, that: { pods: "<= 20" } }')).toEqual({ kind: 'at', at: 90_000, conditions });
  });

  test('always and never hold for the whole run, drain included, unless told', () => {
    const whole = { from: 0, until: 90 * MINUTE };
    expect(form('{ always: { pods: "<= 20" } }')).toEqual({ kind: 'always', ...whole, conditions });
    expect(form('{ never: { pods: "<= 20" } }')).toEqual({ kind: 'never', ...whole, conditions });
    expect(form('{ never: { pods: "<= 20" }, from: 1m, until: 2m }')).toMatchObject({
      from: MINUTE,
      until: 2 * MINUTE,
    });
  });

  test('eventually has the rest of the run unless told', () => {
    expect(form('{ eventually: { pods: "<= 20" }, after: 30m }')).toEqual({
      kind: 'eventually',
      after: 30 * MINUTE,
      within: 60 * MINUTE,
      conditions,
    });
    expect(form('{ eventually: { pods: "<= 20" }, after: 30m, within: 3m }')).toMatchObject({ within: 3 * MINUTE });
  });

  test('metric compares durations as durations', () => {
    expect(form('{ metric: { wait.p95: "< 45s", pool/cost: 12 } }')).toEqual({
      kind: 'metric',
      conditions: [
        { metric: 'wait.p95', comparison: { op: '<', value: 45_000 }, text: 'wait.p95 "< 45s"' },
        { metric: 'pool/cost', comparison: { op: '=', value: 12 }, text: 'pool/cost 12' },
      ],
    });
  });
});

describe('comparisons', () => {
  const cases: readonly (readonly [written: string, comparison: Comparison])[] = [
    ['2', { op: '=', value: 2 }],
    ['"2"', { op: '=', value: 2 }],
    ['"== 2"', { op: '=', value: 2 }],
    ['">= 2"', { op: '>=', value: 2 }],
    ['">2"', { op: '>', value: 2 }],
    ['"< 2.5"', { op: '<', value: 2.5 }],
    ['"!= 0"', { op: '!=', value: 0 }],
    ['"2..4"', { op: 'between', low: 2, high: 4 }],
    ['"2 .. 4"', { op: 'between', low: 2, high: 4 }],
  ];
  for (const [written, comparison] of cases) {
    test(written, () => {
      const [first] = expectations(`{ always: { pods: ${written} } }`);
      expect(first!.form.conditions[0]!.comparison).toEqual(comparison);
    });
  }
});

describe('series', () => {
  test('tasks, workspaces and pods are found by their names and numbers', () => {
    const [first] = expectations(
      '{ at: 1m, that: { task.t1.status: success, task.t1.pod: "!= none", workspace.w1.running: 1, pod.1.phase: gone, queue.oldest: "< 3s" } }',
    );
    expect(
      first!.form.conditions.map(({ comparison, ...rest }) => ['series' in rest && rest.series, comparison]),
    ).toEqual([
      [
        { kind: 'task-status', task: 0 },
        { op: '=', value: 'success' },
      ],
      [
        { kind: 'task-pod', task: 0 },
        { op: '!=', value: 'none' },
      ],
      [
        { kind: 'workspace-running', workspace: 0 },
        { op: '=', value: 1 },
      ],
      [
        { kind: 'pod-phase', pod: 0 },
        { op: '=', value: 'gone' },
      ],
      [
        { kind: 'count', name: 'queue.oldest' },
        { op: '<', value: 3000 },
      ],
    ]);
  });

  test('a series may be of one pool', () => {
    const { expectations: found } = compileGood(
      'pools: { a: { max: 1 }, b.c: { max: 1 } }\nexpect: [ { always: { b.c/slots.idle: 0, nodes: 0, a/queue.oldest: < 90s } } ]',
    );
    const { form } = found[0]!;
    expect(form.kind === 'metric' ? [] : form.conditions.map(({ series }) => series)).toEqual([
      { kind: 'pool-count', pool: 1, name: 'slots.idle' },
      { kind: 'count', name: 'nodes' },
      { kind: 'pool-count', pool: 0, name: 'queue.oldest' },
    ]);
    expect(form.kind === 'metric' ? [] : form.conditions.at(-1)?.comparison).toEqual({ op: '<', value: 90_000 });
  });

  test('a workspace with a slash in its name is no pool', () => {
    const { expectations: found, workspaces } = compileGood(
      'workspaces: [ infra/pods ]\nexpect: [ { always: { workspace.infra/pods.running: 0 } } ]',
    );
    const { form } = found[0]!;
    expect(form.kind === 'metric' ? [] : form.conditions.map(({ series }) => series)).toEqual([
      { kind: 'workspace-running', workspace: workspaces.indexOf('infra/pods') },
    ]);
  });

  test('a pod of a task is its number', () => {
    const [first] = expectations('{ at: 1m, that: { task.t1.pod: "2" } }');
    expect(first!.form.conditions[0]!.comparison).toEqual({ op: '=', value: 2 });
  });
});

describe('names and places', () => {
  test('an expectation without a name is called by what it says, each differently', () => {
    const names = expectations(
      '{ at: 90s, that: { pods: 2, desired: "> 1" } }\n  - { always: { pods: 2 } }\n  - { always: { pods: 2 } }\n  - { name: mine, always: { pods: 2 } }',
    ).map(({ name }) => name);
    expect(names).toEqual(['at 1m30s: pods 2, desired "> 1"', 'always: pods 2', 'always: pods 2 (2)', 'mine']);
  });

  test('an expectation knows its place in the file', () => {
    expect(expectations('{ always: { pods: 2 } }')[0]!.place).toEqual({ file: 'test.yaml', line: 4, column: 5 });
  });
});
