import { describe, expect, test } from 'vitest';
import { hcpAgentPool } from '../../../../src/engine/policies/hcp/hcp-agent-pool.ts';
import { PolicyAnswers, scaleTo, UNAVAILABLE } from '../../../support/policy-answers.ts';

describe('hcp-agent-pool says', () => {
  const operator = (parameters = {}) => new PolicyAnswers(hcpAgentPool, parameters);
  const three = { tasks: { unblocked: 1, pending: 1, running: 2 } };

  test('how many agents are required, and that they are there', () => {
    const figures = { required: 3, pods: 0 };
    const policy = operator();
    expect(policy.whole(three)).toEqual(scaleTo(3, 'required', '3 agents are required', { ...figures, replicas: 0 }));
    const enough = '3 agents are required, and 3 there are';
    expect(policy.whole(three)).toEqual(scaleTo(3, 'enough', enough, { ...figures, replicas: 3 }));
  });

  test('how long the cooldown lasts, in whole seconds since the last scaling', () => {
    const policy = operator();
    policy.whole(three);
    const more = { now: 100_500, tasks: { unblocked: 3, pending: 3, running: 2 } };
    // 300 s less 100 of 100.5.
    const text = '5 agents are required; the cooldown lasts 200 s more';
    expect(policy.whole(more)).toEqual(scaleTo(3, 'cooldown', text, { required: 5, replicas: 3, pods: 0 }, 'cooldown'));
  });

  test('that a bound made it another number, and nothing of one that it comes up to', () => {
    const limit = (running: number) =>
      operator().whole({ min: 2, max: 5, tasks: { unblocked: 0, running } }).reason.limitedBy;
    expect([limit(1), limit(2), limit(3), limit(5), limit(6)]).toEqual(['min', null, null, null, 'max']);
  });

  test('min where it is above max, up to what it asks for itself', () => {
    const wish = (running: number) => operator().decide({ min: 5, max: 3, tasks: { unblocked: 0, running } })[0];
    expect([wish(4), wish(5), wish(6)]).toEqual([5, 5, 3]);
  });

  test('that it cannot know while either query fails', () => {
    const unavailable = scaleTo(4, 'unavailable', UNAVAILABLE, { required: null, replicas: 4, pods: 4 });
    const asked = (tasks: { pending: number | null; unblocked: number | null }) =>
      operator({ demand: 'raw' }).whole({ pods: { count: 4 }, tasks });
    expect(asked({ pending: 2, unblocked: null })).toEqual(unavailable);
    expect(asked({ pending: null, unblocked: 2 })).toEqual(unavailable);
  });

  test('those that wait for a person beside the workspaces, where they are to count', () => {
    // No list of workspaces, 3 blocked tasks beyond the runnable ones, 2 that wait for a person.
    const parameters = { demand: 'raw', planOnly: 'by-workspace', countUnconfirmed: true };
    expect(operator(parameters).decide({ tasks: { pending: 3, unblocked: 0, applyPending: 2 } })[0]).toBe(5);
  });
});
