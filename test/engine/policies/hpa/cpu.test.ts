import { describe, expect, test } from 'vitest';
import { hpaCpu } from '../../../../src/engine/policies/hpa/cpu.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { policyBinding } from '../../../support/pools.ts';
import { signals } from '../../../support/signals.ts';

/** Pods of four slots, of which `busy` on the ready ones. */
function decide(
  ready: number,
  starting: number,
  busy: number,
  parameters: Record<string, number | string> = {},
): Decision {
  const seen = signals({
    min: 1,
    max: 100,
    pods: { count: ready + starting, pending: starting, running: ready, connected: ready },
    connectedSlots: { total: ready * 4, used: busy, idle: ready * 4 - busy },
  });
  const binding = policyBinding('hpa-cpu', { scaleDownWindow: 0, ...parameters }).parameters as never;
  return hpaCpu.decide(seen, hpaCpu.initialMemory(), binding).decision;
}

describe('hpa-cpu', () => {
  test('full pods are a quarter too few at a target of 80 %, however much waits', () => {
    // 100 / 80 · 8 = 10
    expect(decide(8, 0, 32)).toMatchObject({ pods: 10 });
    // 100 / 80 · 1 = 1.25
    expect(decide(1, 0, 4)).toMatchObject({ pods: 2 });
  });

  test('utilization is in whole per cent, cut', () => {
    // 21 of 24 slots are 87.5 %: 87 / 80 = 1.0875 is tolerated.
    expect(decide(6, 0, 21)).toMatchObject({
      pods: 6,
      reason: { limitedBy: 'tolerance', figures: { utilization: 87 } },
    });
    // 88 / 80 = 1.1 is the edge: within it now, beyond it before 1.33.
    expect(decide(25, 0, 88)).toMatchObject({ pods: 25 });
    expect(decide(25, 0, 88, { boundary: 'before-1.33' })).toMatchObject({ pods: 28 });
  });

  test('pods that start count as idle when it would grow, so that it waits for them', () => {
    // 4 of 8 slots: 50 % would be a scale-down, which a growing pool does not do.
    expect(decide(1, 1, 4)).toMatchObject({ pods: 2, reason: { rule: 'steady' } });
    // 40 of 44 slots: 90 %; 90 / 80 · 11 = 12.375.
    expect(decide(10, 1, 40)).toMatchObject({ pods: 13 });
    // 40 of 48: 83 % is tolerated.
    expect(decide(10, 2, 40)).toMatchObject({ pods: 12, reason: { limitedBy: 'tolerance' } });
  });

  test('pods that start are not looked at when it would shrink', () => {
    // 8 of 40 slots: 20 % of 80 % of ten pods, rounded up.
    expect(decide(10, 5, 8)).toMatchObject({ pods: 3 });
  });

  test('before Kubernetes 1.16 they were taken for fully busy then, and could hold themselves', () => {
    const before = { podsThatStart: 'before-1.16' };
    // 8 of 40 slots and 20 more of 60: 46 % of 80 % of fifteen pods is 8.625.
    expect(decide(10, 5, 8, before)).toMatchObject({ pods: 9 });
    // None of 8 slots and 16 more of 24: 66 % of 50 % would be growth, which a shrinking pool does not do.
    expect(decide(2, 4, 0, { ...before, target: 50 })).toMatchObject({ pods: 6, reason: { limitedBy: null } });
    // When it would grow they are idle, as since.
    expect(decide(10, 1, 40, before)).toMatchObject({ pods: 13 });
  });

  test('without a ready pod there is no sample, and nothing changes', () => {
    expect(decide(0, 3, 0)).toMatchObject({ pods: 3, reason: { rule: 'unavailable' } });
  });

  test('idle pods go down to one, and no further', () => {
    expect(decide(5, 0, 0)).toMatchObject({ pods: 1, reason: { limitedBy: 'min' } });
  });
});
