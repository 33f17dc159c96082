import { expect, test } from 'vitest';
import { BucketWindow } from '../../../../src/engine/policies/knative/bucket-window.ts';

/** A window of so many seconds with these samples, by second. */
function windowOf(seconds: number, samples: Readonly<Record<number, number>>): BucketWindow {
  const made = new BucketWindow(seconds);
  for (const [second, value] of Object.entries(samples)) made.record(Number(second), value);
  return made;
}

test('a history younger than the window is divided by its age', () => {
  expect(windowOf(60, { 10: 6 }).mean(10)).toBe(6);
  expect(windowOf(60, { 10: 6, 11: 2 }).mean(11)).toBe(4);
});

test('a full window is divided by its length, and old samples leave it', () => {
  // Seconds 2 to 4 of 3: (5 + 7 + 9) / 3.
  expect(windowOf(3, { 0: 100, 1: 100, 2: 5, 3: 7, 4: 9 }).mean(4)).toBe(7);
});

test('a gap inside the window counts as 0', () => {
  // 8 + 0 + 0 + 4 over 4 seconds.
  expect(windowOf(10, { 20: 8, 23: 4 }).mean(23)).toBe(3);
});

test('seconds without a sample at the end shrink the divisor', () => {
  // Window of 4 at second 5: second 2 is out of it, 3 and 4 are in it, 5 is not known: (6 + 8) / 3 valid buckets, 2 of them left
  // of a history of 3 and a window of 4 − 1.
  expect(windowOf(4, { 2: 4, 3: 6, 4: 8 }).mean(4)).toBe(6);
  // All three are still in the window of seconds 2 to 5.
  expect(windowOf(4, { 2: 4, 3: 6, 4: 8 }).mean(5)).toBe(6);
  // Seconds 3 to 6: 6 + 8 by min(3, 4 − 2).
  expect(windowOf(4, { 2: 4, 3: 6, 4: 8 }).mean(6)).toBe(7);
});

test('after a window without a sample the mean is 0 and the history begins anew', () => {
  const made = windowOf(4, { 0: 9, 1: 9 });
  expect(made.mean(5)).toBe(0);
  expect([made.isEmpty(5), made.isEmpty(6)]).toEqual([false, true]);
  made.record(9, 5);
  expect(made.mean(9)).toBe(5);
});

test('a later sample of the same second replaces the earlier', () => {
  const made = windowOf(4, { 1: 2 });
  made.record(1, 6);
  expect(made.mean(1)).toBe(6);
});

test('nothing is known before the first sample', () => {
  const made = new BucketWindow(4);
  expect([made.isEmpty(0), made.mean(0)]).toEqual([true, 0]);
});

test('means are rounded to six decimals', () => {
  expect(windowOf(3, { 0: 1, 1: 0, 2: 0 }).mean(2)).toBe(0.333333);
});

test('a sample of an earlier second than the last is dropped', () => {
  const window = new BucketWindow(6);
  window.record(5, 4);
  window.record(3, 9);
  expect(window.mean(5)).toBe(4);
});

test('seconds of a gap count as 0, whatever stood in their buckets a window ago', () => {
  const window = new BucketWindow(6);
  for (let second = 0; second < 6; second += 1) window.record(second, 6);
  window.record(8, 6);
  // Of seconds 3 to 8 two have nothing.
  expect(window.mean(8)).toBe(4);
});

test('after exactly a window without a sample the history begins anew', () => {
  const window = new BucketWindow(6);
  window.record(0, 6);
  window.record(6, 12);
  expect(window.mean(6)).toBe(12);
});
