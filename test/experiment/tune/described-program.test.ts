import { expect, it } from 'vitest';
import { programPolicy } from '../../../src/engine/policy-program.ts';
import { describedProgram } from '../../../src/experiment/tune/described-program.ts';
import { parseParameterRange } from '../../../src/scenario/parameter-range.ts';

const described = (
  ranges: readonly string[],
  told: Readonly<Record<string, number | boolean | string>> | null = null,
) => describedProgram(programPolicy('exec:./mine'), ranges, told);

it.each([
  ['share=0..1', { kind: 'interval', low: 0, high: 1, scale: 'linear' }],
  ['pods=1..4:1', { kind: 'listed', values: [1, 2, 3, 4], isOrdered: true }],
  ['shift=-2..0:1', { kind: 'listed', values: [-2, -1, 0], isOrdered: true }],
  ['window=0.5..60:log', { kind: 'interval', low: 0.5, high: 60, scale: 'log' }],
  ['share=0.1|0.5', { kind: 'listed', values: [0.1, 0.5], isOrdered: true }],
  ['eager=true|false', { kind: 'listed', values: [true, false], isOrdered: false }],
  ['pause=10s|1m', { kind: 'listed', values: ['10s', '1m'], isOrdered: false }],
])('a program may be searched over %s', (written, range) => {
  expect(parseParameterRange(written, '--param', described([written]))).toMatchObject(range);
});

it('refuses durations with an end on both sides, of which a program may make anything', () => {
  const written = 'pause=10s..1m';
  const range = parseParameterRange(written, '--param', described([written]));
  expect('problems' in range && range.problems[0]?.message).toMatch(/must be a number/);
});

it('knows what is searched before what is told, and no default of either', () => {
  const { parameters } = described(['pods=1..4'], { pods: 2, mood: 'calm', share: 0.5, eager: true });
  expect(parameters.map(({ name, kind, default: value }) => [name, kind, value])).toEqual([
    ['pods', 'number', ''],
    ['mood', 'choice', ''],
    ['share', 'number', ''],
    ['eager', 'boolean', ''],
  ]);
});
