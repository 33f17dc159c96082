import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatProblem } from '../../src/scenario/problem.ts';
import { EVERY_SECTION } from './every-section.ts';
import { override } from './scenario-text.ts';

/** Loads, and runs through the workload of every variant; whatever an author writes, the answer is a document or problems. */
function survive(text: string, set: readonly [path: string, value: string][] = []): void {
  const overrides = set.map(([path, value]) => override(path, value));
  const { document, problems } = loadScenario(text, 'a.yaml', { set: overrides });
  expect(document === null).toBe(problems.length > 0);
  for (const problem of problems) expect(formatProblem(problem)).toContain(problem.message);
  for (const variant of document?.variants ?? []) {
    const result = compileScenario(document!, { variant: variant.name, replication: 0 });
    if (!('scenario' in result)) throw new Error('a sound document did not compile');
    for (let n = 0; n < 20 && result.scenario.workload.nextAt() < Number.POSITIVE_INFINITY; n++) {
      result.scenario.workload.take();
    }
  }
}

const SEED = { seed: 20260105, numRuns: 150 };

test('the whole text is sound', () => {
  survive(EVERY_SECTION);
  expect(loadScenario(EVERY_SECTION, 'a.yaml', { set: [] }).problems.map(formatProblem)).toEqual([]);
});

test('a text with a part replaced by anything is a document or problems', () => {
  const junk = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '~',
      '[]',
      '{}',
      '-1',
      '1e999',
      '.nan',
      '.inf',
      '0',
      'true',
      '""',
      '*start',
      '<<',
      '3s',
      '&start',
      '!!binary x',
      '? ',
      '- ',
    ),
  );
  const position = fc.nat({ max: EVERY_SECTION.length });
  fc.assert(
    fc.property(position, fc.nat({ max: 30 }), junk, (start, length, inserted) => {
      survive(EVERY_SECTION.slice(0, start) + inserted + EVERY_SECTION.slice(start + length));
    }),
    SEED,
  );
});

test('a text whose words are swapped is a document or problems', () => {
  const words = EVERY_SECTION.match(/[\w.-]+/g)!;
  const index = fc.nat({ max: words.length - 1 });
  fc.assert(
    fc.property(index, index, (a, b) => {
      let n = 0;
      survive(EVERY_SECTION.replace(/[\w.-]+/g, (word) => (n++ === a ? words[b]! : word)));
    }),
    SEED,
  );
});

test('any --set is a document or problems', () => {
  const step = fc.constantFrom(
    'pool',
    'max',
    'faults',
    '0',
    'at',
    'expect',
    'variants',
    'before',
    'set',
    'profiles',
    'change',
    'x',
    '',
    'workload',
    'tasks',
    'run',
  );
  const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('.'));
  const value = fc.constantFrom('~', '3', '3s', '[1]', '{ a: 1 }', 'x', '', '{', '*a', '"', '{ constant: 3s }');
  fc.assert(
    fc.property(fc.array(fc.tuple(path, value), { maxLength: 3 }), (set) => survive(EVERY_SECTION, set)),
    SEED,
  );
});
