import { expect, it } from 'vitest';
import { WriteLag } from '../../src/real/write-lag.ts';

it('measures from the answer of a write to its sight, and how long the oldest unseen one waits', () => {
  let now = 0;
  const lag = new WriteLag(() => now);
  lag.answered('a');
  now = 10;
  lag.answered('b');
  now = 30;
  lag.seen('a');
  lag.seen('never written');
  expect(lag.read()).toEqual({ maxMs: 30, meanMs: 30, unseenMs: 20 });
  now = 40;
  lag.seen('b');
  expect(lag.read()).toEqual({ maxMs: 30, meanMs: 30, unseenMs: 0 });
});
