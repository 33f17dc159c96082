import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TokenBucket } from '../../src/real/token-bucket.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** How many of `calls` are through after each of these wall ms. */
async function through(bucket: TokenBucket, calls: number, instants: readonly number[]): Promise<readonly number[]> {
  let count = 0;
  for (let n = 0; n < calls; n += 1) void bucket.take().then(() => (count += 1));
  const counts: number[] = [];
  let now = 0;
  for (const at of instants) {
    await vi.advanceTimersByTimeAsync(at - now);
    now = at;
    counts.push(count);
  }
  return counts;
}

it('lets a burst through at once, the rest at its rate', async () => {
  const bucket = new TokenBucket({ perSecond: 20, burst: 40 });
  // 40 at once, then one every 50 ms.
  expect(await through(bucket, 60, [0, 49, 51, 501, 1001])).toEqual([40, 40, 41, 50, 60]);
});

it('saves up no more than its burst', async () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 2 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await through(bucket, 5, [0, 101, 201])).toEqual([2, 3, 4]);
});

it('lets nobody through while it is held', async () => {
  const bucket = new TokenBucket({ perSecond: 100, burst: 10 });
  bucket.hold(1000);
  expect(await through(bucket, 3, [999, 1001])).toEqual([0, 3]);
});

it('lets everybody go when it is closed', async () => {
  const bucket = new TokenBucket({ perSecond: 0.001, burst: 1 });
  const calls = [bucket.take(), bucket.take(), bucket.take()];
  expect(bucket.waiting).toBe(2);
  bucket.close();
  await Promise.all(calls);
  expect(bucket.waiting).toBe(0);
});
