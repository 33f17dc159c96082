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

test('a file that does not say where it may run is left out where it cannot, as long as another is run', () => {
  const can = TEXT.replace('scenario: gap', 'scenario: plain').replace(/^.*watch-gap.*\n/m, '');
  const planned = (text: string, mode: 'sim' | 'kind') => {
    const files = [
      { file: 'gap.yaml', text },
      { file: 'plain.yaml', text: can },
    ];
    const { variants, problems, elsewhere } = planSuite(files, { ...EVERYTHING, mode });
    return { files: variants.map(({ file }) => file), lines: problems.map(({ line }) => line), elsewhere };
  };
  expect(planned(TEXT, 'sim')).toEqual({ files: ['gap.yaml', 'plain.yaml'], lines: [], elsewhere: [] });
  expect(planned(TEXT, 'kind')).toEqual({ files: ['plain.yaml'], lines: [], elsewhere: ['gap.yaml'] });
  expect(planned(`${TEXT}modes: [sim]\n`, 'kind')).toEqual({
    files: ['plain.yaml'],
    lines: [],
    elsewhere: ['gap.yaml'],
  });
  expect(planned(`${TEXT}modes: [sim, kind]\n`, 'kind')).toMatchObject({ lines: [6], elsewhere: [] });
});

test('a file of which one variant cannot be run there is left out whole', () => {
  const variants = 'variants:\n  plain: { set: { faults: [] } }\n  gapped: {}\n';
  const files = [
    { file: 'gap.yaml', text: TEXT + variants },
    { file: 'plain.yaml', text: 'scenario: plain\nrun: { duration: 1h }\npool: { max: 3 }\n' },
  ];
  const plan = planSuite(files, { ...EVERYTHING, mode: 'kind' });
  expect(plan).toMatchObject({ variants: [{ file: 'plain.yaml' }], problems: [], elsewhere: ['gap.yaml'] });
  const chosen = planSuite(files, { ...EVERYTHING, mode: 'kind', variant: 'plain' });
  expect(chosen).toMatchObject({ variants: [{ file: 'gap.yaml', variant: 'plain' }], problems: [], elsewhere: [] });
});

test('a node can be stopped where its machine is ours, and drained anywhere', () => {
  const faults = ['node-paused, for: 1m', 'node-lost', 'node-drain, for: 1m'].map(
    (fault) => `  - { kind: ${fault}, at: 1m }\n`,
  );
  const text = `scenario: nodes\nrun: { duration: 1h }\npool: { max: 3 }\ncluster: { nodes: { count: 2 } }\nfaults:\n${faults.join('')}`;
  const refused = (mode: 'kind' | 'cluster') =>
    planSuite([{ file: 'nodes.yaml', text }], { ...EVERYTHING, mode }).problems.map(({ line, message }) => ({
      line,
      message,
    }));
  expect(refused('kind')).toEqual([]);
  expect(refused('cluster')).toEqual([
    { line: 6, message: messages.faultNotInMode('node-paused', 'cluster', ['sim', 'kind']).message },
    { line: 7, message: messages.faultNotInMode('node-lost', 'cluster', ['sim', 'kind']).message },
  ]);
});

test('the simulation can produce every fault', () => {
  expect(problemsIn('sim')).toEqual([]);
  expect(Object.values(FAULTS).filter(({ modes }) => !modes.includes('sim'))).toEqual([]);
});
