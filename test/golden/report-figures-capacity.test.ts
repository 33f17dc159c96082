import { describe, expect, test } from 'vitest';
import type { ScaleDecided } from '../../src/engine/note.ts';
import { decisionAt, scaleDecisions } from '../support/scale-decisions.ts';

// The capacity report's log lines have the tasks that wait, the agents online, their slots, those in use and those available.

const FIRST_TICK_MS = 10_000;

const firstTick = (name: string): ScaleDecided =>
  decisionAt(scaleDecisions(`reports/capacity-${name}.yaml`, 'after'), FIRST_TICK_MS);

describe('the decisions of the capacity report carry the figures of its log lines', () => {
  test('cold start: five wait, no agent is online, one pod', () => {
    const { from, to, reason } = firstTick('cold-start');
    expect([from, to, reason.rule]).toEqual([0, 1, 'cold-start']);
    expect(reason.figures).toEqual({
      firstPendingTasks: 5,
      onlineAgents: 0,
      totalCapacity: 0,
      runningTasks: 0,
      availableCapacity: 0,
      pods: 0,
    });
  });

  test('spare capacity: two wait, two agents with 6 slots, 3 running and 3 available, no scale-up', () => {
    const { from, to, reason } = firstTick('spare');
    expect([from, to, reason.rule]).toEqual([2, 2, 'capacity-available']);
    expect(reason.figures).toEqual({
      firstPendingTasks: 2,
      onlineAgents: 2,
      totalCapacity: 6,
      runningTasks: 3,
      availableCapacity: 3,
      pods: 2,
    });
  });

  test('full capacity: three wait, two agents with 6 slots and 6 running, from 2 to 3 at 100 % used', () => {
    const { from, to, reason, onlineUtilization } = firstTick('full');
    expect([from, to, reason.rule, onlineUtilization]).toEqual([2, 3, 'capacity-full', 1]);
    expect(reason.figures).toEqual({
      firstPendingTasks: 3,
      onlineAgents: 2,
      totalCapacity: 6,
      runningTasks: 6,
      availableCapacity: 0,
      pods: 2,
    });
  });

  test('full capacity at max: the same figures, and max is named as the limit', () => {
    const { from, to, reason } = firstTick('at-max');
    expect([from, to, reason.rule, reason.limitedBy]).toEqual([2, 2, 'capacity-full', 'max']);
    expect(reason.figures).toEqual(firstTick('full').reason.figures);
  });

  test('the good sign: five wait, three agents with 9 slots, 5 used and 4 available, no scale-up', () => {
    const { from, to, reason } = firstTick('fewer-free-than-waiting');
    expect([from, to, reason.rule]).toEqual([3, 3, 'capacity-available']);
    expect(reason.figures).toEqual({
      firstPendingTasks: 5,
      onlineAgents: 3,
      totalCapacity: 9,
      runningTasks: 5,
      availableCapacity: 4,
      pods: 3,
    });
  });

  test('capacity unknown: the figures are unknown, not zero, and two pods are kept', () => {
    const { from, to, reason } = firstTick('unknown-with-pods');
    expect([from, to, reason.rule]).toEqual([2, 2, 'capacity-unknown']);
    expect(reason.figures).toEqual({
      firstPendingTasks: 3,
      onlineAgents: null,
      totalCapacity: null,
      runningTasks: null,
      availableCapacity: null,
      pods: 2,
    });
  });

  test('server restart: at every tick until they are back the three agents count as online with 9 slots available', () => {
    const decisions = scaleDecisions('reports/capacity-server-restart.yaml', 'after');
    for (const at of [25_000, 35_000, 45_000, 55_000, 65_000, 75_000]) {
      const { from, to, reason } = decisionAt(decisions, at);
      expect([from, to]).toEqual([3, 3]);
      expect(reason.figures).toMatchObject({ firstPendingTasks: 10, onlineAgents: 3, availableCapacity: 9 });
    }
  });

  test('server restart with the heartbeats forgotten: the same tick sees no agent online and goes to one pod', () => {
    const decisions = scaleDecisions('reports/capacity-server-restart.yaml', 'forgotten');
    const { from, to, reason } = decisionAt(decisions, 25_000);
    expect([from, to, reason.rule]).toEqual([3, 1, 'cold-start']);
    expect(reason.figures).toMatchObject({ firstPendingTasks: 10, onlineAgents: 0, availableCapacity: 0 });
  });
});
