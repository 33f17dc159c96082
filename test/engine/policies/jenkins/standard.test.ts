import { describe, expect, test } from 'vitest';
import { jenkinsStandard } from '../../../../src/engine/policies/jenkins/standard.ts';
import { podViews } from '../../../support/pod-views.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

/** Agents of one executor each, all busy unless `idle`, and so many that are planned. */
function pool(now: number, online: number, { queue = 0, idle = 0, planned = 0 } = {}): SignalChanges {
  return {
    now,
    max: 1_000,
    slotsPerPod: 1,
    pods: {
      count: online + planned,
      requested: planned,
      running: online,
      connected: online,
      connectedIdle: idle,
      withRunningTask: online - idle,
    },
    connectedSlots: { total: online, used: online - idle, idle },
    tasks: { unblocked: queue, pending: queue, running: online - idle },
  };
}

/** Seconds until the first agent is provisioned for `queue` tasks that come at 0 s, and how many come at once. */
function firstAgents(online: number, queue: number, idleBefore: number): readonly [seconds: number, agents: number] {
  const jenkins = new PolicyAnswers(jenkinsStandard);
  const start = 10_000_000;
  // Long enough that the average is what has been for ever.
  if (idleBefore > 0) {
    for (let now = start - 4_000_000; now <= start; now += 10_000) {
      jenkins.decide(pool(now, online, { idle: idleBefore }));
    }
  }
  for (let seconds = 10; seconds <= 1_000; seconds += 10) {
    const [pods] = jenkins.decide(pool(start + seconds * 1_000, online, { queue }));
    if (pods !== online) return [seconds, Number(pods) - online];
  }
  return [Number.POSITIVE_INFINITY, 0];
}

describe('the wait for the first agent while all executors are busy and have long been', () => {
  test.each([
    [1, 1, 120],
    [1, 2, 50],
    [1, 5, 20],
    [1, 10, 10],
    [3, 1, 190],
    [3, 2, 60],
    [3, 5, 20],
    [3, 10, 10],
    [5, 1, 210],
    [5, 2, 60],
    [5, 5, 20],
    [5, 10, 10],
    [10, 1, 220],
    [10, 2, 60],
    [10, 5, 20],
    [10, 10, 10],
  ])('%i online, %i queued: %i s', (online, queue, seconds) => {
    expect(firstAgents(online, queue, 0)[0]).toBe(seconds);
  });

  test.each([1, 3, 5, 10])('%i online, 50 queued: five at once after 10 s', (online) => {
    expect(firstAgents(online, 50, 0)).toEqual([10, 5]);
  });

  test.each([
    [1, 220],
    [2, 290],
    [5, 380],
    [10, 440],
  ])('%i executors that were idle until then: %i s, however much is queued', (idle, seconds) => {
    expect(firstAgents(idle, 500, idle)[0]).toBe(seconds);
  });
});

test('an empty pool makes the first agent at once, on a hint, too', () => {
  for (const queue of [1, 5, 50]) {
    expect(new PolicyAnswers(jenkinsStandard).decide(pool(1_000, 0, { queue }))).toEqual([1, 'provision']);
  }
});

test('twenty tasks beside ten busy executors get their agents 2, 1, 2, 1, 2, 1, … and the last after 510 s', () => {
  const jenkins = new PolicyAnswers(jenkinsStandard);
  const planned: number[] = [];
  let total = 0;
  for (let seconds = 10; seconds <= 510; seconds += 10) {
    const [pods] = jenkins.decide(pool(seconds * 1_000, 10, { queue: 20, planned: total }));
    planned.push(Number(pods) - 10 - total);
    total = Number(pods) - 10;
  }
  const after = (seconds: number): number => planned.slice(0, seconds / 10).reduce((sum, made) => sum + made, 0);
  expect(planned.slice(0, 10)).toEqual([2, 1, 2, 1, 2, 1, 1, 1, 1, 1]);
  expect([after(100), after(270), after(280), after(500), after(510)]).toEqual([13, 18, 19, 19, 20]);
});

test('nothing is provisioned while as many executors are idle as tasks wait', () => {
  const jenkins = new PolicyAnswers(jenkinsStandard);
  expect(jenkins.decide(pool(10_000, 4, { queue: 2, idle: 2 }))).toEqual([4, 'enough-idle']);
  expect(jenkins.decide(pool(20_000, 4, { queue: 3, idle: 2 }))).toEqual([4, 'averages']);
});

test('a hint moves the average of planned nodes, but none of the others', () => {
  const jenkins = new PolicyAnswers(jenkinsStandard);
  jenkins.decide(pool(10_000, 10, { queue: 8, planned: 10 }));
  for (const now of [11_000, 12_000, 13_000]) jenkins.decide(pool(now, 10, { queue: 8, planned: 10 }));
  // One point of the clock: a tenth of 8. Four evaluations: 10 · (1 − 0.9⁴).
  expect(jenkins.reason?.figures.queueAverage).toBeCloseTo(0.8, 10);
  expect(jenkins.reason?.figures.plannedAverage).toBeCloseTo(3.439, 10);
  jenkins.decide(pool(20_000, 10, { queue: 8, planned: 10 }));
  expect(jenkins.reason?.figures.queueAverage).toBeCloseTo(1.52, 10);
});

test('decisions that are rarer than the clock let the points between see the same', () => {
  const jenkins = new PolicyAnswers(jenkinsStandard);
  jenkins.decide(pool(10_000, 10));
  jenkins.decide(pool(40_000, 10, { queue: 100 }));
  // Three points: 100 · (1 − 0.9³).
  expect(jenkins.reason?.figures.queueAverage).toBeCloseTo(27.1, 10);
});

test('agents of several executors are as many as the executors need', () => {
  const busy = pool(10_000, 3, { queue: 50 });
  expect(new PolicyAnswers(jenkinsStandard).decide({ ...busy, slotsPerPod: 4 })).toEqual([5, 'provision']);
});

test('a restart forgets that executors were idle, so that the pool grows at once', () => {
  const jenkins = new PolicyAnswers(jenkinsStandard);
  for (let now = 10_000; now <= 1_000_000; now += 10_000) jenkins.decide(pool(now, 5, { idle: 5 }));
  expect(jenkins.decide(pool(1_010_000, 5, { queue: 50 }))).toEqual([5, 'averages']);
  jenkins.forget();
  expect(jenkins.decide(pool(1_020_000, 5, { queue: 50 }))).toEqual([10, 'provision']);
});

describe('idle agents', () => {
  const idle = (now: number, min: number, ...idleMs: readonly number[]): SignalChanges => ({
    ...pool(now, idleMs.length, { idle: idleMs.length }),
    min,
    listPods: podViews(...idleMs),
  });

  test('go when they were idle for longer than idleTime, at a look once a minute', () => {
    const jenkins = new PolicyAnswers(jenkinsStandard);
    expect(jenkins.decide(idle(50_000, 0, 300_001, 300_001))).toEqual([2, 'enough-idle']);
    expect(jenkins.decide(idle(60_000, 0, 300_001, 300_000))).toEqual([1, 'idle-timeout']);
    expect(jenkins.decide(idle(70_000, 0, 310_000))).toEqual([1, 'enough-idle']);
    expect(jenkins.decide(idle(120_000, 0, 360_000))).toEqual([0, 'idle-timeout']);
  });

  test('stay where min wants them', () => {
    const jenkins = new PolicyAnswers(jenkinsStandard);
    jenkins.decide(idle(50_000, 1, 1));
    expect(jenkins.decide(idle(60_000, 1, 900_000, 900_000))).toEqual([1, 'idle-timeout']);
    expect(jenkins.reason?.limitedBy).toBe('min');
  });
});

test('blocked tasks are not counted, unless told so', () => {
  const seen = { ...pool(1_000, 0), tasks: { pending: 9, unblocked: 0 } };
  expect(new PolicyAnswers(jenkinsStandard).decide(seen)).toEqual([0, 'enough-idle']);
  expect(new PolicyAnswers(jenkinsStandard, { demand: 'raw' }).decide(seen)).toEqual([1, 'provision']);
});

test('holds when the queue does not answer', () => {
  const seen = { ...pool(10_000, 3), tasks: { unblocked: null } };
  expect(new PolicyAnswers(jenkinsStandard).decide(seen)).toEqual(['hold', 'unavailable']);
});
