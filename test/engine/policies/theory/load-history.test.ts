import { expect, test } from 'vitest';
import { measureLoad, newLoadHistory } from '../../../../src/engine/policies/theory/load-history.ts';
import { signals } from '../../../support/signals.ts';

const PARAMETERS = { window: 600_000, serviceTime: 300_000 };

test('a rate and a mean are those of the window, to the millisecond', () => {
  const history = newLoadHistory();
  const measured = (now: number, arrivals: number, slotStays: number, slotTimeMs: number) =>
    measureLoad(history, signals({ now, totals: { arrivals, slotStays, slotTimeMs } }), PARAMETERS);
  expect(measured(0, 0, 0, 0)).toEqual({ ratePerMs: 0, serviceMs: 300_000 });
  expect(measured(600_000, 60, 30, 30_000)).toEqual({ ratePerMs: 60 / 600_000, serviceMs: 1000 });
  // The ten minutes since: 30 more tasks, and ten stays of two seconds.
  expect(measured(1_200_000, 90, 40, 50_000)).toEqual({ ratePerMs: 30 / 600_000, serviceMs: 2000 });
});

test('sums are marked sixty times a window however often it is asked', () => {
  const history = newLoadHistory();
  for (let now = 0; now <= 30_000; now += 1000) measureLoad(history, signals({ now }), PARAMETERS);
  expect(history.marks.map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000]);
});
