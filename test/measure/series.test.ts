import { describe, expect, it } from 'vitest';
import { attemptId, nodeId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { Observer } from '../../src/engine/observer.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import type { CompiledScenario } from '../../src/scenario/compiled.ts';
import type { SeriesName, SeriesRef } from '../../src/scenario/expectation.ts';
import { clusterOf } from '../support/clusters.ts';
import { play, poolOf, type StreamRecord, scenarioOf } from '../support/records.ts';
import {
  agentDown,
  agentUp,
  arrives,
  decided,
  ends,
  handedIn,
  locked,
  moved,
  podDown,
  podPhase,
  podReady,
  podUp,
  slot,
  starts,
  submitted,
} from '../support/task-stories.ts';

/** The named series after each instant of the stream. */
function seen<N extends SeriesName>(records: readonly StreamRecord[], names: readonly N[], scenario = scenarioOf()) {
  const series = new SeriesTracker(scenario);
  const shown: Record<number, number[]> = {};
  const reader: Observer = {
    instantEnded: (at) => {
      shown[at] = names.map((name) => series.value(name, at));
    },
  };
  play([series, reader], records, 1000);
  return shown;
}

const create = (at: number, pod: number): StreamRecord => ({
  command: { kind: 'pod.create', at, pool: poolId(0), pod: podId(pod) },
});

describe('SeriesTracker: nodes', () => {
  it('counts nodes that are up, and pods that no node has room for until they have one or go', () => {
    const shown = seen(
      [
        { fact: { kind: 'node.up', at: 0, node: nodeId(0), group: 'node' } },
        podUp(1, 0),
        podUp(1, 1),
        { fact: { kind: 'pod.unschedulable', at: 2, pod: podId(0) } },
        { fact: { kind: 'pod.unschedulable', at: 2, pod: podId(1) } },
        { fact: { kind: 'node.up', at: 3, node: nodeId(1), group: 'node' } },
        { fact: { kind: 'pod.scheduled', at: 3, pod: podId(0), node: nodeId(1) } },
        podPhase(4, 1, 'terminating'),
        podDown(5, 1),
        { fact: { kind: 'node.down', at: 6, node: nodeId(0) } },
      ],
      ['nodes', 'pods.unschedulable', 'pods.pending'],
      scenarioOf({ cluster: clusterOf([{}]) }),
    );
    expect(shown).toEqual({
      0: [1, 0, 0],
      1: [1, 0, 2],
      2: [1, 2, 2],
      3: [2, 1, 2],
      4: [2, 0, 1],
      5: [2, 0, 1],
      6: [1, 0, 1],
    });
  });

  it('reads a series of one pool, and of all of them', () => {
    const series = new SeriesTracker(scenarioOf({ pools: [poolOf({ name: 'a' }), poolOf({ name: 'b' })] }));
    const upIn = (pool: number, pod: number): StreamRecord => ({
      fact: { kind: 'pod.up', at: 1, pod: podId(pod), pool: poolId(pool) },
    });
    play([series], [upIn(0, 0), upIn(1, 1), upIn(1, 2)], 10);
    expect(series.read({ kind: 'count', name: 'pods' }, 10)).toBe(3);
    expect([0, 1].map((pool) => series.read({ kind: 'pool-count', pool: poolId(pool), name: 'pods' }, 10))).toEqual([
      1, 2,
    ]);
  });

  it('knows the age of the queue of each pool, and over all that of the oldest', () => {
    const series = new SeriesTracker(scenarioOf({ pools: [poolOf({ name: 'a' }), poolOf({ name: 'b' })] }));
    const tasks = [...submitted(10, { task: 0, pool: 0 }), ...submitted(30, { task: 1, pool: 1 })];
    play([series], [...tasks, moved(50, 0, 'pending', 'running')], 60);
    const ages = (at: number) => [
      series.valueOf(0, 'queue.oldest', at),
      series.valueOf(1, 'queue.oldest', at),
      series.value('queue.oldest', at),
    ];
    expect(ages(60)).toEqual([0, 30, 30]);
    expect([series.oldestSince(0), series.oldestSince(1), series.oldestSince(null)]).toEqual([null, 30, 30]);
  });
});

describe('SeriesTracker: pods', () => {
  it('counts a pod from the command to make it until it is terminating', () => {
    const shown = seen(
      [
        create(10, 0),
        podUp(11, 0),
        podPhase(20, 0, 'running'),
        agentUp(25, 0),
        podPhase(40, 0, 'terminating'),
        agentDown(41, 0),
        podDown(45, 0),
      ],
      ['pods', 'pods.pending', 'pods.running', 'pods.connected', 'pods.terminating', 'pods.created', 'slots'],
    );
    expect(shown).toEqual({
      0: [0, 0, 0, 0, 0, 0, 0],
      10: [1, 1, 0, 0, 0, 0, 0],
      11: [1, 1, 0, 0, 0, 1, 4],
      20: [1, 0, 1, 0, 0, 1, 4],
      25: [1, 0, 1, 1, 0, 1, 4],
      40: [0, 0, 0, 0, 1, 1, 4],
      41: [0, 0, 0, 0, 1, 1, 4],
      45: [0, 0, 0, 0, 0, 1, 0],
    });
  });

  it('drops a pod whose creation failed for certain, and keeps one of unknown fate until the next list', () => {
    const failed = (at: number, pod: number, certain: boolean): StreamRecord => ({
      event: { kind: 'pod.createFailed', at, pod: podId(pod), certain, reason: 'quota' },
    });
    const listed = (at: number): StreamRecord => ({ event: { kind: 'pods.listed', at, pool: poolId(0), pods: [] } });
    const shown = seen(
      [create(1, 0), create(1, 1), create(1, 2), failed(2, 0, true), failed(3, 1, false), listed(4)],
      ['pods'],
    );
    // Pod 2 is not heard of yet: the list says nothing about it.
    expect(shown).toEqual({ 0: [0], 1: [3], 2: [2], 3: [2], 4: [1] });
  });

  it('takes dead pods for pods only where nobody reaps them', () => {
    const story = [...podReady(1, 0), podPhase(5, 0, 'failed'), agentDown(5, 0)];
    expect(seen(story, ['pods', 'pods.failed'])[5]).toEqual([0, 1]);
    const unreaped = scenarioOf({ pools: [poolOf({ reaper: false })] });
    expect(seen(story, ['pods', 'pods.failed'], unreaped)[5]).toEqual([1, 1]);
  });

  it('adds up pools', () => {
    const scenario = scenarioOf({ pools: [poolOf({ name: 'a', slots: 3 }), poolOf({ name: 'b', slots: 1 })] });
    const shown = seen(
      [...podReady(1, 0, 0), ...podReady(2, 1, 1), decided(3, 1, 4), decided(4, 1, 2, { pool: 1 })],
      ['pods', 'slots', 'desired'],
      scenario,
    );
    expect(shown[4]).toEqual([2, 4, 6]);
  });

  it('believes the platform about who is online', () => {
    const hello: StreamRecord = {
      event: { kind: 'agent.connected', at: 2, pod: podId(0), running: [], finished: [] },
    };
    const silent: StreamRecord = { event: { kind: 'agent.silent', at: 9, pod: podId(0), lastBeatAt: 3 } };
    const shown = seen(
      [podUp(1, 0), agentUp(2, 0), hello, agentDown(4, 0), silent],
      ['agents.online', 'pods.connected'],
    );
    expect(shown).toEqual({ 0: [0, 0], 1: [0, 0], 2: [1, 1], 4: [1, 0], 9: [0, 0] });
  });
});

describe('SeriesTracker: slots', () => {
  const USES = [
    ...(['slots.running', 'slots.claimed', 'slots.reserved', 'slots.idle'] as const),
    ...(['slots.offline', 'slots.starting'] as const),
  ];

  it('splits the slots of existing pods by use, so that the parts add up', () => {
    const shown = seen(
      [
        podUp(1, 0),
        ...submitted(1, { task: 0 }),
        slot(2, 0, 0, 'idle', 'claimed'),
        agentUp(3, 0),
        slot(4, 0, 0, 'claimed', 'running'),
        moved(4, 0, 'pending', 'running'),
        slot(5, 0, 0, 'running', 'reserved'),
        moved(5, 0, 'running', 'apply_pending'),
        agentDown(6, 0),
      ],
      USES,
    );
    expect(shown).toEqual({
      0: [0, 0, 0, 0, 0, 0],
      1: [0, 0, 0, 0, 0, 4],
      2: [0, 1, 0, 0, 0, 3],
      3: [0, 1, 0, 3, 0, 0],
      4: [1, 0, 0, 3, 0, 0],
      5: [0, 0, 1, 3, 0, 0],
      6: [0, 0, 1, 0, 3, 0],
    });
  });

  it('does not take dead pods and those that go for starting ones', () => {
    const shown = seen([podUp(1, 0), podUp(1, 1), podPhase(2, 0, 'terminating'), podPhase(3, 1, 'failed')], USES);
    expect([shown[1], shown[2], shown[3]].map((values) => values?.slice(-2))).toEqual([
      [0, 8],
      [4, 4],
      [8, 0],
    ]);
  });

  it('counts capacity units under weights', () => {
    const shown = seen([...podReady(1, 0), ...submitted(1, { task: 0 }), slot(2, 0, 0, 'idle', 'running', 3)], USES);
    expect(shown[2]).toEqual([3, 0, 0, 1, 0, 0]);
  });

  it('does not count a slot twice when a restart builds it anew, nor forgets one that ends without a note', () => {
    const shown = seen(
      [
        ...podReady(1, 0),
        ...submitted(1, { task: 0 }),
        ...starts(2, 0, 0),
        slot(5, 0, 0, 'idle', 'running'),
        moved(8, 0, 'running', 'failed', 'interrupted'),
      ],
      USES,
    );
    expect([shown[5], shown[8]]).toEqual([
      [1, 0, 0, 3, 0, 0],
      [0, 0, 0, 4, 0, 0],
    ]);
  });

  it('takes the slots away with their pod', () => {
    const shown = seen(
      [
        ...podReady(1, 0),
        ...submitted(1, { task: 0 }),
        ...starts(2, 0, 0),
        podDown(3, 0),
        slot(4, 0, 0, 'running', 'idle'),
      ],
      ['slots', ...USES],
    );
    expect([shown[3], shown[4]]).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
  });
});

describe('SeriesTracker: tasks', () => {
  it('follows tasks through their states', () => {
    const shown = seen(
      [
        ...podReady(1, 0),
        ...submitted(10, { task: 0, type: 'plan_and_apply' }),
        ...arrives(11, { task: 1 }),
        handedIn(11, { task: 1, type: 'plan_and_apply' }),
        moved(11, 1, null, 'waiting'),
        ...starts(12, 0, 0),
        moved(20, 0, 'running', 'apply_pending'),
        moved(30, 0, 'apply_pending', 'cancelled', 'discarded'),
        moved(30, 1, 'waiting', 'pending'),
        ...starts(31, 0, 1),
        ...ends(40, 0, 1, 'failed'),
      ],
      [
        'tasks.submitted',
        'tasks.waiting',
        'tasks.pending',
        'tasks.running',
        'tasks.applyPending',
        'tasks.finished',
        'tasks.failed',
      ],
    );
    expect(shown[10]).toEqual([1, 0, 1, 0, 0, 0, 0]);
    expect(shown[11]).toEqual([2, 1, 1, 0, 0, 0, 0]);
    expect(shown[12]).toEqual([2, 1, 0, 1, 0, 0, 0]);
    expect(shown[20]).toEqual([2, 1, 0, 0, 1, 0, 0]);
    expect(shown[30]).toEqual([2, 0, 1, 0, 0, 1, 0]);
    expect(shown[40]).toEqual([2, 0, 0, 0, 0, 2, 1]);
  });

  it('leaves locked tasks out of the unblocked ones and out of the queue’s age', () => {
    const shown = seen(
      [
        ...submitted(10, { task: 0 }),
        ...submitted(20, { task: 1 }),
        locked(30, 0, true),
        locked(50, 0, false),
        moved(60, 1, 'pending', 'cancelled'),
      ],
      ['tasks.pending', 'tasks.unblocked', 'queue.oldest'],
    );
    // At 50 task 0 begins to wait anew: the oldest is task 1, since 20; at 60 it is task 0, since 50.
    expect(shown).toEqual({
      0: [0, 0, 0],
      10: [1, 1, 0],
      20: [2, 2, 10],
      30: [2, 1, 10],
      50: [2, 2, 30],
      60: [1, 1, 10],
    });
  });

  it('lets a task keep its age when its send fails', () => {
    const shown = seen(
      [
        ...submitted(10, { task: 0 }),
        ...submitted(20, { task: 1 }),
        moved(30, 0, 'pending', 'running'),
        moved(40, 0, 'running', 'pending', 'send-failed'),
      ],
      ['queue.oldest'],
    );
    expect([shown[30], shown[40]]).toEqual([[10], [30]]);
  });

  it('calls a task lost that was handed in and got no state', () => {
    const story = [...arrives(5, { task: 0 }), handedIn(6, { task: 0 }), ...submitted(7, { task: 1 })];
    const shown = seen(story, ['tasks.submitted', 'tasks.lost']);
    expect([shown[0], shown[5], shown[6], shown[7]]).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  it('begins with what existed before the run, and does not count it again when it is told of it', () => {
    const needs = {
      planMs: 1,
      applyMs: 1,
      confirmMs: 1,
      discards: false,
      nothingToApply: false,
      planFails: false,
      applyFails: false,
    };
    const scenario = scenarioOf({
      initial: {
        pods: [
          { pod: podId(0), pool: poolId(0), state: 'connected', ageMs: 0 },
          { pod: podId(1), pool: poolId(0), state: 'failed', ageMs: 0 },
        ],
        tasks: [
          {
            task: taskId(0),
            pool: poolId(0),
            workspace: workspaceId(0),
            type: 'plan',
            state: 'running',
            phase: 'plan',
            pod: podId(0),
            slot: 0,
            attempt: attemptId(1),
            needs,
          },
        ],
      },
    });
    const retold = [
      podUp(0, 0),
      podPhase(0, 0, 'running'),
      podUp(0, 1),
      podPhase(0, 1, 'running'),
      podPhase(0, 1, 'failed'),
      agentUp(0, 0),
      ...arrives(0, { task: 0 }),
      slot(0, 0, 0, 'idle', 'running'),
    ];
    const names = [
      'pods',
      'pods.failed',
      'pods.created',
      'slots.running',
      'slots.idle',
      'tasks.running',
      'desired',
    ] as const;
    expect(seen(retold, names, scenario)[0]).toEqual([1, 1, 0, 1, 3, 1, 1]);
    expect(seen([], names, scenario)[0]).toEqual([1, 1, 0, 1, 3, 1, 1]);
  });
});

describe('SeriesTracker: single things', () => {
  const status = (task: number): SeriesRef => ({ kind: 'task-status', task: taskId(task) });
  const pod = (task: number): SeriesRef => ({ kind: 'task-pod', task: taskId(task) });
  const phase = (id: number): SeriesRef => ({ kind: 'pod-phase', pod: podId(id) });
  const running: SeriesRef = { kind: 'workspace-running', workspace: workspaceId(1) };

  function watched(...refs: readonly SeriesRef[]): CompiledScenario {
    const comparison = { op: '=', value: 0 } as const;
    const conditions = refs.map((series) => ({ series, comparison, text: '' }));
    const place = { file: 'by-hand.yaml', line: 1, column: 1 };
    return scenarioOf({ expectations: [{ name: 'watched', place, form: { kind: 'at', at: 0, conditions } }] });
  }

  it('tells status, pod, workspace and phase of what an expectation names', () => {
    const series = new SeriesTracker(watched(status(0), running));
    const shown: unknown[] = [];
    const reader: Observer = {
      instantEnded: (at) => shown.push([status(0), pod(0), running, phase(0)].map((ref) => series.read(ref, at))),
    };
    play(
      [series, reader],
      [
        create(1, 0),
        ...podReady(2, 0),
        ...submitted(3, { task: 0, workspace: 1 }),
        ...starts(4, 0, 0),
        ...ends(5, 0, 0),
        podPhase(6, 0, 'terminating'),
        podDown(7, 0),
      ],
      10,
    );
    expect(shown).toEqual([
      ['none', 'none', 0, 'none'],
      ['none', 'none', 0, 'pending'],
      ['none', 'none', 0, 'running'],
      ['pending', 'none', 0, 'running'],
      ['running', 1, 1, 'running'],
      ['success', 'none', 0, 'running'],
      ['success', 'none', 0, 'terminating'],
      ['success', 'none', 0, 'gone'],
    ]);
  });

  it('forgets the end of a task that nobody asks for', () => {
    const series = new SeriesTracker(scenarioOf());
    play([series], [...podReady(1, 0), ...submitted(2, { task: 0 }), ...starts(3, 0, 0), ...ends(4, 0, 0)], 10);
    expect(series.read(status(0), 10)).toBe('none');
  });
});
