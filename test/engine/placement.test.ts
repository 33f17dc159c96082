import { expect, test } from 'vitest';
import type { Placement } from '../../src/engine/pool-config.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';

/** Two pods with four slots each: the older one is empty, the younger one has a task. */
function uneven(placement: Placement): EngineByHand {
  const engine = engineWith(2, { max: 2, dispatch: { placement } });
  engine.disconnect(500, 0);
  engine.submit(1_000, 0);
  engine.accept(1_000, 0);
  engine.connect(2_000, 0);
  return engine;
}

test.each([
  ['first-fit', '0/0'],
  ['lowest-index', '0/0'],
  ['least-loaded', '0/0'],
  ['most-loaded', '1/1'],
] as const)('with %s the next task goes to %s', (placement, place) => {
  const engine = uneven(placement);
  engine.submit(3_000, 1);
  expect(engine.place(1)).toBe(place);
});

test('least-loaded goes to the emptier pod though it is the younger', () => {
  const engine = engineWith(2, { max: 2, dispatch: { placement: 'least-loaded' } });
  engine.submit(1_000, 0);
  engine.submit(1_000, 1);
  engine.submit(1_000, 2);
  expect([0, 1, 2].map((task) => engine.place(task))).toEqual(['0/0', '1/0', '0/1']);
});

test('an old pod that never registered is ready when its grace is over and its agent is heard, though it was looked at before', () => {
  // Readiness `registered`: until 300 s only by its registration, from then on by its heartbeat.
  const engine = engineWith(1, { max: 1, dispatch: { readiness: 'registered' } });
  engine.submit(1_000, 0);
  engine.until(299_999);
  expect(engine.place(0)).toBe('nowhere');
  engine.until(300_000);
  expect(engine.asked('task.send')).toMatchObject([{ at: 300_000, task: 0, pod: 0 }]);
});
