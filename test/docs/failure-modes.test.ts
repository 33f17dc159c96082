import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { MODIFIERS } from '../../src/engine/modifiers/registry.ts';
import { POLICIES } from '../../src/engine/policies/registry.ts';

const page = readFileSync('docs/policies/failure-modes.md', 'utf8');
const [byPolicy = '', bySituation = ''] = page.split('## The same by situation');

/** The rows of its tables, without their heads. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/^\| (.+) \|$/gm)]
    .map((match) => (match[1] ?? '').split(' | '))
    .filter((cells) => !/^(policy|situation|---)/.test(cells[0] ?? ''));

const modes = rowsOf(byPolicy).map(([policies = '', mode = '', , shown = '']) => ({ policies, mode, shown }));
const filesIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/\]\(\.\.\/\.\.\/(.+?)\)/g)].map((match) => match[1] ?? '');
const shownModes = modes.flatMap(({ policies, shown }) => filesIn(shown).map((file) => ({ policies, file })));

/** Of the platform itself: what they do badly is in `scenarios/reports` and `scenarios/regressions`. */
const PLATFORM = [
  'pending-only',
  'pending-plus-running',
  'blind-step',
  'capacity-aware',
  'slot-utilization-unfixed',
  'slot-utilization',
];

describe('the table of documented failure modes', () => {
  test('has every scenario of scenarios/policies, and no other', () => {
    const files = shownModes.map(({ file }) => file).sort();
    expect(files).toEqual(globSync('scenarios/policies/*.yaml').sort());
  });

  test('has a scenario for every policy that was not made here for one report', () => {
    const shown = shownModes.flatMap(({ policies }) =>
      [...policies.matchAll(/`(.+?)`/g)].map((match) => match[1] ?? ''),
    );
    expect(Object.keys(POLICIES).filter((name) => !shown.includes(name))).toEqual(PLATFORM);
  });

  test('has none that its own page does not tell of', () => {
    const pages = globSync('docs/policies/*.md', { ignore: '**/failure-modes.md' });
    const told = pages.map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(shownModes.filter(({ file }) => !told.includes(file)).map(({ file }) => file)).toEqual([]);
  });

  test('names only policies and modifiers that there are', () => {
    const named = modes.flatMap(({ policies }) => [...policies.matchAll(/`(.+?)`/g)].map((match) => match[1] ?? ''));
    expect(named.filter((name) => !(name in POLICIES) && !(name in MODIFIERS))).toEqual([]);
  });

  test('says why where no scenario shows it', () => {
    const situations = rowsOf(bySituation).map(([mode = '', shown = '']) => ({ mode, shown }));
    const silent = [...modes, ...situations].filter(
      ({ shown }) => filesIn(shown).length === 0 && !/^no: .{20}/.test(shown),
    );
    expect(silent.map(({ mode }) => mode)).toEqual([]);
  });

  test.each(shownModes)('$file runs $policies, and has a variant that breaks something', ({ policies, file }) => {
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of policies.matchAll(/`(.+?)`/g)) expect(text).toContain(name);
    expect(text).toMatch(/breaks: *\[?\S/);
  });
});
