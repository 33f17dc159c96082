import { describe, expect, test } from 'vitest';
import { pendingOnly } from '../../../src/engine/policies/pending-only.ts';
import { pendingPlusRunning } from '../../../src/engine/policies/pending-plus-running.ts';
import type { Decision } from '../../../src/engine/policy.ts';
import { type SignalChanges, signals } from '../../support/signals.ts';

const wish = (decision: Decision): number | 'hold' => (decision.kind === 'hold' ? 'hold' : decision.pods);

describe('pending-only', () => {
  const decide = (changes: SignalChanges): Decision => pendingOnly.decide(signals(changes), null, {}).decision;

  test('wants a pod per pending task and forgets running ones', () => {
    expect(wish(decide({ tasks: { pending: 3, running: 5 } }))).toBe(3);
    expect(wish(decide({ tasks: { pending: 0, running: 5 }, pods: { count: 5 } }))).toBe(0);
  });

  test('stays between min and max', () => {
    expect(decide({ min: 2, tasks: { pending: 1 } })).toMatchObject({ pods: 2, reason: { limitedBy: 'min' } });
    expect(decide({ max: 4, tasks: { pending: 9 } })).toMatchObject({ pods: 4, reason: { limitedBy: 'max' } });
  });

  test('lets max win where min is greater', () => {
    expect(decide({ min: 5, max: 3, tasks: { pending: 0 } })).toMatchObject({ pods: 3, reason: { limitedBy: 'max' } });
  });

  test('holds when the store does not answer', () => {
    expect(decide({ tasks: { pending: null }, pods: { count: 4 } }).kind).toBe('hold');
  });

  test('gives the count of the log line as its reason', () => {
    expect(decide({ tasks: { pending: 2 } }).reason.figures).toMatchObject({ activeTasks: 2, pending: 2 });
  });
});

describe('pending-plus-running', () => {
  const decide = (changes: SignalChanges): Decision => pendingPlusRunning.decide(signals(changes), null, {}).decision;

  test('wants a pod per pending or running task, and none for waiting and apply_pending ones', () => {
    expect(wish(decide({ tasks: { pending: 1, running: 2, waiting: 4, applyPending: 3 } }))).toBe(3);
  });

  test('stays between min and max', () => {
    expect(wish(decide({ min: 2 }))).toBe(2);
    expect(wish(decide({ max: 2, tasks: { pending: 2, running: 1 } }))).toBe(2);
  });

  test('holds when the store does not answer', () => {
    expect(decide({ tasks: { pending: null, running: 2 } }).kind).toBe('hold');
  });

  test('does not promise to answer all work: a reservation holds an agent that it does not count', () => {
    // One agent, held for a person; one task that waits. 1 pending + 0 running = the pod that is there.
    expect(wish(decide({ tasks: { pending: 1, running: 0, applyPending: 1 } }))).toBe(1);
    expect(pendingPlusRunning.promises({ agent: { rule: 'single' } } as never).responsive).toBe(false);
  });
});
