import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/engine/define-policy.ts';
import { guardedPolicy } from '../../src/engine/guarded-policy.ts';
import { hold } from '../../src/engine/policies/platform-reasons.ts';
import { PolicyFailed } from '../../src/engine/policy-failed.ts';
import * as messages from '../../src/scenario/messages.ts';
import { policyMistakes } from '../../src/scenario/policy-definition.ts';
import { policyWord } from '../../src/scenario/policy-word.ts';
import { signals } from '../support/signals.ts';
import { expectProblem, MARK } from './scenario-text.ts';

const mine = definePolicy({
  name: 'mine',
  summary: 'Mine.',
  decide: (_, memory) => ({ decision: hold({ rule: 'none', text: 'none', figures: {} }), memory }),
});
const mistakes = (changes: object) => policyMistakes('p.js', { ...mine, ...changes });
const wrong = (field: string, wanted: string, value: unknown) =>
  messages.policyFieldWrong('p.js', field, wanted, value);

describe('definePolicy', () => {
  it('fills in what may be left out', () => {
    expect(mine).toMatchObject({ parameters: [], nativePeriodMs: 10_000 });
    expect(mine.initialMemory()).toBeNull();
    expect(mistakes({})).toEqual([]);
  });
});

describe('a default export that is no policy', () => {
  const parameter = { name: 'a', kind: 'count', default: 1, summary: 'A.' };
  it.each([
    ['nothing', policyMistakes('p.js', undefined), [messages.policyNotExported('p.js')]],
    ['a function', policyMistakes('p.js', () => 3), [messages.policyNotObject('p.js', () => 3)]],
    ['no decide', mistakes({ decide: 3 }), [wrong('decide', 'a function', 3)]],
    ['a name with blanks', mistakes({ name: 'my policy' }), [wrong('name', 'a word like my-policy', 'my policy')]],
    ['the name of one of ours', mistakes({ name: 'blind-step' }), [messages.policyNameTaken('p.js', 'blind-step')]],
    ['a period of 0', mistakes({ nativePeriodMs: 0 }), [wrong('nativePeriodMs', 'a whole number of ms above 0', 0)]],
    ['parameters as a map', mistakes({ parameters: {} }), [wrong('parameters', 'a list of descriptions', {})]],
    [
      'two parameters of one name',
      mistakes({ parameters: [parameter, parameter] }),
      [wrong('parameters[1].name', 'a name that no other parameter has', 'a')],
    ],
    [
      'a default of half a task',
      mistakes({ parameters: [{ ...parameter, default: 0.5 }] }),
      [wrong('parameters[0].default', 'a whole number within its range', 0.5)],
    ],
    [
      'a choice without choices',
      mistakes({ parameters: [{ ...parameter, kind: 'choice', default: 'x' }] }),
      [
        wrong('parameters[0].choices', 'a list of words', undefined),
        wrong('parameters[0].default', 'one of its choices', 'x'),
      ],
    ],
  ])('is refused for %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('has no folder in a text that came without one', () => {
    expectProblem(
      `pool: { max: 3, autoscaler: { policy: ${MARK}./mine.js } }`,
      messages.policyWithoutFolder('./mine.js'),
    );
  });
});

describe('an answer of a policy of the user', () => {
  const reason = { rule: 'r', text: 't', figures: {}, limitedBy: null };
  const answering = (answer: unknown) => guardedPolicy({ ...mine, decide: () => answer as never });
  const failure = (answer: unknown): string => {
    try {
      answering(answer).decide(signals({ now: 7000 }), null, {});
    } catch (error) {
      if (error instanceof PolicyFailed && error.at === 7000) return error.message;
      throw error;
    }
    return 'taken';
  };

  it.each([
    [{ decision: { kind: 'scale-to', pods: 3, reason }, memory: null }, /^taken$/],
    [{ decision: { kind: 'scale-to', pods: -1, reason }, memory: null }, /whole number of 0 or more, not -1/],
    [{ decision: { kind: 'scale-to', pods: 1.5, reason }, memory: null }, /not 1\.5/],
    [{ decision: { kind: 'up', pods: 1, reason } }, /must be "scale-to" or "hold", not "up"/],
    [{ decision: { kind: 'hold', reason: { ...reason, figures: { x: Number.NaN } } } }, /decision\.reason must hold/],
    [undefined, /must return \{ decision, memory \}/],
  ])('is looked at: %j', (answer, message) => {
    expect(failure(answer)).toMatch(message);
  });
});

describe('what is written as a policy', () => {
  it.each([
    ['pending-only', { kind: 'name', name: 'pending-only' }],
    ['mine.js', { kind: 'module', path: 'mine.js' }],
    ['../lib/mine', { kind: 'module', path: '../lib/mine' }],
    ['exec:./scaler', { kind: 'program', command: ['./scaler'] }],
    ['exec: python3 "my scaler.py" --fast', { kind: 'program', command: ['python3', 'my scaler.py', '--fast'] }],
    ["exec:a '' b", { kind: 'program', command: ['a', '', 'b'] }],
    ['exec:"open', { kind: 'program', command: null }],
    ['exec:  ', { kind: 'program', command: null }],
  ])('%s is read as a shell would', (written, word) => {
    expect(policyWord(written)).toEqual(word);
  });
});
