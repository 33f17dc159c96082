import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRunClock } from '../../src/real/run-clock.ts';

describe('the clock of a real run', () => {
  let wall = 0;
  const monotonicMs = (): number => wall;
  const pass = (ms: number): void => {
    wall += ms;
    vi.advanceTimersByTime(ms);
  };

  beforeEach(() => {
    wall = 5_000;
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 9), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => vi.useRealTimers());

  it('counts whole scenario ms from the beginning of the run', () => {
    const clock = startRunClock({ timeScale: 60, monotonicMs });
    expect(clock.now()).toBe(0);
    pass(2.51);
    // 2.51 ms of wall time are 150.6 ms of the scenario.
    expect(clock.now()).toBe(150);
  });

  it('stands still while it is held, and wakes nobody', () => {
    const clock = startRunClock({ timeScale: 60, isHeld: true, monotonicMs });
    const woken = vi.fn();
    clock.after(60_000, woken);
    pass(5000);
    expect(clock.now()).toBe(0);
    expect(woken).not.toHaveBeenCalled();
    clock.begin();
    expect(clock.epochMs(0)).toBe(Date.UTC(2026, 0, 5, 9, 0, 5));
    pass(2000);
    expect(clock.now()).toBe(120_000);
    expect(woken).toHaveBeenCalledOnce();
  });

  it('turns scenario time into wall time and into dates, and dates back', () => {
    const clock = startRunClock({ timeScale: 60, monotonicMs });
    expect(clock.wallMs(60_000)).toBe(1000);
    expect(clock.wallMs(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(clock.epochMs(60_000)).toBe(Date.UTC(2026, 0, 5, 9, 0, 1));
    expect(clock.instantOf(Date.UTC(2026, 0, 5, 9, 0, 1))).toBe(60_000);
    expect(clock.instantOf(Date.UTC(2026, 0, 5, 8, 59, 59))).toBe(-60_000);
  });

  it('is not moved by a calendar clock that is set', () => {
    const clock = startRunClock({ timeScale: 1, monotonicMs });
    pass(100);
    vi.setSystemTime(Date.UTC(2020, 0, 1));
    expect(clock.now()).toBe(100);
    expect(clock.epochMs(0)).toBe(Date.UTC(2026, 0, 5, 9));
  });

  it('wakes once, when the time has come and not before', () => {
    const clock = startRunClock({ timeScale: 10, monotonicMs });
    const woken: number[] = [];
    clock.after(1000, () => woken.push(clock.now()));
    pass(99);
    expect(woken).toEqual([]);
    pass(1);
    pass(500);
    expect(woken).toEqual([1000]);
  });

  it('waits on when it is woken early', () => {
    const clock = startRunClock({ timeScale: 1, monotonicMs });
    const woken: number[] = [];
    clock.after(100, () => woken.push(clock.now()));
    wall += 99.4;
    vi.advanceTimersByTime(100);
    expect(woken).toEqual([]);
    pass(1);
    expect(woken).toEqual([100]);
  });

  it('knows how late it was at worst', () => {
    const clock = startRunClock({ timeScale: 60, monotonicMs });
    clock.after(6_000, () => {});
    clock.after(60_000, () => {});
    pass(100);
    expect(clock.longestLateMs).toBe(0);
    // Nobody is woken for 1.2 s of wall time, and one was to be after 0.9 s.
    wall += 1_200;
    vi.advanceTimersByTime(900);
    expect(clock.longestLateMs).toBe(300);
  });

  it('never calls at once, even when no time is to pass', () => {
    const clock = startRunClock({ timeScale: 1, monotonicMs });
    let calls = 0;
    clock.after(0, () => {
      calls += 1;
    });
    expect(calls).toBe(0);
    pass(1);
    expect(calls).toBe(1);
  });

  it('waits longer than Node can in one go', () => {
    const clock = startRunClock({ timeScale: 1, monotonicMs });
    const days = 24 * 3_600_000;
    let calls = 0;
    clock.after(60 * days, () => {
      calls += 1;
    });
    for (let day = 1; day < 60; day += 1) pass(days);
    expect(calls).toBe(0);
    pass(days);
    expect(calls).toBe(1);
  });

  it('does not wake for what is cancelled or never due', () => {
    const clock = startRunClock({ timeScale: 1, monotonicMs });
    let calls = 0;
    const count = (): void => {
      calls += 1;
    };
    clock.after(10, count).cancel();
    clock.after(Number.POSITIVE_INFINITY, count).cancel();
    clock.after(Number.POSITIVE_INFINITY, count);
    pass(10_000);
    expect(calls).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
