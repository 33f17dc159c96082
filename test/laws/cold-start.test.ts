import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { Pod } from '../../src/engine/pod-table.ts';
import type { EngineByHand } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import type { PoolChanges } from '../support/pools.ts';
import { engineWithWaiting } from '../support/waiting-work.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };
/** Two periods of the autoscaler's 10 s: what the law gives where something must be cleared away first. */
const TWO_PERIODS = 20_000;

const sentence = (at: number, waited: number): string =>
  `${at}: 1 tasks wait before a pool without a living pod for ${waited} ms, and none was asked for`;

/** One task waits; the books have `pods` pods, and by the facts none lives. */
function cold(pods = 0, changes: PoolChanges = {}): { engine: EngineByHand; bench: LawBench } {
  const engine = engineWithWaiting(pods, { plans: 1 }, changes);
  return { engine, bench: new LawBench(engine, ALL) };
}

const asked = (bench: LawBench, at: number): void =>
  bench.watch.command({ kind: 'pod.create', at, pool: poolId(0), pod: podId(7) });

/** Looks at the end of each instant; gives what is said then. */
function looked(bench: LawBench, ...instants: readonly number[]): string | null {
  for (const at of instants) bench.watch.instantEnded(at);
  return bench.said('cold-start');
}

describe('cold-start', () => {
  test('breaks at once where the pool is empty and nothing happened lately', () => {
    expect(looked(cold().bench, 50_000)).toBe(sentence(50_000, 0));
  });

  test('is not asked of a pool that has not been demanded to keep it', () => {
    expect(looked(new LawBench(engineWithWaiting(0, { plans: 1 })), 50_000)).toBeNull();
  });

  test('holds while no work waits, and while a pod lives', () => {
    expect(looked(new LawBench(engineWithWaiting(0), ALL), 50_000)).toBeNull();
    const { bench } = cold();
    bench.fact({ kind: 'pod.up', at: 0, pod: podId(0), pool: poolId(0) });
    expect(looked(bench, 50_000)).toBeNull();
    bench.fact({ kind: 'pod.down', at: 51_000, pod: podId(0) });
    expect(looked(bench, 51_000)).toBe(sentence(51_000, 0));
  });

  test('gives two periods from the last pod that was asked for', () => {
    const { bench } = cold();
    asked(bench, 30_000);
    expect(looked(bench, 30_000, 30_000 + TWO_PERIODS - 1)).toBeNull();
    expect(looked(bench, 30_000 + TWO_PERIODS)).toBe(sentence(50_000, TWO_PERIODS));
  });

  test('gives them anew with every pod that is asked for', () => {
    const { bench } = cold();
    asked(bench, 4_000);
    bench.watch.instantEnded(5_000);
    asked(bench, 15_000);
    expect(looked(bench, 25_000, 34_999)).toBeNull();
    expect(looked(bench, 35_000)).toBe(sentence(35_000, TWO_PERIODS));
  });

  test('counts from when the work came, not from a pod that was asked for before it', () => {
    const { bench } = cold();
    asked(bench, 10_000);
    expect(looked(bench, 25_000, 25_000 + TWO_PERIODS - 1)).toBeNull();
    expect(looked(bench, 45_000)).toBe(sentence(45_000, TWO_PERIODS));
  });

  test('takes no account of a pod that was asked for more than two periods before the work came', () => {
    const soon = cold().bench;
    asked(soon, 10_000);
    expect(looked(soon, 30_000)).toBeNull();
    const late = cold().bench;
    asked(late, 10_000);
    expect(looked(late, 30_001)).toBe(sentence(30_001, 0));
  });

  test('gives two periods where a dead pod is still in the books', () => {
    const { bench } = cold(1);
    expect(looked(bench, 50_000, 69_999)).toBeNull();
    expect(looked(bench, 70_000)).toBe(sentence(70_000, TWO_PERIODS));
  });

  test.each([
    ['is restarted', (bench: LawBench) => bench.event({ kind: 'server.restarted', at: 30_000, agents: [] })],
    ['goes on after it stood still', (bench: LawBench) => bench.fact({ kind: 'server.resumed', at: 30_000 })],
  ])('gives two periods, and counts from there, when the server %s', (_, back) => {
    const { bench } = cold();
    asked(bench, 19_000);
    bench.watch.instantEnded(20_000);
    back(bench);
    expect(looked(bench, 31_000, 50_999)).toBeNull();
    expect(looked(bench, 51_000)).toBe(sentence(51_000, TWO_PERIODS));
  });

  test('is not asked while the server is down', () => {
    const { bench } = cold();
    bench.fact({ kind: 'server.down', at: 20_000 });
    expect(looked(bench, 50_000)).toBeNull();
  });
});

describe('cold-start, excused', () => {
  const query = 'unblocked';
  const shown = {
    pod: podId(3),
    phase: 'running',
    scheduled: true,
    createdAt: 0,
    runningAt: 0,
    terminating: false,
    registered: false,
  } as const;

  const listed = (bench: LawBench, at: number, pods: readonly (typeof shown)[]): void =>
    bench.event({ kind: 'pods.listed', at, pool: poolId(0), pods });
  const requested = (engine: EngineByHand, pod: number): Pod => Object.assign(engine.pod(pod), { phase: 'requested' });

  // Each excuse begins at 30 s and is over at 60 s, where the law counts anew.
  test.each<[string, number, (of: { engine: EngineByHand; bench: LawBench }, isOn: boolean) => void]>([
    ['the list shows a pod that is no more', 0, ({ bench }, isOn) => listed(bench, 30_000, isOn ? [shown] : [])],
    [
      'slots are not rebuilt yet',
      0,
      ({ engine }, isOn) => {
        engine.pool.recovery = isOn ? 'first-decision' : 'done';
      },
    ],
    [
      'the policy cannot read the store',
      0,
      ({ bench }, isOn) =>
        bench.event(
          isOn
            ? { kind: 'store.queryFailing', at: 30_000, query, mode: 'zero' }
            : { kind: 'store.queryRestored', at: 60_000, query },
        ),
    ],
    [
      'a pod is asked for and not made yet',
      2,
      ({ engine }, isOn) => {
        engine.pod(1).phase = isOn ? 'requested' : 'running';
      },
    ],
  ])('while %s', (_, pods, excuse) => {
    const of = cold(pods);
    const { bench } = of;
    // Two periods are given from 29 s on, since a pod was asked for then; they would be over at 49 s.
    asked(bench, 29_000);
    bench.watch.instantEnded(29_000);
    excuse(of, true);
    expect(looked(bench, 30_000, 49_999)).toBeNull();
    asked(bench, 50_000);
    excuse(of, false);
    expect(looked(bench, 60_000, 79_999)).toBeNull();
    expect(looked(bench, 80_000)).toBe(sentence(80_000, TWO_PERIODS));
  });

  test('while a list is on its way, which takes nothing off its time', () => {
    const { engine, bench } = cold(0);
    asked(bench, 29_000);
    bench.watch.instantEnded(29_000);
    engine.pool.listing = true;
    expect(looked(bench, 30_000, 59_999)).toBeNull();
    engine.pool.listing = false;
    // One of its twenty seconds was over before the list.
    expect(looked(bench, 60_000, 78_999)).toBeNull();
    expect(looked(bench, 79_000)).toBe(sentence(79_000, TWO_PERIODS));
  });

  test('for two periods at once where timers may be late', () => {
    const bench = new LawBench(engineWithWaiting(0, { plans: 1 }), ALL, { isPunctual: false });
    expect(looked(bench, 50_000, 69_999)).toBeNull();
    expect(looked(bench, 70_000)).toBe(sentence(70_000, TWO_PERIODS));
  });

  test('in a freeze window, to its last millisecond', () => {
    const { bench } = cold(0, { freeze: [{ from: 30_000, to: 60_000 }] });
    expect(looked(bench, 30_000, 59_999)).toBeNull();
    expect(looked(bench, 60_000)).toBe(sentence(60_000, 0));
  });

  test('by no pod that was asked for and is to go', () => {
    const { engine, bench } = cold(1);
    requested(engine, 0).terminating = true;
    expect(looked(bench, 50_000, 70_000)).toBe(sentence(70_000, TWO_PERIODS));
  });
});
