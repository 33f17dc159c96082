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

  test('a mistake is told once and with its remedy, not again by every line that the parser misreads after it', () => {
    const told = (text: string) =>
      loadScenario(text, 'a.yaml', { set: [] }).problems.map(({ line, message, remedy }) => [line, message, remedy]);
    const after = '  autoscaler: { policy: static }\n  freeze:\n    - { from: "22:00", to: "23:00" }\nworkload: []\n';
    const cases = {
      'workspaces: [ { name: ws-{n}, of: a } ]\npool:\n': ['UNEXPECTED_TOKEN', 'Unexpected flow-map-start at node end'],
      'pool:\n\tmin: 1\n  max: 2\n': ['TAB_AS_INDENT', 'Tabs are not allowed as indentation'],
      'pool:\n  min: 1\n max: 2\n': ['BAD_INDENT', 'All mapping items must start at the same column'],
      'pool:\n  min: "1\n  max: 2\n': ['MISSING_CHAR', 'Missing closing "quote'],
    } as const;
    for (const [text, [code, detail]] of Object.entries(cases)) {
      const { message, remedy } = messages.syntax(code, detail);
      expect(told(text + after).map(([, ...words]) => words)).toEqual([[message, remedy]]);
    }
    // Two mistakes on two lines that the parser reads well are two.
    expect(told('about: @a\nrun: { duration: 1h }\nscenario: `b`\n').map(([line]) => line)).toEqual([1, 3]);
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

  test('a byte order mark is no part of the first line', () => {
    const [problem] = loadScenario('\uFEFFabuot: 3', 'a.yaml', { set: [] }).problems;
    expect(problem).toMatchObject({ line: 1, column: 1, sourceLine: 'abuot: 3' });
    expect(loadScenario('\uFEFF', 'a.yaml', { set: [] }).problems.map(({ id }) => id)).toEqual(['empty-file']);
  });

  test('a file that is no text is one problem, at the first byte that is none', () => {
    const told = (text: string) =>
      loadScenario(text, 'a.yaml', { set: [] }).problems.map(({ line, column, message }) => [line, column, message]);
    expect(told('scenario: a\nrun: \u0000\u0001[')).toEqual([[2, 6, messages.notText(0).message]]);
    expect(told('\u007fELF')).toEqual([[1, 1, messages.notText(0x7f).message]]);
    expect(told(Buffer.from([0x89, 0x50, 0xff]).toString('utf8'))).toEqual([[1, 1, messages.notText(0xfffd).message]]);
  });

  test('a text without end is refused before it is read', () => {
    const problems = loadScenario('#'.repeat(10_000_001), 'a.yaml', { set: [] }).problems;
    expect(problems.map(({ message }) => message)).toEqual([messages.textTooLong(10_000_000).message]);
  });

  test('of thousands of syntax errors fifty are shown and the rest counted', () => {
    const problems = loadScenario('- x: y: z\n'.repeat(3000), 'a.yaml', { set: [] }).problems;
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatchObject({ ...messages.moreSyntax(2950), line: 51 });
  });

  test('a file of brackets is a problem, not an overflow', () => {
    for (const text of ['[', '{a: ', '- ', '? ']) {
      const { document, problems } = loadScenario(text.repeat(50_000), 'a.yaml', { set: [] });
      expect(document).toBeNull();
      expect(problems.map(({ id }) => id)).toEqual(['too-deep']);
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

  test('a mistake inside an anchor is shown where it is written, with the place of the alias that uses it', () => {
    const problems = problemsOf('pools:\n  a: &pool { max: 3, mni: 1 }\n  b: *pool');
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 22],
      [2, 22],
    ]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'pools.a.mni is not a key of the language',
      messages.usedAt(3, 6, 'pools.b.mni is not a key of the language'),
    ]);
  });

  test('so is one that a merge brings in', () => {
    const problems = problemsOf('profiles:\n  a: &p { type: plan, plan: 3 }\n  b: { <<: *p }');
    const wrong = (path: string) => messages.durationWithoutUnit(path, '3').message;
    expect(problems.map(({ line, column, message }) => [line, column, message])).toEqual([
      [2, 29, wrong('profiles.a.plan')],
      [2, 29, messages.usedAt(3, 12, wrong('profiles.b.plan'))],
    ]);
  });

  test('what stands beside a merge was written where it stands', () => {
    expectProblem(
      'profiles:\n  a: &p { type: plan, plan: 3s }\n  b: { <<: *p, fail: ▶2 }',
      messages.tooBig('profiles.b.fail', 2, 1),
    );
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
