import { describe, expect, test } from 'vitest';
import { backlogGrowth } from '../../../../src/engine/policies/theory/backlog-growth.ts';
import { delayedOff } from '../../../../src/engine/policies/theory/delayed-off.ts';
import { serversFor } from '../../../../src/engine/policies/theory/erlang.ts';
import { erlangC } from '../../../../src/engine/policies/theory/erlang-c.ts';
import { awsPredictive } from '../../../../src/engine/policies/theory/predictive.ts';
import { squareRoot } from '../../../../src/engine/policies/theory/square-root.ts';
import { staticPods } from '../../../../src/engine/policies/theory/static.ts';
import type { AnyPolicy } from '../../../../src/engine/policy.ts';
import { podViews } from '../../../support/pod-views.ts';
import { held, PolicyAnswers, scaleTo, UNAVAILABLE } from '../../../support/policy-answers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Ten tasks in ten minutes, each five minutes in a slot: 60 an hour and five erlangs. */
const FIVE_ERLANGS = { now: 10 * MINUTE, totals: { arrivals: 10, slotStays: 10, slotTimeMs: 50 * MINUTE } };
const about = (value: number): number => expect.closeTo(value, 9) as number;

describe.each<AnyPolicy>([backlogGrowth, awsPredictive, squareRoot])('$name', (policy) => {
  test('says that the task store did not answer', () => {
    expect(new PolicyAnswers(policy).whole({ pods: { count: 3 }, tasks: { unblocked: null } })).toEqual(
      held('unavailable', UNAVAILABLE, { pods: 3 }),
    );
  });
});

describe('erlang-c', () => {
  /** Of five erlangs 8.05 % wait at nine servers and 3.61 % at ten; longer than a tenth of the service e^−0.1 of those, for each server to spare. */
  const staffed = (max: number) => {
    const answers = new PolicyAnswers(erlangC);
    answers.decide({ max });
    return answers.whole({ ...FIVE_ERLANGS, max });
  };
  const figures = { load: about(5), ratePerHour: about(60), serviceMs: 5 * MINUTE, pods: 0 };

  test('says how many slots the erlangs need: 0.0805 · e^−0.4 = 0.054 at nine are too many', () => {
    const text = '5.00 erlangs need 10 slots for the target';
    expect(staffed(10)).toEqual(scaleTo(3, 'staffed', text, { ...figures, slots: 10 }));
  });

  test('asks for no more slots than the pool may have', () => {
    const text = '5.00 erlangs need 8 slots for the target';
    expect(staffed(2)).toEqual(scaleTo(2, 'staffed', text, { ...figures, slots: 8 }));
  });

  test('never staffs as many servers as erlangs: such a queue grows without end', () => {
    expect(serversFor({ load: 1, serviceMs: 1000, waitMs: 0, chance: 1 }, 10)).toBe(2);
  });
});

describe('square-root', () => {
  test('says what is expected, and how many slots with the safety', () => {
    const answers = new PolicyAnswers(squareRoot, { lead: 0 });
    answers.decide({});
    // 4 and their root: 6 slots, in pods of four.
    const figures = { demand: 4, load: 4, slots: 6, ratePerHour: about(60), serviceMs: 5 * MINUTE, pods: 1 };
    expect(answers.whole({ ...FIVE_ERLANGS, pods: { count: 1 }, tasks: { unblocked: 3, running: 1 } })).toEqual(
      scaleTo(2, 'staffed', '4 tasks now, 4.00 expected: 6 slots', figures),
    );
  });
});

describe('backlog-growth', () => {
  test('says how much more will wait: two in ten seconds are twelve in a minute', () => {
    const answers = new PolicyAnswers(backlogGrowth, { lead: MINUTE });
    answers.decide({ now: 0 });
    const figures = { demand: 5, waiting: 2, growth: about(12), pods: 1 };
    const text = '5 tasks, and 12.0 more in 60 s at this growth';
    expect(answers.whole({ now: 10_000, pods: { count: 1 }, tasks: { unblocked: 2, running: 3 } })).toEqual(
      scaleTo(5, 'growing', text, figures),
    );
  });

  test('still counts what is exactly as old as its window', () => {
    const answers = new PolicyAnswers(backlogGrowth, { window: MINUTE, lead: MINUTE });
    answers.decide({ now: 0 });
    const after = answers.whole({ now: MINUTE, slotsPerPod: 1, max: 100, tasks: { unblocked: 5 } });
    expect(after).toMatchObject({ pods: 10, reason: { rule: 'growing' } });
  });
});

describe('delayed-off', () => {
  const answers = new PolicyAnswers(delayedOff);

  test('says that the task store did not answer, what all slots are taken by, or who is idle', () => {
    const figures = { pods: 2, offAfterMs: 120_000 };
    expect(answers.whole({ pods: { count: 2 }, tasks: { unblocked: null } })).toEqual(
      held('unavailable', UNAVAILABLE, { ...figures, demand: null }),
    );
    expect(answers.whole({ pods: { count: 2 }, tasks: { unblocked: 9 } })).toEqual(
      scaleTo(3, 'all-busy', '9 tasks and 8 slots', { ...figures, demand: 9 }),
    );
    const idle = { pods: { count: 2 }, tasks: { running: 1 }, listPods: podViews('busy', 120_000) };
    expect(answers.whole(idle)).toEqual(
      scaleTo(1, 'idle-over', '1 of 2 pods have been idle for 120 s', { ...figures, demand: 1, over: 1 }),
    );
  });

  test('takes no pod at work for an idle one, not even where idle pods go at once', () => {
    const busy = { pods: { count: 2 }, tasks: { running: 1 }, listPods: podViews('busy', 0) };
    expect(new PolicyAnswers(delayedOff, { offAfter: 0 }).decide(busy)).toEqual([1, 'idle-over']);
  });
});

describe('aws-predictive', () => {
  test('says what is there and what the hour needed before, once it knows', () => {
    const answers = new PolicyAnswers(awsPredictive, { season: 'day' });
    const at = (now: number, running: number) =>
      answers.whole({ now, pods: { count: 1 }, tasks: { running, unblocked: 0 } });
    const unknown = '3 tasks now, too little is known of what is to come';
    expect(at(0, 3)).toEqual(scaleTo(1, 'reactive', unknown, { demand: 3, expected: null, floor: 0, pods: 1 }));
    at(9 * HOUR, 8);
    at(10 * HOUR, 0);
    const ahead = '0 tasks now, up to 8.0 expected: 2 pods';
    const figures = { demand: 0, expected: 8, floor: 2, pods: 1 };
    expect(at(33 * HOUR, 0)).toEqual(scaleTo(2, 'forecast', ahead, figures));
    expect(at(33 * HOUR + 1, 9)).toEqual(scaleTo(3, 'reactive', '9 tasks now', { ...figures, demand: 9 }));
  });
});

test('static says how many there always are', () => {
  const figures = { pods: 9 };
  const decision = new PolicyAnswers(staticPods, { pods: 4 }).whole({ pods: { count: 9 } });
  expect(decision).toEqual(scaleTo(4, 'static', 'always 4 pods', figures));
});
