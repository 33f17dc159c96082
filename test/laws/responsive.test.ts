import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { Pod } from '../../src/engine/pod-table.ts';
import type { EngineByHand } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import type { PoolChanges } from '../support/pools.ts';
import { engineWithWaiting } from '../support/waiting-work.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };
/** The autoscaler's, in ms. */
const PERIOD = 10_000;

const sentence = (at: number, waited: number): string =>
  `${at}: task-000000 has found no room for ${waited} ms in a pool that may still grow, and no pod was asked for`;

/** One plan waits. */
function waiting(pods = 0, changes: PoolChanges = {}): { engine: EngineByHand; bench: LawBench } {
  const engine = engineWithWaiting(pods, { plans: 1 }, changes);
  return { engine, bench: new LawBench(engine, ALL) };
}

function looked(bench: LawBench, ...instants: readonly number[]): string | null {
  for (const at of instants) bench.watch.instantEnded(at);
  return bench.said('responsive');
}

describe('responsive', () => {
  test('breaks one millisecond after a period without a pod for work that has no room', () => {
    const { bench } = waiting();
    expect(looked(bench, 0, PERIOD)).toBeNull();
    expect(looked(bench, PERIOD + 1)).toBe(sentence(10_001, 10_001));
  });

  test('counts from the last pod that was asked for', () => {
    const { bench } = waiting();
    bench.watch.instantEnded(0);
    bench.watch.command({ kind: 'pod.create', at: 5_000, pool: poolId(0), pod: podId(7) });
    expect(looked(bench, 15_000)).toBeNull();
    expect(looked(bench, 15_001)).toBe(sentence(15_001, 10_001));
  });

  test('is asked for work that waits beside as much in back-off', () => {
    const engine = engineWithWaiting(0, { plans: 1, backoff: 1 });
    const bench = new LawBench(engine, ALL);
    expect(looked(bench, 0, PERIOD + 1)).toBe(sentence(10_001, 10_001));
  });

  test.each<[string, (of: { engine: EngineByHand; bench: LawBench }, isOn: boolean) => void]>([
    [
      'slots are not rebuilt yet',
      ({ engine }, isOn) => {
        engine.pool.recovery = isOn ? 'listing' : 'done';
      },
    ],
    [
      'the policy cannot read the store',
      ({ bench }, isOn) =>
        bench.event(
          isOn
            ? { kind: 'store.queryFailing', at: 5_000, query: 'unblocked', mode: 'error' }
            : { kind: 'store.queryRestored', at: 30_000, query: 'unblocked' },
        ),
    ],
    [
      'the pool has as many living pods as it may',
      ({ bench }, isOn) => {
        for (const pod of [0, 1, 2])
          bench.fact(
            isOn
              ? { kind: 'pod.up', at: 5_000, pod: podId(pod), pool: poolId(0) }
              : { kind: 'pod.down', at: 30_000, pod: podId(pod) },
          );
      },
    ],
  ])('is not asked while %s, and counts anew after that', (_, excuse) => {
    const of = waiting();
    const { bench } = of;
    bench.watch.instantEnded(0);
    excuse(of, true);
    expect(looked(bench, 5_000, 29_999)).toBeNull();
    excuse(of, false);
    expect(looked(bench, 30_000, 40_000)).toBeNull();
    expect(looked(bench, 40_001)).toBe(sentence(40_001, 10_001));
  });

  test('is not asked while a list is on its way, and does not count that time', () => {
    const { engine, bench } = waiting();
    expect(looked(bench, 0)).toBeNull();
    engine.pool.listing = true;
    expect(looked(bench, 4_000, 29_999)).toBeNull();
    engine.pool.listing = false;
    // Four of its ten seconds were over before the list.
    expect(looked(bench, 30_000, 36_000)).toBeNull();
    expect(looked(bench, 36_001)).toBe(sentence(36_001, 10_001));
  });

  test('begins when the list that was on its way is there', () => {
    const { engine, bench } = waiting();
    engine.pool.listing = true;
    expect(looked(bench, 0, 20_000)).toBeNull();
    engine.pool.listing = false;
    expect(looked(bench, 20_001, 30_001)).toBeNull();
    expect(looked(bench, 30_002)).toBe(sentence(30_002, 10_001));
  });

  test('gives a period more where timers may be late', () => {
    const bench = new LawBench(engineWithWaiting(0, { plans: 1 }), ALL, { isPunctual: false });
    expect(looked(bench, 0, 2 * PERIOD)).toBeNull();
    expect(looked(bench, 2 * PERIOD + 1)).toBe(sentence(20_001, 20_001));
  });

  test('is asked with one pod less than the pool may have', () => {
    const { bench } = waiting();
    for (const pod of [0, 1]) bench.fact({ kind: 'pod.up', at: 0, pod: podId(pod), pool: poolId(0) });
    expect(looked(bench, 0, PERIOD + 1)).not.toBeNull();
  });

  test('is not asked in a freeze window, to its last millisecond', () => {
    const { bench } = waiting(0, { freeze: [{ from: 5_000, to: 30_000 }] });
    expect(looked(bench, 0, 5_000, 29_999, 30_000, 40_000)).toBeNull();
    expect(looked(bench, 40_001)).toBe(sentence(40_001, 10_001));
  });

  test('counts anew for work that comes after all has left', () => {
    const { engine, bench } = waiting();
    bench.watch.instantEnded(1_000);
    engine.cancel(5_000, 0);
    bench.watch.instantEnded(5_000);
    engine.submit(6_000, 1);
    expect(looked(bench, 6_000, 16_000)).toBeNull();
    expect(looked(bench, 16_001)).toBe(sentence(16_001, 10_001).replace('task-000000', 'task-000001'));
  });
});

describe('responsive, of a pool that looks full', () => {
  /** Three pods, as many as there may be, that ended long ago without a list or a watch that shows it; the third as given. */
  const judged = (third: Partial<Pod>): string | null => {
    const { engine, bench } = waiting(3);
    for (const pod of [0, 1, 2]) Object.assign(engine.pod(pod), { phase: 'running', scheduled: true });
    Object.assign(engine.pod(2), third);
    bench.watch.instantEnded(300_000);
    bench.decided(305_000, 3, 3, { limitedBy: 'max' });
    return looked(bench, 310_001);
  };

  test('is not asked for a pod beyond those whose end nobody had told when it was decided', () => {
    expect(judged({})).toBeNull();
  });

  test('is asked again a period after that decision', () => {
    const { engine, bench } = waiting(3);
    for (const pod of [0, 1, 2]) Object.assign(engine.pod(pod), { phase: 'running', scheduled: true });
    bench.watch.instantEnded(300_000);
    bench.decided(305_000, 3, 3, { limitedBy: 'max' });
    engine.pod(2).phase = 'succeeded';
    expect(looked(bench, 315_000)).toBeNull();
    expect(looked(bench, 315_001)).toBe(sentence(315_001, 10_001));
  });

  test.each<[string, Partial<Pod>]>([
    ['failed', { phase: 'failed' }],
    ['is to go', { terminating: true }],
  ])('is asked again when the platform knows that one %s', (_, third) => {
    expect(judged(third)).toBe(sentence(310_001, 10_001));
  });
});

describe('responsive, of a pod that is there', () => {
  /** Work without room from 300 s on, when pods of time zero are beyond their claim deadline. */
  const judged = (change: Partial<Pod>, from = 300_000): string | null => {
    const { engine, bench } = waiting(1);
    Object.assign(engine.pod(0), change);
    return looked(bench, from, from + PERIOD + 1);
  };

  test('one whose agent is still to connect has room, until its deadline', () => {
    // From 289 998 ms to 299 999 ms it is expected; at 300 000 ms a period begins.
    expect(judged({}, 289_998)).toBeNull();
    expect(judged({})).not.toBeNull();
  });

  test('one that no node has room for is expected for as long as it takes', () => {
    expect(judged({ phase: 'pending', scheduled: false })).toBeNull();
  });

  test.each<[string, Partial<Pod>]>([
    ['pends on a node', { phase: 'pending', scheduled: true }],
    ['was asked for and never seen', { phase: 'requested', scheduled: false }],
    ['runs without its agent', { phase: 'running', scheduled: true }],
    ['pends and is to go', { phase: 'pending', scheduled: false, terminating: true }],
    ['pends and is closed for new work', { phase: 'pending', scheduled: false, cordoned: true }],
  ])('one that %s too long has none', (_, change) => {
    expect(judged(change)).toBe(sentence(310_001, 10_001));
  });

  test('one that is closed for new work has none although its agent is about to connect', () => {
    expect(judged({ cordoned: true }, 2_000)).toBe(sentence(12_001, 10_001));
    expect(judged({}, 2_000)).toBeNull();
  });

  test('one without a free slot has none', () => {
    const { engine, bench } = waiting(1);
    engine.pod(0).reserved = 4;
    engine.pod(0).uses.fill('reserved');
    expect(looked(bench, 2_000, 12_001)).toBe(sentence(12_001, 10_001));
  });
});
