import { expect, it } from 'vitest';
import { statusLine } from '../../../src/cli/watch/status-line.ts';
import type { LiveView } from '../../../src/measure/live-view.ts';

const view = {
  at: 750_000,
  endAt: 1_800_000,
  pods: { connected: 3, starting: 1, desired: 4 },
  slots: { running: 9, reserved: 1, all: 12 },
  queue: { tasks: 12, oldestMs: 80_000 },
  tasks: { submitted: 200, finished: 120 },
  waits: { meanMs: 20_000, p95Ms: 61_000 },
} as LiveView;

it('says how a run stands in one line, what matters most first, and never more than fits', () => {
  const whole =
    '0:12:30 of 0:30:00 · pods 3 + 1 starting, 4 desired · queue 12, oldest 1m 20s · utilization 75 % of 12 slots · p95 wait 1m 01s · 120 of 200 tasks finished · rush > default';
  expect(statusLine('rush > default', view, 200)).toBe(whole);
  expect(statusLine('rush > default', view, 60)).toBe('0:12:30 of 0:30:00 · pods 3 + 1 starting, 4 desired');
  for (let width = 20; width < 200; width++) expect(statusLine('x', view, width).length).toBeLessThanOrEqual(width);
});

it('says so when there is nothing to say yet', () => {
  const empty = {
    ...view,
    pods: { connected: 0, starting: 0, desired: 0 },
    slots: { running: 0, reserved: 0, all: 0 },
    queue: { tasks: 0, oldestMs: 0 },
    waits: null,
  };
  expect(statusLine('x', empty, 100)).toBe(
    '0:12:30 of 0:30:00 · pods 0, 0 desired · queue 0 · utilization none of 0 slots · p95 wait none',
  );
});
