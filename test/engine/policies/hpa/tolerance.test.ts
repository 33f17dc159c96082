import { expect, test } from 'vitest';
import { isTolerated } from '../../../../src/engine/policies/hpa/tolerance.ts';

/** Halves and quarters, which doubles hold exactly: the edges are edges. */
const WIDE_DOWN = { scaleUpTolerance: 0.25, scaleDownTolerance: 0.5 };

test.each([
  ['far below', 0.375, false],
  ['on the lower edge', 0.5, true],
  ['below by more than the upper tolerance', 0.625, true],
  ['on target', 1, true],
  ['on the upper edge', 1.25, true],
  ['above by more than the upper tolerance', 1.375, false],
  ['no number, as of 0 tasks on 0 pods', Number.NaN, false],
])('a ratio %s (%d) is tolerated by either test of the edge: %s', (_where, ratio, expected) => {
  expect(isTolerated(ratio, { ...WIDE_DOWN, boundary: 'current' })).toBe(expected);
  expect(isTolerated(ratio, { ...WIDE_DOWN, boundary: 'before-1.33' })).toBe(expected);
});
