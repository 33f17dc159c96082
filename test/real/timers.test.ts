import { expect, it } from 'vitest';
import type { Timer } from '../../src/engine/event.ts';
import { startRunClock } from '../../src/real/run-clock.ts';
import { Timers } from '../../src/real/timers.ts';
import { until } from '../support/until.ts';

/** Timers are only handed back here: any values will do. */
const [FIRST, SECOND, LATE] = [{ n: 1 }, { n: 2 }, { n: 3 }] as unknown as readonly [Timer, Timer, Timer];

it('gives what is overdue in order of its time, once: it does not go off again', async () => {
  const rung: Timer[] = [];
  const clock = startRunClock({ timeScale: 1 });
  const timers: Timers = new Timers(
    clock,
    () => rung.push(...timers.overdue(clock.now())),
    () => {},
  );
  timers.set(SECOND, 20);
  timers.set(FIRST, 10);
  timers.set(LATE, 60);
  expect(timers.overdue(9)).toEqual([]);
  expect(timers.overdue(20)).toEqual([FIRST, SECOND]);
  expect(timers.overdue(20)).toEqual([]);
  await until('the last to go off', () => rung.includes(LATE));
  expect(rung).toEqual([LATE]);
  expect(timers.overdue(1000)).toEqual([]);
  timers.close();
});

it('says that alarms are due while the first of them is among them', async () => {
  const rung: Timer[] = [];
  const clock = startRunClock({ timeScale: 1 });
  const timers: Timers = new Timers(
    clock,
    () => rung.push(...timers.overdue(clock.now())),
    () => {},
  );
  for (const timer of [FIRST, SECOND, LATE]) timers.set(timer, 20);
  await until('all to go off', () => rung.length === 3);
  expect(rung).toEqual([FIRST, SECOND, LATE]);
  timers.close();
});

it('tells what an alarm throws, instead of ending the process', async () => {
  const failures: unknown[] = [];
  const timers = new Timers(
    startRunClock({ timeScale: 1 }),
    () => {},
    (error) => failures.push(error),
  );
  timers.at(1, () => {
    throw new Error('in a test');
  });
  await until('the failure', () => failures.length > 0);
  expect(failures).toEqual([new Error('in a test')]);
});
