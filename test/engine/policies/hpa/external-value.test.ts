import { describe, expect, test } from 'vitest';
import { hpaExternalValue } from '../../../../src/engine/policies/hpa/external-value.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { policyBinding } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const decide = (changes: SignalChanges, parameters: Record<string, number | boolean | string> = {}): Decision =>
  hpaExternalValue.decide(
    signals({ min: 1, max: 100, ...changes }),
    hpaExternalValue.initialMemory(),
    policyBinding('hpa-external-value', { scaleUpPercent: 1000, ...parameters }).parameters as never,
  ).decision;

const ready = (count: number) => ({ count, running: count, connected: count });

describe('hpa-external-value', () => {
  test('multiplies the ready pods by queue over target, rounded up', () => {
    expect(decide({ pods: ready(4), tasks: { pending: 9 } }, { target: 5 })).toMatchObject({ pods: 8 });
  });

  test('leaves the present replicas where the ratio is tolerated, whoever is ready', () => {
    const starting: SignalChanges = {
      pods: { count: 6, pending: 4, running: 2, connected: 2 },
      tasks: { pending: 10 },
    };
    expect(decide(starting, { target: 10 })).toMatchObject({ pods: 6, reason: { rule: 'steady' } });
    expect(decide({ ...starting, tasks: { pending: 11 } }, { target: 10 }).reason.limitedBy).toBe('tolerance');
  });

  test('counts only pods whose agent is connected: those that start do not multiply', () => {
    const starting: SignalChanges = {
      pods: { count: 6, pending: 4, running: 2, connected: 2 },
      tasks: { pending: 20 },
    };
    expect(decide(starting, { target: 5 })).toMatchObject({ pods: 8 });
  });

  test('counts pods that are going as ready (website#43970)', () => {
    const going: SignalChanges = { pods: { ...ready(2), terminating: 9 }, tasks: { pending: 10 } };
    expect(decide(going, { target: 5 })).toMatchObject({ pods: 22 });
  });

  test('asks for none while no pod is ready, which only its window holds back', () => {
    const starting: SignalChanges = { pods: { count: 3, pending: 3 }, tasks: { pending: 50 } };
    expect(decide(starting)).toMatchObject({
      pods: 3,
      reason: { limitedBy: 'stabilization', figures: { proposal: 0 } },
    });
    expect(decide(starting, { scaleDownWindow: 0 })).toMatchObject({ pods: 1 });
  });

  test('fails without any pod to list, and then changes nothing', () => {
    const memory = { ...hpaExternalValue.initialMemory(), replicas: 3 };
    const parameters = policyBinding('hpa-external-value').parameters as never;
    const seen = signals({ min: 1, max: 10, tasks: { pending: 50 } });
    expect(hpaExternalValue.decide(seen, memory, parameters).decision).toMatchObject({
      pods: 3,
      reason: { rule: 'unavailable' },
    });
  });

  test('from 0 replicas it takes the ratio itself, with the feature gate', () => {
    expect(decide({ min: 0, tasks: { pending: 12 } }, { scaleToZero: true, target: 5 })).toMatchObject({ pods: 3 });
    expect(decide({ min: 0, tasks: { pending: 12 } }, { target: 5 })).toMatchObject({
      pods: 0,
      reason: { rule: 'disabled' },
    });
  });

  test('changes nothing when the metric cannot be read', () => {
    expect(decide({ pods: ready(4), tasks: { pending: null } })).toMatchObject({
      pods: 4,
      reason: { rule: 'unavailable' },
    });
  });
});
