import { describe, expect, test } from 'vitest';
import { compileGood } from './scenario-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const modifiers = (list: string, clock = '') =>
  compileGood(`${clock}
run: { duration: 7d }
pool: { max: 9, autoscaler: { modifiers: [ ${list} ] } }`).pools[0]!.config.autoscaler.modifiers;

describe('modifiers', () => {
  test('are none unless written', () => {
    expect(compileGood('').pools[0]!.config.autoscaler.modifiers).toEqual([]);
  });

  test('take a bare value, or a map whose gaps are the defaults', () => {
    const [short, long] = modifiers('{ cooldown: 2m }, { cooldown: { down: 10m, timers: split } }');
    expect(short?.modifier.name).toBe('cooldown');
    expect(short?.parameters).toEqual({ up: 2 * MINUTE, down: 2 * MINUTE, timers: 'shared' });
    expect(long?.parameters).toEqual({ up: 5 * MINUTE, down: 10 * MINUTE, timers: 'split' });
  });

  test('keep their order, and may come twice', () => {
    const list = modifiers('{ headroom: 1 }, { rate-limit: 2 }, { headroom: { unit: pods } }');
    expect(list.map(({ modifier }) => modifier.name)).toEqual(['headroom', 'rate-limit', 'headroom']);
  });

  test('do not share their memory between entries', () => {
    const [first, second] = modifiers('{ cooldown: 1m }, { cooldown: 2m }');
    expect(first?.modifier.initialMemory()).not.toBe(second?.modifier.initialMemory());
  });
});

describe('a schedule', () => {
  const clock = 'clock: { start: 2026-01-05T00:00:00, timezone: Europe/Berlin }';
  const steps = (windows: string, at = clock) => modifiers(`{ schedule: [ ${windows} ] }`, at)[0]?.parameters.steps;

  test('rises and falls with its windows', () => {
    expect(steps('{ days: [Mon, Wed], from: "08:00", to: "09:59", pods: 4 }')).toEqual([
      { at: 8 * HOUR, pods: 4 },
      { at: 10 * HOUR, pods: 0 },
      { at: 2 * DAY + 8 * HOUR, pods: 4 },
      { at: 2 * DAY + 10 * HOUR, pods: 0 },
    ]);
  });

  test('takes the largest of windows that are open together', () => {
    const windows =
      '{ days: [Mon], from: "08:00", to: "11:59", pods: 2 }, { days: [Mon], from: "09:00", to: "09:59", pods: 5 }';
    expect(steps(windows)).toEqual([
      { at: 8 * HOUR, pods: 2 },
      { at: 9 * HOUR, pods: 5 },
      { at: 10 * HOUR, pods: 2 },
      { at: 12 * HOUR, pods: 0 },
    ]);
  });

  test('has no gap where one window follows another', () => {
    const windows =
      '{ days: [Mon], from: "08:00", to: "08:59", pods: 2 }, { days: [Mon], from: "09:00", to: "09:59", pods: 3 }';
    expect(steps(windows)).toEqual([
      { at: 8 * HOUR, pods: 2 },
      { at: 9 * HOUR, pods: 3 },
      { at: 10 * HOUR, pods: 0 },
    ]);
  });

  test('follows the clock on the wall when it changes', () => {
    // On 2026-03-29 two o'clock is three o'clock: nine is only eight hours after midnight.
    const spring = 'clock: { start: 2026-03-29T00:00:00, timezone: Europe/Berlin }';
    expect(steps('{ days: [Sun], from: "09:00", to: "09:59", pods: 1 }', spring)).toEqual([
      { at: 8 * HOUR, pods: 1 },
      { at: 9 * HOUR, pods: 0 },
    ]);
  });
});
