import { describe, expect, test } from 'vitest';
import { parseCpu, parseMemory } from '../../src/scenario/kubernetes-quantity.ts';

describe('cpu in millicores', () => {
  test.each([
    ['500m', 500],
    ['2', 2_000],
    [2, 2_000],
    [0.1, 100],
    ['0.25', 250],
    ['.5', 500],
    ['1.5', 1_500],
    ['1e1', 10_000],
    ['2k', 2_000_000],
    [0, 0],
  ])('%j is %i', (written, milli) => expect(parseCpu(written, 'x')).toBe(milli));

  test.each(['', '2 cores', '-1', '1mm', '0x2', null, true, 'NaN', '0.0001', '3T'])('%j is none', (written) =>
    expect(parseCpu(written, 'x')).toHaveProperty('remedy'),
  );
});

describe('memory in bytes', () => {
  test.each([
    ['1Ki', 1_024],
    ['512Mi', 536_870_912],
    ['1Gi', 1_073_741_824],
    ['1G', 1_000_000_000],
    ['1.5Gi', 1_610_612_736],
    ['128974848', 128_974_848],
    [1e9, 1_000_000_000],
    ['129e6', 129_000_000],
    // Kubernetes rounds up to whole bytes.
    ['0.5', 1],
  ])('%j is %i', (written, bytes) => expect(parseMemory(written, 'x')).toBe(bytes));

  test.each(['1GB', '1 Gi', '1gi', '-1Gi', '400m', '1Ei', {}, undefined])('%j is none', (written) =>
    expect(parseMemory(written, 'x')).toHaveProperty('remedy'),
  );
});
