import { describe, expect, test } from 'vitest';
import { modifiedDecision } from '../../src/engine/modified-decision.ts';
import type { AnyModifier, ModifierBinding } from '../../src/engine/modifier.ts';
import type { Decision } from '../../src/engine/policy.ts';
import { EngineByHand } from '../support/engine-by-hand.ts';
import { modifierBinding } from '../support/modifying.ts';
import { wishing } from '../support/pools.ts';
import { signals } from '../support/signals.ts';

function decisions(wish: () => number, modifiers: readonly ModifierBinding[], until: number) {
  const engine = new EngineByHand({ max: 10, autoscaler: { policy: wishing(wish), modifiers } });
  engine.until(until);
  return engine.notes
    .filter((note) => note.kind === 'scale.decided')
    .map(({ to, reason }) => [to, reason.limitedBy] as const);
}

const TO_5 = { steps: [{ at: 0, pods: 5 }] };

describe('modifiers', () => {
  test('change what a policy wishes, before the guards', () => {
    expect(decisions(() => 1, [modifierBinding('schedule', TO_5)], 10_000)).toEqual([[5, 'floor']]);
  });

  test('work in their order, the last on what the others made of it', () => {
    const inner = modifierBinding('clamp', { max: 2 });
    const floor = modifierBinding('schedule', TO_5);
    expect(decisions(() => 9, [inner, floor], 10_000)).toEqual([[5, 'floor']]);
    expect(decisions(() => 9, [floor, inner], 10_000)).toEqual([[2, 'max']]);
  });

  test('each remember for themselves', () => {
    const wishes = [3, 6, 9];
    const held = modifierBinding('cooldown', { up: 15_000 });
    const free = modifierBinding('cooldown', { up: 0 });
    expect(decisions(() => wishes.shift() ?? 9, [held, free], 30_000)).toEqual([
      [3, null],
      [3, 'cooldown'],
      [9, null],
    ]);
  });

  test('do not see a wish that the pool could not carry out', () => {
    // 40 and 50 are both 10 pods here: the second is no change that a cooldown could hold.
    const wishes = [40, 50];
    expect(decisions(() => wishes.shift() ?? 50, [modifierBinding('cooldown')], 20_000)).toEqual([
      [10, 'max'],
      [10, 'max'],
    ]);
  });

  test('forget in a server restart', () => {
    const wishes = [3, 6];
    const engine = new EngineByHand({
      max: 10,
      autoscaler: { policy: wishing(() => wishes.shift() ?? 6), modifiers: [modifierBinding('cooldown')] },
    });
    engine.until(10_000);
    engine.tell({ kind: 'server.restarted', at: 12_000, agents: [] });
    engine.until(30_000);
    const decided = engine.notes.filter((note) => note.kind === 'scale.decided').map(({ to }) => to);
    expect(decided.slice(0, 2)).toEqual([3, 6]);
  });
});

describe('a modifier', () => {
  const reason = { rule: 'own', text: 'own', figures: {}, limitedBy: null };
  const seenBy = (wish: Decision): Decision => {
    const seen: Decision[] = [];
    const modify = (given: Decision): Decision => {
      seen.push(given);
      return given;
    };
    const modifier = { modify } as unknown as AnyModifier;
    const pool = { config: { autoscaler: { modifiers: [{ modifier, parameters: {} }] } }, modifierMemories: [null] };
    modifiedDecision(pool as never, signals({ max: 5 }), wish);
    return seen[0] as Decision;
  };

  test('sees a wish of up to max as it is, a hold too, and one above it as max, which limited it', () => {
    for (const pods of [0, 4, 5])
      expect(seenBy({ kind: 'scale-to', pods, reason })).toEqual({ kind: 'scale-to', pods, reason });
    expect(seenBy({ kind: 'hold', reason })).toEqual({ kind: 'hold', reason });
    expect(seenBy({ kind: 'scale-to', pods: 6, reason })).toEqual({
      kind: 'scale-to',
      pods: 5,
      reason: { ...reason, limitedBy: 'max' },
    });
  });
});
