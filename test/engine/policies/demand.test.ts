import { expect, test } from 'vitest';
import { waitingTasks } from '../../../src/engine/policies/demand.ts';
import { signals } from '../../support/signals.ts';

test('raw demand is all that waits, runnable demand what nothing of its own workspace blocks', () => {
  const seen = signals({ tasks: { pending: 200, unblocked: 1 } });
  expect(waitingTasks(seen, 'raw')).toBe(200);
  expect(waitingTasks(seen, 'runnable')).toBe(1);
});

test('a query that failed stays a failure, each its own', () => {
  const seen = signals({ tasks: { pending: null, unblocked: 3 } });
  expect(waitingTasks(seen, 'raw')).toBeNull();
  expect(waitingTasks(seen, 'runnable')).toBe(3);
});

test('demand with waiting has the tasks behind others of their workspace, too', () => {
  expect(waitingTasks(signals({ tasks: { pending: 3, waiting: 20 } }), 'with-waiting')).toBe(23);
  expect(waitingTasks(signals({ tasks: { pending: null, waiting: 20 } }), 'with-waiting')).toBeNull();
});
