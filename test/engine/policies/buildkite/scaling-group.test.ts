import { describe, expect, test } from 'vitest';
import { adjust, type GroupRules, type GroupStep } from '../../../../src/engine/policies/buildkite/scaling-group.ts';
import { signals } from '../../../support/signals.ts';

const RULES: GroupRules = {
  scaleOutCooldown: 300_000,
  scaleOutFactor: 1,
  disableScaleIn: false,
  scaleInCooldown: 3_600_000,
  scaleInFactor: 1,
  afterAnyEvent: false,
  elasticMode: false,
};
const NOW = 10_000_000;

interface Group {
  readonly desired: number;
  readonly count?: number;
  readonly connected?: number;
  readonly terminating?: number;
  readonly lastOutAt?: number;
  readonly lastInAt?: number;
}

/** What a group is told, and how many pods it wants then. */
function told(x: number, at: Group, rules: Partial<GroupRules> = {}): GroupStep & { desired: number } {
  const { desired, count = desired, connected = count, terminating = 0 } = at;
  const group = { desired, lastOutAt: at.lastOutAt ?? null, lastInAt: at.lastInAt ?? null };
  const seen = signals({ now: NOW, max: 100, pods: { count, connected, terminating } });
  const step = adjust(group, x, seen, { ...RULES, ...rules });
  return { ...step, desired: group.desired };
}

const step = (desired: number, rule: string, text: string, limitedBy: 'cooldown' | null = null) => ({
  desired,
  rule,
  text,
  limitedBy,
});

describe('a group that is to have x pods', () => {
  test('has them: nothing is said to it, and pods that terminate are said to be counted', () => {
    expect(told(5, { desired: 5 })).toEqual(step(5, 'steady', '5 pods are wanted, 5 are there'));
    expect(told(5, { desired: 5, count: 3, terminating: 2 })).toEqual(
      step(5, 'steady', '5 pods are wanted, 5 are there, terminating ones included'),
    );
  });

  test('is told once and waited for', () => {
    expect(told(5, { desired: 5, count: 3 })).toEqual(
      step(5, 'wait-for-group', '5 pods are wanted and asked for, 3 are there'),
    );
  });

  test('is told fewer although more come: x is below what was asked for, and not below what is there', () => {
    expect(told(5, { desired: 8, count: 3 })).toEqual(step(5, 'scale-in', '5 pods would do: 5'));
    expect(told(5, { desired: 8, count: 5 })).toEqual(step(5, 'scale-in', '5 pods would do: 5'));
  });

  test('is told more or fewer', () => {
    expect(told(9, { desired: 5 })).toEqual(step(9, 'scale-out', '9 pods are wanted: 9'));
    expect(told(2, { desired: 5 })).toEqual(step(2, 'scale-in', '2 pods would do: 2'));
    const disabled = step(5, 'scale-in-disabled', '2 pods would do, agents end themselves');
    expect(told(2, { desired: 5 }, { disableScaleIn: true })).toEqual(disabled);
  });

  test('waits for what is left of its cooldown, and no longer', () => {
    expect(told(9, { desired: 5, lastOutAt: NOW - 200_000 })).toEqual(
      step(5, 'scale-out-cooldown', '9 pods are wanted, in 100 s', 'cooldown'),
    );
    expect(told(9, { desired: 5, lastOutAt: NOW - 300_000 }).rule).toBe('scale-out');
    expect(told(2, { desired: 5, lastInAt: NOW - 3_000_000 })).toEqual(
      step(5, 'scale-in-cooldown', '2 pods would do, in 600 s', 'cooldown'),
    );
    expect(told(2, { desired: 5, lastInAt: NOW - 3_600_000 }).rule).toBe('scale-in');
  });
});

/** 5 pods and 2 that terminate, where 6 would do: fewer than are there, and more than were asked for. */
describe('a group that drains', () => {
  const draining = { desired: 5, count: 5, terminating: 2 };

  test('is told under the rules for falling, although it rises by it', () => {
    expect(told(6, draining)).toEqual(step(6, 'scale-in', '6 pods would do: 6'));
    expect(told(6, { ...draining, connected: 3 })).toEqual(step(6, 'scale-in', '6 pods would do: 6'));
  });

  test('waits in elastic mode for pods that start, and for none where none does', () => {
    const elastic = { elasticMode: true };
    expect(told(6, { ...draining, connected: 3 }, elastic)).toEqual(
      step(5, 'wait-for-starting', '6 pods would do, but 2 start'),
    );
    expect(told(6, draining, elastic).rule).toBe('scale-in');
  });
});
