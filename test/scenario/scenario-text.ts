import { expect } from 'vitest';
import { type CompileChoice, compileScenario } from '../../src/scenario/compile.ts';
import type { CompiledScenario } from '../../src/scenario/compiled.ts';
import { loadScenario, type Override, type ScenarioDocument } from '../../src/scenario/load.ts';
import { formatProblem, type Problem, type Sentence } from '../../src/scenario/problem.ts';

const DEFAULTS = { scenario: 'scenario: test', run: 'run: { duration: 1h }', pool: 'pool: { max: 3 }' };

/** Marks the place in a text at which a problem is expected. */
export const MARK = '▶';

/** A scenario from some of its sections; those that every scenario needs and the text lacks are put behind it. */
export function scenarioText(sections: string): string {
  const lines = sections.replace(/^\n/, '').split('\n');
  const bare = lines.map((line) => line.replace(MARK, ''));
  const missing = Object.entries(DEFAULTS).filter(
    ([key]) => !bare.some((line) => line.startsWith(`${key}:`) || (key === 'pool' && line.startsWith('pools:'))),
  );
  return [...lines, ...missing.map(([, text]) => text)].join('\n');
}

export const override = (path: string, value: string): Override => ({ path, value, from: `--set ${path}=${value}` });

export function loadGood(sections: string, set: readonly Override[] = []): ScenarioDocument {
  const { document, problems } = loadScenario(scenarioText(sections), 'test.yaml', { set });
  expect(problems.map(formatProblem)).toEqual([]);
  return document!;
}

export function compileGood(sections: string, choice: Partial<CompileChoice> = {}): CompiledScenario {
  const document = loadGood(sections);
  const compiled = compileScenario(document, { variant: document.variants[0]!.name, replication: 0, ...choice });
  if ('problems' in compiled) throw new Error(compiled.problems.map(formatProblem).join('\n'));
  return compiled.scenario;
}

export const problemsOf = (sections: string, set: readonly Override[] = []): readonly Problem[] =>
  loadScenario(scenarioText(sections), 'test.yaml', { set }).problems;

/** The text has exactly one problem: this one, at the mark. */
export function expectProblem(marked: string, sentence: Sentence): void {
  const text = scenarioText(marked);
  const before = text.slice(0, text.indexOf(MARK)).split('\n');
  const problems = loadScenario(text.replace(MARK, ''), 'test.yaml', { set: [] }).problems;
  expect(problems.map(({ id, message, remedy, line, column }) => ({ id, message, remedy, line, column }))).toEqual([
    { ...sentence, line: before.length, column: before[before.length - 1]!.length + 1 },
  ]);
}
