import { describe, expect, test } from 'vitest';
import { rangeText, reactionText } from '../../src/scenario/policy-text.ts';

describe('a range', () => {
  test.each([
    [{ kind: 'ratio', min: 0.001, max: 0.5 }, 'from 0.001 to 0.5'],
    [{ kind: 'ratio', min: 0.01 }, 'from 0.01 to 1'],
    [{ kind: 'count', max: 100_000 }, 'from 0 to 100000'],
    [{ kind: 'duration', min: 1_000, max: 5_400_000 }, 'from 1s to 1h30m'],
    [{ kind: 'number', min: -1 }, 'from -1'],
    [{ kind: 'number', max: 10 }, 'to 10'],
  ] as const)('of %j is told', (parameter, text) => {
    expect(rangeText(parameter)).toBe(text);
  });

  test.each([
    { kind: 'ratio', min: 0, max: 1 },
    { kind: 'count', min: 0 },
    { kind: 'duration' },
    { kind: 'number' },
    { kind: 'choice' },
  ] as const)('of %j says no more than its kind', (parameter) => {
    expect(rangeText(parameter)).toBeNull();
  });
});

test('a policy that also listens says how soon it decides', () => {
  expect(reactionText({})).toBeNull();
  expect(reactionText({ reactsWithinMs: 0 })).toBe('at once when a task arrives, begins or ends');
  expect(reactionText({ reactsWithinMs: 1_000 })).toBe('within 1s after a task arrives, begins or ends');
});
