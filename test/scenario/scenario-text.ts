import { expect } from 'vitest';
import { type Attachments, NO_ATTACHMENTS } from '../../src/scenario/attachment.ts';
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

export function loadGood(
  sections: string,
  set: readonly Override[] = [],
  attachments: Attachments = NO_ATTACHMENTS,
): ScenarioDocument {
  const { document, problems } = loadScenario(scenarioText(sections), 'test.yaml', { set, attachments });
  expect(problems.map(formatProblem)).toEqual([]);
  return document!;
}

export function compileGood(
  sections: string,
  choice: Partial<CompileChoice> = {},
  attachments: Attachments = NO_ATTACHMENTS,
): CompiledScenario {
  const document = loadGood(sections, [], attachments);
  const compiled = compileScenario(document, { variant: document.variants[0]!.name, replication: 0, ...choice });
  if ('problems' in compiled) throw new Error(compiled.problems.map(formatProblem).join('\n'));
  return compiled.scenario;
}

/** Files that a scenario of a test may name. */
export const attached =
  (files: Readonly<Record<string, string>>): Attachments =>
  (path) =>
    Object.hasOwn(files, path) ? { kind: 'text', text: () => files[path]! } : NO_ATTACHMENTS(path);

export const problemsOf = (sections: string, set: readonly Override[] = []): readonly Problem[] =>
  loadScenario(scenarioText(sections), 'test.yaml', { set }).problems;

/** The text has exactly one problem: this one, at the mark. */
export function expectProblem(marked: string, sentence: Sentence, attachments: Attachments = NO_ATTACHMENTS): void {
  const text = scenarioText(marked);
  const before = text.slice(0, text.indexOf(MARK)).split('\n');
  const problems = loadScenario(text.replace(MARK, ''), 'test.yaml', { set: [], attachments }).problems;
  expect(problems.map(({ id, message, remedy, line, column }) => ({ id, message, remedy, line, column }))).toEqual([
    { ...sentence, line: before.length, column: before[before.length - 1]!.length + 1 },
  ]);
}
