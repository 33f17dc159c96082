import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { choosePod } from '../../src/engine/placement.ts';
import { type Pod, PodTable } from '../../src/engine/pod-table.ts';
import type { Placement, Readiness } from '../../src/engine/pool-config.ts';
import { isReady } from '../../src/engine/readiness.ts';
import { poolConfig } from '../support/pools.ts';

const config = poolConfig();

/** A pod created at 0 that runs and whose agent was never seen. */
function pod(changes: Partial<Pod> = {}): Pod {
  return Object.assign(new PodTable(config).add({ id: podId(0), pool: poolId(0), createdAt: 0 }), {
    phase: 'running',
    ...changes,
  });
}

const ONLINE = { silent: false, lastBeatAt: 0 };
const FIVE_MINUTES = 300_000;
const TWO_MINUTES = 120_000;

const ready = (rule: Readiness, changes: Partial<Pod>, now: number): boolean =>
  isReady(pod(changes), { ...config, dispatch: { ...config.dispatch, readiness: rule } }, now);

describe('grace-period', () => {
  test('takes any pod younger than five minutes, connected or not', () => {
    expect(ready('grace-period', {}, FIVE_MINUTES - 1)).toBe(true);
    expect(ready('grace-period', {}, FIVE_MINUTES)).toBe(false);
  });

  test('counts a pod’s five minutes from its creation', () => {
    expect(ready('grace-period', { createdAt: 400_000 }, 699_999)).toBe(true);
    expect(ready('grace-period', { createdAt: 400_000 }, 700_000)).toBe(false);
  });

  test('takes an older pod while its heartbeat is fresh', () => {
    expect(ready('grace-period', ONLINE, FIVE_MINUTES)).toBe(true);
  });
});

describe('registered', () => {
  test('takes a young pod only with its agent recorded, however well it is connected', () => {
    expect(ready('registered', { agent: 'connected', ...ONLINE }, FIVE_MINUTES - 1)).toBe(false);
    expect(ready('registered', { registered: true }, FIVE_MINUTES - 1)).toBe(true);
  });

  test('takes an older pod by its heartbeat, recorded or not', () => {
    expect(ready('registered', ONLINE, FIVE_MINUTES)).toBe(true);
    expect(ready('registered', { registered: true }, FIVE_MINUTES)).toBe(false);
  });
});

describe('heartbeat', () => {
  test("counts a pod's creation as a heartbeat", () => {
    expect(ready('heartbeat', {}, TWO_MINUTES - 1)).toBe(true);
    expect(ready('heartbeat', {}, TWO_MINUTES)).toBe(false);
  });

  test('refuses a young pod whose agent was heard and has fallen silent', () => {
    expect(ready('heartbeat', { silent: true, lastBeatAt: 0 }, TWO_MINUTES - 1)).toBe(false);
  });
});

describe('connected', () => {
  test('takes a pod whose agent is connected and fresh, and no other', () => {
    expect(ready('connected', { agent: 'connected', ...ONLINE }, 0)).toBe(true);
    expect(ready('connected', { agent: 'disconnected', ...ONLINE }, 0)).toBe(false);
    expect(ready('connected', { agent: 'connected', silent: true }, 0)).toBe(false);
    expect(ready('connected', {}, 0)).toBe(false);
  });
});

describe('no rule', () => {
  test.each(['grace-period', 'registered', 'heartbeat', 'connected'] as const)(
    '%s takes a pod that is cordoned, terminating or dead',
    (rule) => {
      const fine = { agent: 'connected', registered: true, ...ONLINE } as const;
      expect(ready(rule, fine, 1_000)).toBe(true);
      expect(ready(rule, { ...fine, cordoned: true }, 1_000)).toBe(false);
      expect(ready(rule, { ...fine, terminating: true }, 1_000)).toBe(false);
      expect(ready(rule, { ...fine, phase: 'failed' }, 1_000)).toBe(false);
    },
  );
});

describe('placement', () => {
  /** Three connected pods with so many running slots; ids 0–2, indices as given. */
  function choice(placement: Placement, running: readonly number[], indices = [0, 1, 2]): number | null {
    const chosen = poolConfig({ dispatch: { placement } });
    const table = new PodTable(chosen);
    for (const [id, used] of running.entries()) {
      const made = table.add({ id: podId(id), pool: poolId(0), createdAt: 0 });
      for (let slot = 0; slot < used; slot += 1) made.uses[slot] = 'running';
      Object.assign(made, { agent: 'connected', silent: false, running: used, index: indices[id] });
    }
    return choosePod(table, 'plan', chosen, 1_000)?.id ?? null;
  }

  test('first-fit takes the oldest pod that fits', () => {
    expect(choice('first-fit', [4, 3, 0])).toBe(1);
  });

  test('lowest-index takes the lowest number, not the oldest pod', () => {
    expect(choice('lowest-index', [1, 1, 1], [2, 1, 0])).toBe(2);
  });

  test('least-loaded takes the emptiest, ties to the oldest', () => {
    expect(choice('least-loaded', [3, 1, 1])).toBe(1);
  });

  test('most-loaded takes the fullest that fits, ties to the oldest', () => {
    expect(choice('most-loaded', [4, 2, 2])).toBe(1);
  });

  test('finds nothing where everything is full', () => {
    expect(choice('least-loaded', [4, 4, 4])).toBeNull();
  });

  test('a slot that frees on an early pod is found again after a search has passed it', () => {
    const chosen = poolConfig({ dispatch: { placement: 'first-fit' } });
    const table = new PodTable(chosen);
    for (const id of [0, 1]) {
      Object.assign(table.add({ id: podId(id), pool: poolId(0), createdAt: 0 }), { agent: 'connected', silent: false });
    }
    const first = table.pods[0] as Pod;
    first.uses.fill('running');
    first.running = 4;
    expect(choosePod(table, 'plan', chosen, 1_000)?.id).toBe(1);
    first.uses[2] = 'idle';
    first.running = 3;
    table.slotsTaken(first, -1);
    expect(choosePod(table, 'plan', chosen, 1_000)?.id).toBe(0);
  });

  test('a new pod gets the lowest index that no living pod has', () => {
    const table = new PodTable(config);
    const [first, , third] = [0, 1, 2].map((id) => table.add({ id: podId(id), pool: poolId(0), createdAt: 0 }));
    table.remove(first as Pod);
    expect(table.add({ id: podId(3), pool: poolId(0), createdAt: 0 }).index).toBe(0);
    expect(third?.index).toBe(2);
  });
});
