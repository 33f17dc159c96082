import { describe, expect, test } from 'vitest';
import { guardedPolicy } from '../../src/engine/guarded-policy.ts';
import type { AnyPolicy } from '../../src/engine/policy.ts';
import { PolicyFailed } from '../../src/engine/policy-failed.ts';
import { wishing } from '../support/pools.ts';
import { signals } from '../support/signals.ts';

/** The author's own policy, whose `decide` does whatever a test wants. */
const guarded = (decide: () => unknown): AnyPolicy =>
  guardedPolicy({ ...wishing(0).policy, name: 'own', decide: decide as AnyPolicy['decide'] });

/** What the author is told when `decide` does this at 7 s; null if it is let through. */
function told(decide: () => unknown): PolicyFailed | null {
  try {
    guarded(decide).decide(signals({ now: 7_000 }), null, {});
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyFailed);
    return error as PolicyFailed;
  }
}

const REASON = { rule: 'own-rule', text: 'because', figures: {}, limitedBy: null };
const scaleTo = (pods: unknown): unknown => ({ decision: { kind: 'scale-to', pods, reason: REASON }, memory: null });
const holdFor = (reason: unknown): unknown => ({ decision: { kind: 'hold', reason }, memory: null });

describe('a policy of the user', () => {
  test('answers as without the guard while its answers are good', () => {
    const answer = scaleTo(3);
    const policy = guarded(() => answer);
    expect(policy).toMatchObject({ name: 'own', summary: 'Always the same.', nativePeriodMs: 10_000 });
    expect(policy.decide(signals(), null, {})).toBe(answer);
  });

  test('is named with the instant at which it failed', () => {
    const failure = told(() => null);
    expect(failure).toMatchObject({ name: 'PolicyFailed', policy: 'own', at: 7_000 });
  });

  // The engine counts pods in whole numbers from 0; it could carry out no other wish.
  test.each([
    [0, null],
    [12, null],
    [-1, 'decision.pods must be a whole number of 0 or more, not -1'],
    [1.5, 'decision.pods must be a whole number of 0 or more, not 1.5'],
    [Number.NaN, 'decision.pods must be a whole number of 0 or more, not NaN'],
    [Number.POSITIVE_INFINITY, 'decision.pods must be a whole number of 0 or more, not Infinity'],
    ['3', 'decision.pods must be a whole number of 0 or more, not 3'],
    [undefined, 'decision.pods must be a whole number of 0 or more, not undefined'],
  ])('that wishes %s pods is told: %s', (pods, words) => {
    expect(told(() => scaleTo(pods))?.message ?? null).toBe(words);
  });

  test('needs no number of pods to hold', () => {
    expect(told(() => holdFor(REASON))).toBeNull();
  });

  test.each([[null], [undefined], [5], ['hold'], [{}], [{ decision: null }], [{ decision: 'hold' }], [() => 0]])(
    'that answers %j is told what to answer',
    (answer) => {
      expect(told(() => answer)?.message).toBe('decide must return { decision, memory }');
    },
  );

  test.each([
    ['up', 'decision.kind must be "scale-to" or "hold", not "up"'],
    ['', 'decision.kind must be "scale-to" or "hold", not ""'],
    [undefined, 'decision.kind must be "scale-to" or "hold", not undefined'],
  ])('that decides %j is told which kinds there are', (kind, words) => {
    expect(told(() => ({ decision: { kind, pods: 1, reason: REASON }, memory: null }))?.message).toBe(words);
  });

  test('may not be asynchronous', () => {
    expect(told(async () => scaleTo(1))?.message).toBe('decide returned a promise: it must answer at once');
  });
});

describe('a reason', () => {
  test.each([
    ['of no figures', REASON],
    ['of figures of every kind', { ...REASON, figures: { pods: 2, share: 0.5, phase: 'rush', unknown: null } }],
    ['that names a limit', { ...REASON, limitedBy: 'max' }],
  ])('%s is good', (_, reason) => {
    expect(told(() => holdFor(reason))).toBeNull();
  });

  test.each([
    ['that is missing', undefined],
    ['that is null', null],
    ['that is a text', 'because'],
    ['without a rule', { ...REASON, rule: undefined }],
    ['whose rule is a number', { ...REASON, rule: 1 }],
    ['without words', { ...REASON, text: undefined }],
    ['whose words are a number', { ...REASON, text: 1 }],
    ['whose limit is a number', { ...REASON, limitedBy: 1 }],
    ['whose limit is left out', { ...REASON, limitedBy: undefined }],
    ['without figures', { ...REASON, figures: undefined }],
    ['whose figures are null', { ...REASON, figures: null }],
    ['with a figure that is no number', { ...REASON, figures: { good: 1, bad: Number.NaN } }],
    ['with a figure without end', { ...REASON, figures: { bad: Number.POSITIVE_INFINITY, good: 1 } }],
    ['with a figure that is true', { ...REASON, figures: { bad: true } }],
    ['with a figure that is undefined', { ...REASON, figures: { good: null, bad: undefined } }],
    ['with a figure that is a list', { ...REASON, figures: { bad: [1] } }],
  ])('%s is refused', (_, reason) => {
    expect(told(() => holdFor(reason))?.message).toBe(
      'decision.reason must hold rule and text (text), figures (numbers, texts or null by name) and limitedBy',
    );
  });
});

describe('what decide throws', () => {
  const thrown = (error: unknown): string | undefined =>
    told(() => {
      throw error;
    })?.message;

  test('is told with the place in the module where it happened, the innermost one', () => {
    const error = new TypeError('no such signal');
    error.stack = 'TypeError: no such signal\n    at decide (own.ts:3:7)\n    at run (engine.ts:1:1)';
    expect(thrown(error)).toBe('decide threw TypeError: no such signal (at decide (own.ts:3:7))');
  });

  test('is told without a place where the error knows none', () => {
    const bare = new Error('bare');
    delete (bare as { stack?: string }).stack;
    expect(thrown(bare)).toBe('decide threw Error: bare');
    const placeless = new RangeError('at sea');
    placeless.stack = 'RangeError: at sea';
    expect(thrown(placeless)).toBe('decide threw RangeError: at sea');
  });

  test('is told as it is where it is no error', () => {
    expect(thrown('a word')).toBe('decide threw a word');
    expect(thrown(undefined)).toBe('decide threw undefined');
  });
});
