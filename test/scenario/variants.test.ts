import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario, type Override } from '../../src/scenario/load.ts';
import * as messages from '../../src/scenario/messages.ts';
import { formatProblem, type Sentence } from '../../src/scenario/problem.ts';
import { compileGood, expectProblem, loadGood, override, problemsOf, scenarioText } from './scenario-text.ts';

describe('variants', () => {
  const text = `
pool: { min: 1, max: 3 }
workload:
  - tasks:
      - { id: t1, at: 0s, workspace: w, type: plan, plan: 1s }
      - { id: t2, at: 1s, workspace: w, type: plan, plan: 1s }
expect: [ { name: small, always: { pods: "<= 3" } } ]
variants:
  before: { about: as it was, set: { pool.max: 9, workload.0.tasks.1.plan: 7s }, breaks: [small, busy-survives] }
  after:
  none: { set: { workload.0.tasks.1: null, pool.min: null } }`;

  test('a file without variants has one, unchanged', () => {
    expect(loadGood('').variants.map(({ name, breaks }) => [name, breaks])).toEqual([['default', []]]);
  });

  test('a variant replaces what it sets and leaves the rest', () => {
    const before = compileGood(text, { variant: 'before' });
    expect(before.pools[0]!.config).toMatchObject({ min: 1, max: 9 });
    expect(before.breaks).toEqual(['small', 'busy-survives']);
    expect([before.workload.take(), before.workload.take()].map((task) => task.needs.planMs)).toEqual([1000, 7000]);
  });

  test('an empty variant is the file as it stands', () => {
    const after = compileGood(text, { variant: 'after' });
    expect(after.pools[0]!.config).toMatchObject({ min: 1, max: 3 });
    expect(after.breaks).toEqual([]);
  });

  test('null takes a key or an item away', () => {
    const none = compileGood(text, { variant: 'none' });
    expect(none.pools[0]!.config.min).toBe(0);
    none.workload.take();
    expect(none.workload.nextAt()).toBe(Number.POSITIVE_INFINITY);
  });

  test('a name with dots that is there is one step of a path', () => {
    const dotted = `
pools: { web.eu: { max: 3 }, web: { max: 4 } }
expect: [ { name: short, metric: { wait.p95: "< 65s" } } ]
variants: { v: { set: { pools.web.eu.max: 9, pools.web.min: 2, expect.0.metric.wait.p95: "< 5s" } } }`;
    const { pools, expectations } = compileGood(dotted, { variant: 'v' });
    expect(pools.map(({ config: { name, min, max } }) => [name, min, max])).toEqual([
      ['web.eu', 0, 9],
      ['web', 2, 4],
    ]);
    expect(expectations[0]!.form).toMatchObject({ conditions: [{ comparison: { value: 5000 } }] });
  });

  test('a pool that is set beside pools is told where it is set', () =>
    expectProblem(
      'pools: { a: { max: 3 } }\nvariants: { v: { set: { ▶pool.max: 2 } } }',
      inV(messages.notBoth('pool', 'pools')),
    ));

  test('an unknown variant gets the list', () => {
    const result = compileScenario(loadGood(text), { variant: 'befor', replication: 0 });
    const sentence = messages.unknownName('variant', 'befor', ['before', 'after', 'none']);
    expect('problems' in result && result.problems.map(formatProblem)).toEqual([
      `--variant befor: ${sentence.message}\n  --variant befor\n            ^\n  → ${sentence.remedy}`,
    ]);
  });

  const own = (path: string, value: string): string => `variants:\n  v: { set: { ${path}: ${value} } }`;
  const inV = (sentence: Sentence) => ({
    ...sentence,
    message: messages.inVariant('v', sentence.message),
  });

  test('a value that a variant sets is checked like the file, at the line of the set', () => {
    expectProblem(own('pool.max', '▶none'), inV(messages.wrongType('pool.max', 'number', 'none')));
    expectProblem(own('pool.min', '▶4'), inV(messages.minAboveMax(4, 3)));
    expectProblem(own('run.duration', '▶4'), inV(messages.durationWithoutUnit('run.duration', '4')));
  });

  test('a path that the language does not have is a problem at its line', () => {
    const known = ['name', 'min', 'max', 'agent', 'pods', 'autoscaler', 'dispatch', 'freeze'];
    expectProblem(own('▶pool.mox', '4'), inV(messages.unknownKey('pool.mox', 'mox', known)));
    expectProblem(own('▶faults.0.at', '4s'), inV(messages.notList('faults')));
    expectProblem(own('▶run.duration.most', '4s'), messages.pathThroughValue('run.duration.most', 'most'));
    expectProblem(`labels: [a]\n${own('▶expect..at', '4s')}`, messages.malformedPath('expect..at'));
    expectProblem(
      `people: []\nfaults: [ { kind: slot-conflict, at: 1m } ]\n${own('▶faults.1.at', '4s')}`,
      messages.noSuchItem('faults.1.at', '1', 1),
    );
  });

  test('a variant that changes the policy says what becomes of its parameters', () => {
    const pool = (own: string) => `
pool: { max: 3, autoscaler: { with: { ${own === '' ? '▶' : ''}scaleUpAbove: 0.5 } } }
variants: { v: { set: { pool.autoscaler.policy: pending-only${own} } } }`;
    expectProblem(pool(''), inV(messages.unknownParameter('scaleUpAbove', 'pending-only', [])));
    expect(loadGood(pool(', pool.autoscaler.with: null')).variants).toHaveLength(1);
  });

  test('what the file is chosen by is the same for all variants', () => {
    for (const path of ['seed', 'labels', 'scenario', 'run.replications', 'variants.v.breaks']) {
      expectProblem(own(`▶${path}`, '4'), messages.sharedByVariants(path));
    }
  });

  test('a variant has known keys', () => {
    expectProblem(
      'variants: { v: { ▶sets: {} } }',
      messages.unknownKey('variants.v.sets', 'sets', ['about', 'set', 'breaks']),
    );
  });

  test('a mistake of the file is not told again for each variant', () => {
    expect(problemsOf(`labels: [3]\n${own('pool.max', '4')}`)).toHaveLength(1);
  });
});

describe('--set', () => {
  test('any field is changed in every variant', () => {
    const document = loadGood('variants: { a: {}, b: { set: { pool.min: 1 } } }', [override('pool.max', '7')]);
    for (const variant of document.variants) {
      const result = compileScenario(document, { variant: variant.name, replication: 0 });
      expect('scenario' in result && result.scenario.pools[0]!.config.max).toBe(7);
    }
  });

  const poolOf = (sections: string, set: readonly Override[]) => {
    const [variant] = loadGood(sections, set).variants;
    return variant!.decoded.pools[0]!.section;
  };

  test('the command line stands above what a variant sets', () => {
    expect(poolOf('variants: { a: { set: { pool.max: 15 } } }', [override('pool.max', '4')]).max).toBe(4);
  });

  test('a field of the command line stands above a section that a variant sets, and the other way round', () => {
    const section = 'variants: { a: { set: { pool: { min: 2, max: 15 } } } }';
    expect(poolOf(section, [override('pool.max', '4')])).toMatchObject({ min: 2, max: 4 });
    const field = 'variants: { a: { set: { pool.max: 15, pool.min: 2 } } }';
    expect(poolOf(field, [override('pool', '{ max: 4 }')])).toMatchObject({ min: 0, max: 4 });
    expect(poolOf(field, [override('pool.min', 'null')])).toMatchObject({ min: 0, max: 15 });
  });

  test('an item that the command line takes away is taken away once', () => {
    const text = `
workload: [ { tasks: [ { at: 0s, workspace: a, type: plan, plan: 1s } ] }, { tasks: [ { at: 0s, workspace: b, type: plan, plan: 1s } ] } ]
variants: { a: { set: { pool.max: 15 } } }`;
    const [variant] = loadGood(text, [override('workload.0', 'null')]).variants;
    expect(variant!.decoded.workload).toHaveLength(1);
  });

  test('what a variant sets stands above a fragment, and the command line above both', () => {
    const text = 'variants: { a: { set: { pool.max: 15 } } }';
    const fragment = (path: string, value: string): Override => ({ ...override(path, value), fragment: 'm.yaml' });
    const laid = [fragment('pool.max', '9'), fragment('pool.min', '2')];
    expect(poolOf(text, laid)).toMatchObject({ min: 2, max: 15 });
    // Wherever the fragment stands.
    expect(poolOf(text, [override('pool.max', '4'), ...laid])).toMatchObject({ min: 2, max: 4 });
  });

  test('what does not fit a variant is told of it; what fits no variant is told once', () => {
    const text = 'variants: { a: { set: { pool.min: 5, pool.max: 9 } } }';
    expect(problemsOf(text, [override('pool.max', '4')]).map(({ message }) => message)).toEqual([
      messages.inVariant('a', messages.minAboveMax(5, 4).message),
    ]);
    expect(problemsOf(text, [override('pool.mox', '4')])).toHaveLength(1);
    expect(problemsOf(text, [override('pool.max', '[1')])).toHaveLength(1);
    expect(problemsOf(text, [override('run.duration.x', '3')])).toHaveLength(1);
  });

  test('a variant that is not wanted cannot refuse what the others understand', () => {
    const text = scenarioText('variants: { a: {}, b: { set: { pool.min: 3 } } }');
    const set = [override('pool.max', '2')];
    const only = (variant: string) => variant === 'a';
    expect(loadScenario(text, 'a.yaml', { set }).problems).toHaveLength(1);
    expect(loadScenario(text, 'a.yaml', { set, only }).document?.variants.map(({ name }) => name)).toEqual(['a']);
  });

  test('sections that the file lacks can be set', () => {
    const document = loadGood('', [override('pool.pods.start', '{ uniform: [1s, 2s] }'), override('seed', '9')]);
    expect(document.seed).toBe('9');
  });

  test('a problem is placed on the command line', () => {
    const problems = loadScenario(scenarioText(''), 'a.yaml', {
      set: [override('pool.max', 'none'), override('pool.mox', '3'), override('run.duration.x', '3')],
    }).problems;
    const wrong = messages.wrongType('pool.max', 'number', 'none');
    expect(formatProblem(problems.find(({ message }) => message === wrong.message)!)).toBe(
      `--set pool.max=none: ${wrong.message}\n  --set pool.max=none\n                 ^\n  → ${wrong.remedy}`,
    );
    expect(problems.map(({ file, line, column }) => [file, line, column])).toEqual([
      ['--set run.duration.x=3', 0, 7],
      ['--set pool.mox=3', 0, 7],
      ['--set pool.max=none', 0, 16],
    ]);
  });

  test('a value that is no YAML is a problem, not an exception', () => {
    const [problem, ...others] = problemsOf('', [override('pool.max', '[1')]);
    expect(problem?.message).toMatch(/^this is not YAML/);
    expect(others).toEqual([]);
  });

  test('__proto__ is no path', () => {
    expect(problemsOf('', [override('__proto__.polluted', '1')]).map(({ message }) => message)).toEqual([
      messages.forbiddenKey('__proto__').message,
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('--policy', () => {
  const text = 'pool: { max: 3, autoscaler: { with: { scaleUpAbove: 0.5 } } }';

  test('another policy replaces the name and drops its parameters', () => {
    const { policy } = compileGood(text, { policy: 'pending-only' }).pools[0]!.config.autoscaler;
    expect(policy.policy).toBe(POLICIES['pending-only']);
    expect(policy.parameters).toEqual({});
  });

  test('the same policy keeps its parameters', () => {
    const { policy } = compileGood(text, { policy: 'slot-utilization' }).pools[0]!.config.autoscaler;
    expect(policy.parameters.scaleUpAbove).toBe(0.5);
  });

  test('an unknown policy gets the list', () => {
    const result = compileScenario(loadGood(text), { variant: 'default', replication: 0, policy: 'magic' });
    const sentence = messages.unknownPolicy('magic', Object.keys(POLICIES));
    expect('problems' in result && result.problems).toMatchObject([
      { ...sentence, file: '--policy magic', line: 0, column: 10 },
    ]);
  });
});
