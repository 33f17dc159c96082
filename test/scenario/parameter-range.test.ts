import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/engine/define-policy.ts';
import * as messages from '../../src/scenario/messages.ts';
import { type ParameterRange, parameterRangeText, parseParameterRange } from '../../src/scenario/parameter-range.ts';

const policy = definePolicy({
  name: 'example',
  summary: 'Has a parameter of every kind.',
  parameters: [
    { name: 'mark', kind: 'ratio', default: 0.5, max: 0.9, summary: 'A mark.' },
    { name: 'spare', kind: 'count', default: 1, min: 1, summary: 'Pods.' },
    { name: 'pause', kind: 'duration', default: 60_000, summary: 'A pause.' },
    { name: 'mode', kind: 'choice', default: 'calm', choices: ['calm', 'eager'], summary: 'A mode.' },
    { name: 'strict', kind: 'boolean', default: true, summary: 'A flag.' },
    { name: 'gain', kind: 'number', default: 0, summary: 'A gain.' },
  ],
  decide: (_signals, memory) => ({
    decision: { kind: 'hold', reason: { rule: 'hold', text: 'hold', figures: {}, limitedBy: null } },
    memory,
  }),
});
const parse = (written: string) => parseParameterRange(written, '--param', policy);
const read = (written: string): ParameterRange => {
  const range = parse(written);
  if ('problems' in range) throw new Error(range.problems[0]?.message);
  return range;
};
const valuesOf = (written: string) => {
  const range = read(written);
  return range.kind === 'listed' ? range.values : null;
};

describe('a range of a parameter', () => {
  it('is an interval without a step, linear or logarithmic, and durations are ms', () => {
    expect(read('mark=0.5..0.9')).toMatchObject({ kind: 'interval', low: 0.5, high: 0.9, scale: 'linear' });
    expect(read('pause=10s..10m:log')).toMatchObject({ kind: 'interval', low: 10_000, high: 600_000, scale: 'log' });
    expect(read('gain=-2..2')).toMatchObject({ low: -2, high: 2 });
  });

  it('has with a step both ends, without the dust of binary fractions', () => {
    expect(valuesOf('mark=0.1..0.4:0.1')).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(valuesOf('pause=1m..2m:30s')).toEqual([60_000, 90_000, 120_000]);
  });

  it('leaves the high end out where the steps do not meet it', () => {
    expect(valuesOf('spare=1..8:3')).toEqual([1, 4, 7]);
  });

  it('holds every whole number of a short count', () => {
    expect(valuesOf('spare=1..4')).toEqual([1, 2, 3, 4]);
    expect(read('spare=1..1000').kind).toBe('interval');
  });

  it('may list values of any kind, figures in their order, each once', () => {
    expect(valuesOf('mode=calm|eager')).toEqual(['calm', 'eager']);
    expect(valuesOf('strict=true|false')).toEqual([true, false]);
    expect(valuesOf('pause=5m|1m|60s')).toEqual([60_000, 300_000]);
  });

  it.each(['mark=0.5..0.9', 'pause=10s..10m:log', 'mode=calm|eager'])('%s is told as it was written', (written) => {
    const range = read(written);
    expect(`${range.parameter.name}=${parameterRangeText(range)}`).toBe(written);
  });

  it.each([
    [
      'marks=0.1..0.2',
      0,
      messages.unknownParameter(
        'marks',
        'example',
        policy.parameters.map(({ name }) => name),
      ),
    ],
    ['mark', 0, messages.malformedRange('mark')],
    ['mark=', 5, messages.malformedRange('mark=')],
    ['mark=0.5..1', 10, messages.tooBig('mark', 1, 0.9, false)],
    ['spare=0..3', 6, messages.tooSmall('spare', 0, 1, true, false)],
    ['mark=0.8..0.5', 5, messages.emptyRange('mark', '0.8', '0.5')],
    ['mark=0.5..0.5', 5, messages.emptyRange('mark', '0.5', '0.5')],
    ['pause=10..20s', 6, messages.durationWithoutUnit('pause', '10')],
    ['mode=calm..eager', 5, messages.rangeOfWords('mode', ['calm', 'eager'])],
    ['mode=calm|hasty', 10, messages.unknownChoice('mode', 'hasty', ['calm', 'eager'])],
    ['mark=0.5..0.9:0', 14, messages.stepNotAbove('mark', '0')],
    ['mark=0.5..0.9:0.8', 14, messages.stepBeyondRange('mark', '0.8', '0.5', '0.9')],
    ['mark=0..0.9:log', 5, messages.logFromZero('mark', '0')],
    ['mark=0..0.9:0.0001', 12, messages.rangeTooFine('mark', 9001, 1000)],
  ])('%s is refused, with the place', (written, column, { message, remedy }) => {
    const range = parse(written);
    expect('problems' in range ? range.problems : []).toMatchObject([
      { file: `--param ${written}`, line: 0, column: '--param '.length + column + 1, message, remedy },
    ]);
  });
});
