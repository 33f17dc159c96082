import { describe, expect, it } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import type { DispatchFailure } from '../../src/engine/note.ts';
import { ChartRecorder } from '../../src/measure/chart-data.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { play, poolOf, type StreamRecord, scenarioOf } from '../support/records.ts';
import {
  arrives,
  decided,
  ends,
  handedIn,
  locked,
  moved,
  podReady,
  podUp,
  starts,
  submitted,
} from '../support/task-stories.ts';

function chart(records: readonly StreamRecord[], endsAt = 1000, pools = ['pool']) {
  const scenario = scenarioOf({
    pools: pools.map((name) => poolOf({ name })),
    taskNames: new Map([[taskId(0), 't1']]),
  });
  const series = new SeriesTracker(scenario);
  const recorder = new ChartRecorder(scenario, series);
  play([series, recorder], records, endsAt);
  return recorder.data();
}

const failed = (at: number, task: number, cause: DispatchFailure): StreamRecord => ({
  note: { kind: 'dispatch.failed', at, task: taskId(task), cause, retryAt: null },
});

describe('ChartRecorder: over time', () => {
  it('shows pods by state with what was desired, at the end of each instant', () => {
    const { pods } = chart([decided(10, 0, 2), podUp(10, 0), podUp(10, 1), ...podReady(30, 2)]);
    expect(pods.rows.map((row) => [row.at, row.values])).toEqual([
      [0, { connected: 0, starting: 0, failed: 0, terminating: 0, desired: 0 }],
      [10, { connected: 0, starting: 2, failed: 0, terminating: 0, desired: 2 }],
      [30, { connected: 1, starting: 2, failed: 0, terminating: 0, desired: 2 }],
    ]);
  });

  it('shows slots by use', () => {
    const { slots } = chart([
      ...podReady(10, 0),
      ...submitted(20, { task: 0 }),
      ...starts(20, 0, 0),
      ...ends(30, 0, 0),
    ]);
    expect(slots.rows.map(({ at, values }) => [at, values.running, values.idle])).toEqual([
      [0, 0, 0],
      [10, 0, 4],
      [20, 1, 3],
      [30, 0, 4],
    ]);
  });

  it('shows how old the oldest was when it left the queue', () => {
    const { queue } = chart([
      ...submitted(100, { task: 0 }),
      ...submitted(150, { task: 1 }),
      moved(300, 0, 'pending', 'running'),
      moved(400, 1, 'pending', 'running'),
    ]);
    expect(queue.rows.map(({ at, values }) => [at, values.unblocked, values.oldestMs])).toEqual([
      [0, 0, 0],
      [100, 1, 0],
      [150, 2, 50],
      [300, 2, 200],
      [300, 1, 150],
      [400, 1, 250],
      [400, 0, 0],
    ]);
  });

  it('shows each of several pools by itself, too, with a queue of its own, and a single one only once', () => {
    const tasks = [...submitted(100, { task: 0, pool: 0 }), ...submitted(300, { task: 1, pool: 1 })];
    const { byPool, pods } = chart([podUp(10, 0, 1), ...tasks], 1000, ['a', 'b']);
    expect(pods.rows.at(-1)?.values.starting).toBe(1);
    expect(byPool.map((course) => [course.pool, course.pods.rows.at(-1)?.values.starting])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(
      byPool.map(({ queue }) => queue.rows.map(({ at, values }) => [at, values.unblocked, values.oldestMs])),
    ).toEqual([
      [
        [0, 0, 0],
        [100, 1, 0],
        [1000, 1, 900],
      ],
      [
        [0, 0, 0],
        [300, 1, 0],
        [1000, 1, 700],
      ],
    ]);
    expect(chart([podUp(10, 0)]).byPool).toEqual([]);
  });

  it('shows faults as bands, to the end of the run where they last so long', () => {
    const { faults } = chart([
      { fact: { kind: 'fault.began', at: 10, fault: 0, name: 'brown-out' } },
      { fact: { kind: 'fault.began', at: 20, fault: 1, name: 'slow' } },
      { fact: { kind: 'fault.ended', at: 30, fault: 0, name: 'brown-out' } },
    ]);
    expect(faults).toEqual([
      { name: 'brown-out', at: 10, until: 30 },
      { name: 'slow', at: 20, until: 1000 },
    ]);
  });
});

describe('ChartRecorder: waits', () => {
  it('spreads the waits of each type over the same bins and ranks', () => {
    const { waits } = chart([
      ...podReady(0, 0),
      ...submitted(100, { task: 0 }),
      ...submitted(100, { task: 1 }),
      ...submitted(100, { task: 2, type: 'drift_check' }),
      ...starts(100, 0, 0),
      ...starts(140, 0, 2),
      ...starts(180, 0, 1),
    ]);
    // Waits: plan 0 and 80, drift check 40. Longest 80 in 40 bins of 2 ms.
    expect(waits.map(({ type, count, censored }) => [type, count, censored])).toEqual([
      ['plan', 2, 0],
      ['drift_check', 1, 0],
    ]);
    const filled = waits.map(({ bins }) => bins.filter((bin) => bin.count > 0));
    expect(filled).toEqual([
      [
        { from: 0, to: 2, count: 1 },
        { from: 78, to: 80, count: 1 },
      ],
      [{ from: 38, to: 40, count: 1 }],
    ]);
    expect(waits[0]?.ecdf).toEqual([
      { ms: 0, share: 0.5 },
      { ms: 80, share: 1 },
    ]);
  });

  it('cuts the longest waits into their causes', () => {
    const { longestWaits } = chart([
      ...submitted(100, { task: 0 }),
      failed(100, 0, 'no-ready-pod'),
      locked(200, 0, true),
      locked(260, 0, false),
      failed(260, 0, 'agent-not-connected'),
      failed(300, 0, 'no-free-slot'),
      ...podReady(310, 0),
      ...starts(450, 0, 0),
    ]);
    expect(longestWaits).toEqual([
      {
        task: 0,
        name: 't1',
        pool: 'pool',
        arrivedAt: 100,
        waitMs: 290,
        isCensored: false,
        parts: [
          { cause: 'own-workspace', ms: 60 },
          { cause: 'no-slot', ms: 150 },
          { cause: 'pod-starting', ms: 100 },
          { cause: 'agent-not-connected', ms: 40 },
        ],
      },
    ]);
  });

  it('gives the time of an outage to the server, whatever the cause before it was', () => {
    const { longestWaits } = chart([
      ...submitted(100, { task: 0 }),
      failed(100, 0, 'no-free-slot'),
      { fact: { kind: 'server.down', at: 200 } },
      ...arrives(250, { task: 1 }),
      { fact: { kind: 'server.up', at: 400 } },
      handedIn(400, { task: 1 }, 250),
      moved(400, 1, null, 'pending'),
      failed(400, 1, 'no-free-slot'),
      ...podReady(450, 0),
      ...starts(500, 0, 0),
    ]);
    // Task 1 never begins: cut off at 1000.
    expect(longestWaits.map(({ task, waitMs, isCensored, parts }) => [task, waitMs, isCensored, parts])).toEqual([
      [
        1,
        750,
        true,
        [
          { cause: 'no-slot', ms: 600 },
          { cause: 'server-down', ms: 150 },
        ],
      ],
      [
        0,
        400,
        false,
        [
          { cause: 'no-slot', ms: 200 },
          { cause: 'server-down', ms: 200 },
        ],
      ],
    ]);
  });

  it('keeps the ten longest, the longest first, equal ones by task', () => {
    const many = Array.from({ length: 30 }, (_, i) => submitted(10, { task: i })).flat();
    const begun = Array.from({ length: 30 }, (_, i) => starts(100 + Math.floor(i / 3), 0, i)).flat();
    const { longestWaits } = chart([...podReady(0, 0), ...many, ...begun]);
    expect(longestWaits.map((wait) => wait.task)).toEqual([27, 28, 29, 24, 25, 26, 21, 22, 23, 18]);
  });
});
