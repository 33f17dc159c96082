import { describe, expect, it } from 'vitest';
import { EVERYTHING, planSuite, type SuiteChoice } from '../../src/experiment/plan-suite.ts';
import { SCENARIO } from '../support/command-line.ts';

const other = SCENARIO.replace('scenario: pair', 'scenario: other').replace('labels: [small]', 'labels: [large]');
const files = [
  { file: 'one.yaml', text: SCENARIO },
  { file: 'two.yaml', text: other },
];
const titles = (choice: Partial<SuiteChoice>): readonly string[] =>
  planSuite(files, { ...EVERYTHING, ...choice }).variants.map(({ scenario, variant }) => `${scenario} > ${variant}`);

describe('a plan', () => {
  it('lists every variant of every file in order', () => {
    expect(titles({})).toEqual(['pair > plain', 'pair > impatient', 'other > plain', 'other > impatient']);
  });

  it('keeps what is chosen by variant, by label and by a part of the title', () => {
    expect(titles({ variant: 'plain' })).toEqual(['pair > plain', 'other > plain']);
    expect(titles({ label: 'large' })).toEqual(['other > plain', 'other > impatient']);
    expect(titles({ grep: 'PAIR > imp' })).toEqual(['pair > impatient']);
  });

  it('takes seed and replications of the choice before those of the file', () => {
    expect(planSuite(files, { ...EVERYTHING, seed: '7', replications: 3 }).variants[0]).toMatchObject({
      seed: '7',
      replications: { min: 3, max: 3, goal: null },
    });
    expect(planSuite(files, EVERYTHING).variants[0]).toMatchObject({
      seed: '1',
      replications: { min: 1, max: 1, goal: null },
    });
  });

  it('holds an override against the chosen files only', () => {
    const set = [{ path: 'expect.2.at', value: '1s', from: '--set expect.2.at=1s' }];
    const third = other.replace('variants:', '  - { name: third, at: 2s, that: { pods: 0 } }\nvariants:');
    const both = [files[0]!, { file: 'two.yaml', text: third }];
    expect(planSuite(both, { ...EVERYTHING, set, grep: 'other' }).problems).toEqual([]);
    expect(planSuite(both, { ...EVERYTHING, set }).problems).not.toEqual([]);
  });

  it('tells two files of one scenario name', () => {
    const { problems } = planSuite([files[0]!, { file: 'copy.yaml', text: SCENARIO }], EVERYTHING);
    expect(problems).toMatchObject([{ file: 'copy.yaml', line: 1, column: 1, sourceLine: 'scenario: pair' }]);
  });

  it('tells a mistake of the common part once, although every variant has it', () => {
    const { problems } = planSuite([{ file: 'one.yaml', text: SCENARIO.replace('max: 4', 'max: four') }], EVERYTHING);
    expect(problems.filter(({ line }) => line === 7)).toHaveLength(1);
  });

  it('leaves out, and names, what is not for the simulation', () => {
    const { variants, elsewhere } = planSuite([{ file: 'one.yaml', text: `${SCENARIO}modes: [kind]\n` }], EVERYTHING);
    expect(variants).toEqual([]);
    expect(elsewhere).toEqual(['one.yaml']);
  });
});
