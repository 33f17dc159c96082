import { expect, test } from 'vitest';
import { EVERYTHING, planSuite } from '../../src/experiment/plan-suite.ts';
import { FAULTS } from '../../src/scenario/fault-catalogue.ts';
import * as messages from '../../src/scenario/messages.ts';

const TEXT = `scenario: gap
run: { duration: 1h }
pool: { max: 3 }
faults:
  - { kind: quota, at: 1m, pods: 1 }
  - { kind: watch-gap, at: 2m, for: 1m }
`;
const problemsIn = (mode: 'sim' | 'kind' | 'cluster') =>
  planSuite([{ file: 'gap.yaml', text: TEXT }], { ...EVERYTHING, mode }).problems;

test.each(['kind', 'cluster'] as const)('mode %s says where it meets a fault that it cannot produce', (mode) => {
  const { modes } = FAULTS['watch-gap'];
  expect(problemsIn(mode)).toEqual([
    {
      ...messages.faultNotInMode('watch-gap', mode, modes),
      file: 'gap.yaml',
      line: 6,
      column: 5,
      sourceLine: '  - { kind: watch-gap, at: 2m, for: 1m }',
    },
  ]);
});

test('the simulation can produce every fault', () => {
  expect(problemsIn('sim')).toEqual([]);
  expect(Object.values(FAULTS).filter(({ modes }) => !modes.includes('sim'))).toEqual([]);
});
