import { describe, expect, it } from 'vitest';
import { worthWorkers } from '../../src/cli/worth-workers.ts';

/** What is answered before the first run and after each, of runs that take so long and with so many left. */
function answers(runs: readonly number[], count: number): readonly boolean[] {
  let at = 0;
  const isWorth = worthWorkers(() => at);
  return [
    isWorth(count),
    ...runs.map((ms, place) => {
      at += ms;
      return isWorth(count - place - 1);
    }),
  ];
}

describe('worker threads', () => {
  it('are worth it as soon as the others will take more than seven seconds, as far as the first can tell', () => {
    expect(answers([100, 100], 100)).toEqual([false, false, true]);
    expect(answers([100, 100, 100], 70)).toEqual([false, false, false, false]);
  });

  it('are not promised by a first run that was slow because it was the first', () => {
    expect(answers([600, 50, 50], 60)).toEqual([false, false, false, false]);
  });

  it('are started after one run that was long by itself, from four seconds on', () => {
    expect(answers([1500], 4)).toEqual([false, true]);
    expect(answers([30_000], 4)).toEqual([false, true]);
    expect(answers([1500], 3)).toEqual([false, false]);
  });

  it('are started later when runs turn out to be longer', () => {
    expect(answers([50, 50, 400, 400], 22)).toEqual([false, false, false, false, true]);
  });
});
