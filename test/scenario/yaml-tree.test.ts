import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import * as messages from '../../src/scenario/messages.ts';
import { fileSource } from '../../src/scenario/source.ts';
import { toPlain } from '../../src/scenario/tree.ts';
import { parseYaml } from '../../src/scenario/yaml-tree.ts';
import { compileGood, expectProblem, loadGood, problemsOf } from './scenario-text.ts';

const plain = (text: string): unknown => {
  const { root, problems } = parseYaml(text, fileSource('a.yaml', text));
  expect(problems).toEqual([]);
  return JSON.parse(JSON.stringify(toPlain(root!)));
};

describe('syntax', () => {
  test('an empty file is a problem', () => {
    const { document, problems } = loadScenario('# nothing\n', 'a.yaml', { set: [] });
    expect(document).toBeNull();
    expect(problems.map(({ message, line, column }) => [message, line, column])).toEqual([
      [messages.emptyFile().message, 1, 1],
    ]);
  });

  test('a list is no scenario', () => {
    const { problems } = loadScenario('[1]', 'a.yaml', { set: [] });
    expect(problems[0]?.message).toBe(messages.notDocument().message);
  });

  test('every syntax error is reported with its place, and nothing else is', () => {
    const problems = problemsOf('about: "unclosed\nlabels: [a, b\nmax: }');
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.message).toMatch(/^this is not YAML: /);
      expect(problem.line).toBeGreaterThan(0);
    }
  });

  test('a key that is written twice is reported beside the mistakes of the sections', () => {
    const problems = problemsOf('about: a\nlabels: [3]\nabout: b');
    expect(problems.map(({ line, column, message }) => [line, column, message])).toEqual([
      [2, 10, messages.wrongType('labels.0', 'string', 3).message],
      [3, 1, messages.duplicateKey('about').message],
    ]);
  });

  test('a file holds one document', () => {
    const { document, problems } = loadScenario('scenario: a\n---\nscenario: b\n', 'a.yaml', { set: [] });
    expect(document).toBeNull();
    expect(problems.map(({ message, line, column }) => [message, line, column])).toEqual([
      [messages.severalDocuments().message, 2, 1],
    ]);
  });

  test('a file of brackets is a problem, not an overflow', () => {
    for (const text of ['[', '{a: ', '- ', '? ']) {
      expect(loadScenario(text.repeat(50_000), 'a.yaml', { set: [] }).document).toBeNull();
    }
  });

  test('a key is a word', () => expectProblem('▶[a]: 3', messages.keyNotText()));
  test('a value is not nested without end', () => {
    const text = `about: ${'['.repeat(200)}${']'.repeat(200)}`;
    expect(problemsOf(text).map((problem) => problem.message)).toEqual([messages.tooDeep(64).message]);
  });
  test('a line feed after a carriage return is no part of the line', () => {
    const { problems } = loadScenario('scenario: a\r\nabuot: 3\r\nrun: { duration: 1h }\r\npool: { max: 1 }', 'a', {
      set: [],
    });
    expect(problems.map(({ line, sourceLine }) => [line, sourceLine])).toEqual([[2, 'abuot: 3']]);
  });
});

describe('aliases and merges', () => {
  test('an alias stands for its anchor', () => {
    expect(plain('a: &x { b: 1 }\nc: *x\nd: [*x, 2]')).toEqual({ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }, 2] });
  });

  test('a merge gives way to what is written', () => {
    expect(plain('a: &x { b: 1, c: 1 }\nd: { <<: *x, c: 2 }\ne: { c: 3, <<: [*x, { f: 4, b: 9 }] }')).toEqual({
      a: { b: 1, c: 1 },
      d: { b: 1, c: 2 },
      e: { b: 1, c: 3, f: 4 },
    });
  });

  test('anchors may be reused by a whole scenario', () => {
    const scenario = compileGood(`
pools:
  a: &pool { max: 3, agent: { slots: 2 } }
  b: { <<: *pool, max: 5 }`);
    expect(scenario.pools.map(({ config }) => [config.name, config.max, config.agent.slots])).toEqual([
      ['a', 3, 2],
      ['b', 5, 2],
    ]);
  });

  test('a wrong alias is reported where it is used', () => {
    expectProblem('about: &x many\npool: { max: ▶*x }', messages.wrongType('pool.max', 'number', 'many'));
  });

  test('a mistake inside an anchor is reported once, where it is written', () => {
    const problems = problemsOf('pools:\n  a: &pool { max: 3, mni: 1 }\n  b: *pool');
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 22],
      [2, 22],
    ]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'pools.a.mni is not a key of the language',
      'pools.b.mni is not a key of the language',
    ]);
  });

  test('an alias has an anchor', () => expectProblem('about: ▶*x', messages.unknownAlias('x')));
  test('an alias does not contain itself', () => expectProblem('labels: &x [▶*x]', messages.circularAlias('x')));
  test('only maps are merged', () =>
    expectProblem('labels: &x [▶a]\npool: { <<: *x, max: 3 }', messages.mergeNotMap()));

  test('aliases of aliases do not fill the memory', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `  l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const text = `profiles:\n  l0: &l0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n${levels.join('\n')}`;
    expect(problemsOf(text).map((problem) => problem.message)).toEqual([messages.tooManyAliases(100_000).message]);
  });
});

describe('names that JavaScript knows', () => {
  test('__proto__ is refused and reaches no prototype', () => {
    expectProblem('profiles: { ▶__proto__: { polluted: 1 } }', messages.forbiddenKey('__proto__'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('constructor and toString are names like any other', () => {
    const scenario = compileGood(`
profiles: { constructor: { type: plan, plan: 5s } }
workload:
  - { arrivals: { every: 1m }, profile: constructor, workspaces: [toString] }
  - tasks: [ { id: valueOf, at: 0s, workspace: constructor, type: plan, plan: 1s } ]
expect: [ { at: 1m, that: { task.valueOf.status: success, workspace.toString.running: 1 } } ]`);
    expect(scenario.workspaces).toEqual(['toString', 'constructor']);
    expect([...scenario.taskNames]).toEqual([[0, 'valueOf']]);
  });

  test('constructor is neither a profile nor a policy nor a variant that exists', () => {
    const name = 'constructor';
    expectProblem(
      `profiles: { p: { type: plan, plan: 5s } }\nworkload: [ { arrivals: { every: 1m }, ▶profile: ${name} } ]`,
      messages.unknownName('profile', name, ['p']),
    );
    expect(problemsOf(`pool: { max: 1, autoscaler: { policy: ${name} } }`)).toHaveLength(1);
    expect(problemsOf(`pool: { max: 1, pods: { start: { ${name}: 3s } } }`)).toHaveLength(1);
    expect(problemsOf('pool: { max: 1, autoscaler: { with: { toString: 3 } } }')).toHaveLength(1);
    expect(loadGood(`variants: { ${name}: {} }`).variants.map((variant) => variant.name)).toEqual([name]);
  });
});
