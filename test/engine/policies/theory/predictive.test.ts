import { describe, expect, test } from 'vitest';
import { awsPredictive, holtWinters } from '../../../../src/engine/policies/theory/predictive.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Eight tasks from nine to ten every day, none else; decisions every ten minutes up to `until`. 4 slots per pod. */
function live(answers: PolicyAnswers, until: number): void {
  for (let now = 0; now <= until; now += 10 * MINUTE) {
    const hour = (now % DAY) / HOUR;
    answers.decide({ now, tasks: { running: hour >= 9 && hour < 10 ? 8 : 0 } });
  }
}

describe('aws-predictive', () => {
  test('has the pods of an hour ready before it, once a season has passed', () => {
    const answers = new PolicyAnswers(awsPredictive, { season: 'day', lead: 5 * MINUTE });
    live(answers, DAY + 8 * HOUR);
    expect(answers.decide({ now: DAY + 9 * HOUR - 5 * MINUTE - 1 })).toEqual([0, 'reactive']);
    expect(answers.decide({ now: DAY + 9 * HOUR - 5 * MINUTE })).toEqual([2, 'forecast']);
    expect(answers.decide({ now: DAY + 10 * HOUR - 1 })).toEqual([2, 'forecast']);
    expect(answers.decide({ now: DAY + 10 * HOUR })).toEqual([0, 'reactive']);
  });

  test('only adds: more work than expected gets its pods', () => {
    const answers = new PolicyAnswers(awsPredictive, { season: 'day' });
    live(answers, DAY + 9 * HOUR);
    expect(answers.decide({ now: DAY + 9 * HOUR + 1, tasks: { running: 30 } })).toEqual([8, 'reactive']);
  });

  test('foretells nothing in its first season and after a restart', () => {
    const answers = new PolicyAnswers(awsPredictive, { season: 'day' });
    live(answers, 8 * HOUR);
    expect(answers.decide({ now: 9 * HOUR - 1 })).toEqual([0, 'reactive']);
    live(answers, DAY + 8 * HOUR);
    answers.forget();
    expect(answers.decide({ now: DAY + 9 * HOUR - 1 })).toEqual([0, 'reactive']);
  });

  test('holds while the task store does not answer', () => {
    expect(new PolicyAnswers(awsPredictive).decide({ tasks: { unblocked: null } })).toEqual(['hold', 'unavailable']);
  });
});

describe('holt-winters', () => {
  test('has the pods of an hour ready after two seasons', () => {
    const answers = new PolicyAnswers(holtWinters, { season: 'day', lead: 10 * MINUTE, sigmas: 0 });
    live(answers, 2 * DAY + 8 * HOUR);
    expect(answers.decide({ now: 2 * DAY + 9 * HOUR - 11 * MINUTE })).toEqual([0, 'reactive']);
    expect(answers.decide({ now: 2 * DAY + 9 * HOUR - 10 * MINUTE })).toEqual([2, 'forecast']);
  });

  test('foretells nothing after one', () => {
    const answers = new PolicyAnswers(holtWinters, { season: 'day' });
    live(answers, DAY + 8 * HOUR);
    expect(answers.decide({ now: DAY + 9 * HOUR - 1 })).toEqual([0, 'reactive']);
  });
});
