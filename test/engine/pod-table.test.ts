import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { counts, isDead, isIdle, isSpent, type Pod, PodTable, usedUnits } from '../../src/engine/pod-table.ts';
import { poolConfig } from '../support/pools.ts';

/** Pods of two slots each. */
const config = poolConfig({ agent: { slots: 2 } });
const empty = (): PodTable => new PodTable(config);
const add = (table: PodTable, id: number): Pod => table.add({ id: podId(id), pool: poolId(0), createdAt: 1_000 * id });
const ids = (table: PodTable): readonly number[] => table.pods.map(({ id }) => id);

describe('a pod table', () => {
  test('keeps the order of ids and knows where each pod stands, whenever it is added', () => {
    const table = empty();
    for (const id of [2, 7, 4, 1]) add(table, id);
    expect(ids(table)).toEqual([1, 2, 4, 7]);
    expect(table.pods.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    table.remove(table.get(podId(2)) as Pod);
    expect(ids(table)).toEqual([1, 4, 7]);
    expect(table.pods.map(({ position }) => position)).toEqual([0, 1, 2]);
    expect(table.get(podId(2))).toBeUndefined();
    expect(table.get(podId(4))?.id).toBe(4);
  });

  test('gives each pod the lowest index that none has', () => {
    const table = empty();
    const pods = [0, 1, 2, 3].map((id) => add(table, id));
    expect(pods.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    table.remove(pods[2] as Pod);
    table.remove(pods[1] as Pod);
    expect([4, 5, 6].map((id) => add(table, id).index)).toEqual([1, 2, 4]);
    table.remove(pods[0] as Pod);
    table.remove(table.get(podId(5)) as Pod);
    expect([7, 8].map((id) => add(table, id).index)).toEqual([0, 2]);
  });

  test('counts idle slots: those of new pods, without those taken, without those of pods that are gone', () => {
    const table = empty();
    const [one, two] = [add(table, 0), add(table, 1)];
    expect(table.freeUnits).toBe(4);
    one.running = 1;
    table.slotsTaken(one, 1);
    expect(table.freeUnits).toBe(3);
    table.remove(one);
    expect(table.freeUnits).toBe(2);
    two.reserved = 1;
    two.claimed = 1;
    table.slotsTaken(two, 2);
    expect(table.freeUnits).toBe(0);
    two.claimed = 0;
    table.slotsTaken(two, -1);
    expect(table.freeUnits).toBe(1);
  });

  test('begins a pod as one that was asked for and never heard of', () => {
    expect(add(empty(), 3)).toEqual({
      ...{ id: 3, pool: 0, index: 0, position: 0, createdAt: 3_000, phase: 'requested' },
      ...{ scheduled: false, runningAt: -1, terminating: false, cordoned: false, uncertain: false, registered: false },
      ...{ agent: 'absent', silent: true, lastBeatAt: -1, connectedAt: -1, freedAt: -1, agentlessSince: -1 },
      ...{ tasks: [-1, -1], uses: ['idle', 'idle'], running: 0, claimed: 0, reserved: 0 },
      ...{ applies: 0, runningApplies: 0, given: 0 },
    });
  });
});

describe('a search for slots', () => {
  /** Where one for a plan would look. */
  const look = (table: PodTable): readonly number[] => {
    const seen: number[] = [];
    const end = table.pods.length;
    for (let at = table.open.next(0, 'work', 'plan'); at < end; at = table.open.next(at + 1, 'work', 'plan'))
      seen.push(at);
    return seen;
  };
  const close = (table: PodTable): void => {
    for (const { position } of table.pods) table.open.close(position, 'work', 'plan');
  };

  test('looks at a pod again when a slot of it is freed, and not when one is taken', () => {
    const table = empty();
    const pods = [add(table, 0), add(table, 1)];
    close(table);
    expect(look(table)).toEqual([]);
    table.slotsTaken(pods[0] as Pod, 1);
    expect(look(table)).toEqual([]);
    table.slotsTaken(pods[1] as Pod, -1);
    expect(look(table)).toEqual([1]);
  });

  test('looks at whoever stands elsewhere than before', () => {
    const table = empty();
    const pods = [0, 1, 2].map((id) => add(table, id));
    close(table);
    table.remove(pods[1] as Pod);
    expect(look(table)).toEqual([1]);
  });
});

describe('a pod', () => {
  const pod = (changes: Partial<Pod>): Pod => Object.assign(add(empty(), 0), changes);

  test('counts until it terminates, or is dead and the reaper knows it', () => {
    const blind = poolConfig({ autoscaler: { reaper: false } });
    expect(counts(pod({}), config)).toBe(true);
    expect(counts(pod({ terminating: true }), config)).toBe(false);
    for (const phase of ['failed', 'succeeded'] as const) {
      expect(counts(pod({ phase }), config)).toBe(false);
      expect(counts(pod({ phase }), blind)).toBe(true);
      expect(counts(pod({ phase, terminating: true }), blind)).toBe(false);
    }
  });

  test('is dead when it failed or succeeded', () => {
    const phases = ['requested', 'pending', 'running', 'failed', 'succeeded'] as const;
    expect(phases.filter((phase) => isDead(pod({ phase })))).toEqual(['failed', 'succeeded']);
  });

  test('is spent with the last task that its agent may take', () => {
    const limited = poolConfig({ agent: { maxTasks: 2 } });
    expect([1, 2, 3].map((given) => isSpent(pod({ given }), limited))).toEqual([false, true, true]);
    expect(isSpent(pod({ given: 9_999 }), config)).toBe(false);
  });

  test('uses what runs, is claimed and is reserved; idle is without all three', () => {
    expect(usedUnits(pod({ running: 1, claimed: 2, reserved: 4 }))).toBe(7);
    expect(isIdle(pod({}))).toBe(true);
    for (const use of ['running', 'claimed', 'reserved'] as const) expect(isIdle(pod({ [use]: 1 }))).toBe(false);
  });
});
