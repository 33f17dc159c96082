import { expect, test } from 'vitest';
import { buildkiteAgentStack } from '../../../../src/engine/policies/buildkite/agent-stack.ts';
import { type Answer, PolicyAnswers } from '../../../support/policy-answers.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const ONE_TASK = { slotsPerPod: 1, max: 100 };

const once = (changes: SignalChanges, parameters = {}): Answer =>
  new PolicyAnswers(buildkiteAgentStack, parameters).decide({ ...ONE_TASK, ...changes });

test('makes a pod for each job that has none', () => {
  expect(once({ pods: { count: 3 }, tasks: { pending: 5 } })).toEqual([8, 'new-jobs']);
  expect(once({ pods: { count: 3 }, slots: { idle: 2 }, tasks: { pending: 5 } })).toEqual([6, 'new-jobs']);
});

test('a job whose pod still starts gets no second one at the next poll', () => {
  expect(once({ pods: { count: 5 }, slots: { idle: 5 }, tasks: { pending: 5 } })).toEqual([5, 'no-new-jobs']);
});

test('has no more than 25 pods unfinished, and any number with 0', () => {
  expect(once({ tasks: { pending: 40 } })).toEqual([25, 'tokens']);
  expect(once({ pods: { count: 25 }, tasks: { pending: 40 } })).toEqual([25, 'no-token']);
  expect(once({ tasks: { pending: 40 } }, { maxInFlight: 0 })).toEqual([40, 'new-jobs']);
});

test('a pod that cannot start holds its token', () => {
  expect(once({ pods: { count: 24, pending: 24 }, slots: { idle: 24 }, tasks: { pending: 40 } })).toEqual([
    25,
    'tokens',
  ]);
});

test('removes nothing, whatever is idle and whatever the limit says now', () => {
  expect(once({ pods: { count: 7 }, slots: { idle: 7 } })).toEqual([7, 'no-new-jobs']);
  expect(once({ pods: { count: 30 }, tasks: { pending: 9 } }, { maxInFlight: 10 })).toEqual([30, 'no-token']);
});

test('stays between min and max of the pool', () => {
  expect(once({ min: 2 })).toEqual([2, 'no-new-jobs']);
  expect(once({ max: 4, pods: { count: 3 }, tasks: { pending: 9 } })).toEqual([4, 'new-jobs']);
});

test('packs as many jobs into a pod as it has slots', () => {
  expect(once({ slotsPerPod: 4, tasks: { pending: 5 } })).toEqual([2, 'new-jobs']);
});

test('counts what its own workspace blocks, unless told to count the runnable', () => {
  const tasks = { pending: 20, unblocked: 1 };
  expect(once({ tasks })).toEqual([20, 'new-jobs']);
  expect(once({ tasks }, { demand: 'runnable' })).toEqual([1, 'new-jobs']);
});

test('waits for the next poll when the queue does not answer', () => {
  expect(once({ pods: { count: 3 }, tasks: { pending: null } })).toEqual(['hold', 'unavailable']);
});

test('a restart changes nothing: what is in flight is counted, not remembered', () => {
  const seen = signals({ ...ONE_TASK, pods: { count: 20 }, tasks: { pending: 9 } });
  const parameters = { maxInFlight: 25, demand: 'raw' } as const;
  const first = buildkiteAgentStack.decide(seen, buildkiteAgentStack.initialMemory(), parameters);
  expect(buildkiteAgentStack.decide(seen, first.memory, parameters).decision).toEqual(first.decision);
  expect(first.decision).toMatchObject({ kind: 'scale-to', pods: 25 });
});
