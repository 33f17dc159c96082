import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import type { FaultEffect, FaultTrigger } from '../../src/scenario/compiled.ts';
import { clusterOf } from '../support/clusters.ts';
import { type Recording, recordRun, select, type WrittenRun } from '../support/small-runs.ts';

const S = 1_000;
const from = (at: number, until: number, effect: FaultEffect) => ({ at: at * S, until: until * S, effect });
const connects = (run: Recording) => run.witnessed('agent.up').map(({ at, pod }) => [at, pod]);
const onCreation = (kind: 'unschedulable' | 'unpullable-image' | 'crash-at-start', count = 9): FaultEffect => ({
  kind,
  pool: null,
  count,
});

/** A pod is scheduled 1 s after its creation, runs 20 s later, and its agent connects 2 s after that. Ticks fall every 10 s. */
describe('faults of new pods', () => {
  test('slow-schedule adds to the time until there is a node', () => {
    const slow: FaultEffect = { kind: 'slow-schedule', pool: null, count: 1, delayMs: () => 30 * S };
    expect(connects(recordRun({ pool: { min: 2 }, faults: [from(0, 1, slow)], durationMs: 100 * S }))).toEqual([
      [23 * S, 1],
      [53 * S, 0],
    ]);
  });

  test('unschedulable: the pod waits long after the fault is over, and says why', () => {
    const run = recordRun({
      pool: { min: 2 },
      faults: [from(0, 1, onCreation('unschedulable', 1))],
      durationMs: 300 * S,
    });
    expect(connects(run)).toEqual([[23 * S, 1]]);
    expect(run.heard('pod.changed').filter(({ reason }) => reason !== null)).toMatchObject([
      { at: 1 * S, pod: 0, phase: 'pending', scheduled: false, reason: 'Unschedulable' },
    ]);
  });

  test('unpullable-image: the pod has its node and starts when the fault is over', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [from(0, 60, onCreation('unpullable-image'))],
      durationMs: 100 * S,
    });
    expect(connects(run)).toEqual([[82 * S, 0]]);
    expect(run.heard('pod.changed').filter(({ reason }) => reason !== null)).toMatchObject([
      { at: 1 * S, pod: 0, phase: 'pending', scheduled: true, reason: 'ImagePullBackOff' },
    ]);
  });

  test('crash-at-start: the pod fails as it begins to run, and the reaper makes room for another', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [from(0, 30, onCreation('crash-at-start'))],
      durationMs: 60 * S,
    });
    expect(run.witnessed('pod.phase').slice(0, 2)).toMatchObject([
      { at: 21 * S, pod: 0, phase: 'running' },
      { at: 21 * S, pod: 0, phase: 'failed' },
    ]);
    expect(connects(run)).toEqual([[53 * S, 1]]);
  });
});

describe('faults of pods that go', () => {
  test('pod-eviction: the agent works on for the time to terminate, and no longer', () => {
    const run = recordRun({
      tasks: [{ at: 0 }],
      faults: [{ at: 30 * S, effect: { kind: 'pod-eviction', select: select() } }],
      durationMs: 60 * S,
    });
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '35000 plan lost']);
    expect(run.asked('pod.delete')).toEqual([]);
  });

  test('stuck-terminating keeps what would be gone until the last such fault is over', () => {
    const stuck: FaultEffect = { kind: 'stuck-terminating', pool: null };
    const down = (...until: number[]) =>
      recordRun({
        pool: { policy: 'pending-only' },
        tasks: [{ at: 0, planMs: 10 * S }],
        faults: until.map((end) => from(30, end, stuck)),
        durationMs: 200 * S,
      })
        .witnessed('pod.down')
        .map(({ at }) => at);
    // Deleted by the tick at 40 s, it takes 5 s.
    expect(down()).toEqual([45 * S]);
    expect(down(100)).toEqual([100 * S]);
    expect(down(100, 120)).toEqual([120 * S]);
    expect(down(120, 100)).toEqual([120 * S]);
  });
});

describe('faults of agents', () => {
  test('agent-restart: the work is lost and another agent registers in the same pod', () => {
    const restart: FaultEffect = { kind: 'agent-restart', select: select(), reconnectMs: () => 5 * S };
    const run = recordRun({ tasks: [{ at: 0 }], faults: [{ at: 30 * S, effect: restart }], durationMs: 60 * S });
    expect(run.phases(0).slice(0, 2)).toEqual(['23000 plan began on 0', '30000 plan lost']);
    expect(connects(run)).toEqual([
      [23 * S, 0],
      [35 * S, 0],
    ]);
    expect(run.heard('agent.registered').map(({ at }) => at)).toEqual([23 * S, 35 * S]);
  });

  test('beats-lost: silent two minutes after the last beat, heard again when the last fault is over', () => {
    const lost: FaultEffect = { kind: 'beats-lost', select: select() };
    const heard = (...faults: WrittenRun['faults'] & object) => {
      const run = recordRun({ pool: { min: 1 }, faults, durationMs: 500 * S });
      expect(run.heard('agent.disconnected')).toEqual([]);
      return [run.heard('agent.silent'), run.heard('agent.heard')].map((events) => events.map(({ at }) => at));
    };
    // Beats at 23 s and 53 s.
    expect(heard(from(60, 300, lost))).toEqual([[173 * S], [300 * S]]);
    expect(heard(from(60, 300, lost), from(200, 400, lost))).toEqual([[173 * S], [400 * S]]);
    expect(heard(from(60, 100, lost))).toEqual([[], []]);
  });

  test('zombie: nothing begins on it while it lasts', () => {
    const zombie: FaultEffect = { kind: 'zombie', select: select() };
    const began = (faults: WrittenRun['faults'] & object) =>
      recordRun({ pool: { min: 1, max: 1 }, tasks: [{ at: 30 * S }], faults }).witnessed('phase.began')[0]?.at ?? null;
    expect(began([])).toBe(30 * S);
    expect(began([from(25, 200, zombie)])).toBeGreaterThanOrEqual(200 * S);
  });

  describe('from time zero hit those that are connected from the beginning', () => {
    const initial: WrittenRun['initial'] = {
      pods: [{ pod: podId(0), pool: poolId(0), state: 'connected', ageMs: 60 * S }],
      tasks: [],
    };
    const begun = (fault: NonNullable<WrittenRun['faults']>[number]) =>
      recordRun({ pool: { min: 1, max: 1 }, initial, tasks: [{ at: 30 * S }], faults: [fault], durationMs: 400 * S });

    test('disconnect-agents', () => {
      const cut: FaultEffect = { kind: 'disconnect-agents', select: select(), cutMs: 0, reconnectMs: () => 40 * S };
      expect(connects(begun({ at: 0, effect: cut }))).toEqual([
        [0, 0],
        [40 * S, 0],
      ]);
      expect(connects(begun(from(0, 50, { ...cut, cutMs: 50 * S })))).toEqual([
        [0, 0],
        [90 * S, 0],
      ]);
    });

    test('beats-lost', () => {
      const run = begun(from(0, 300, { kind: 'beats-lost', select: select() }));
      expect(run.heard('agent.silent').map(({ at }) => at)).toEqual([120 * S]);
    });

    test('zombie', () => {
      const run = begun(from(0, 200, { kind: 'zombie', select: select() }));
      expect(run.witnessed('phase.began')[0]?.at).toBeGreaterThanOrEqual(200 * S);
    });
  });
});

describe('faults of the API', () => {
  test('quota: creates beyond it are refused for certain, terminating pods counted', () => {
    const run = recordRun({ pool: { min: 3 }, faults: [from(0, 15, { kind: 'quota', pods: 2 })], durationMs: 30 * S });
    expect(run.heard('pod.createFailed')).toMatchObject([
      { at: 0, pod: 2, certain: true, reason: 'HTTP 403' },
      { at: 10 * S, pod: 3, certain: true },
    ]);
    expect(run.witnessed('pod.up').map(({ at, pod }) => [at, pod])).toEqual([
      [0, 0],
      [0, 1],
      [20 * S, 4],
    ]);
  });

  test('of two quotas the tighter counts, whichever ends first', () => {
    const quotas = [from(0, 25, { kind: 'quota', pods: 2 }), from(0, 15, { kind: 'quota', pods: 1 })];
    const ups = (faults: WrittenRun['faults'] & object) =>
      recordRun({ pool: { min: 3 }, faults, durationMs: 60 * S })
        .witnessed('pod.up')
        .map(({ at }) => at);
    expect(ups(quotas)).toEqual([0, 20 * S, 30 * S]);
    expect(ups([...quotas].reverse())).toEqual([0, 20 * S, 30 * S]);
  });

  test('slow-api: a create takes effect when the call is done', () => {
    const slow: FaultEffect = { kind: 'slow-api', verb: 'create', delayMs: () => 30 * S };
    const run = recordRun({ pool: { min: 1 }, faults: [from(0, 5, slow)], durationMs: 60 * S });
    expect(run.witnessed('pod.up')).toMatchObject([{ at: 30 * S, pod: 0 }]);
  });

  test('stale-list: lists show the pods of the moment when it began', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [from(15, 45, { kind: 'stale-list', pool: null })],
      durationMs: 55 * S,
    });
    expect(run.heard('pods.listed').map(({ at, pods }) => [at, pods[0]?.phase])).toEqual([
      [0, undefined],
      [10 * S, 'pending'],
      [20 * S, 'pending'],
      [30 * S, 'pending'],
      [40 * S, 'pending'],
      [50 * S, 'running'],
    ]);
  });

  test('watch-gap: the agent connects from a pod that only a list shows running', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [from(0, 60, { kind: 'watch-gap', pool: null })],
      durationMs: 40 * S,
    });
    // The answer to the create is not the watch's.
    expect(run.heard('pod.changed').map(({ at }) => at)).toEqual([0]);
    expect(run.heard('agent.connected').map(({ at }) => at)).toEqual([23 * S]);
    expect(run.heard('pods.listed').at(-1)?.pods).toMatchObject([{ phase: 'running' }]);
  });

  test('of two answers of the store the first in the file counts, and the other one after it', () => {
    const query = (mode: 'error' | 'zero'): FaultEffect => ({ kind: 'store-query', query: 'pending', mode });
    const run = recordRun({ faults: [from(10, 30, query('error')), from(20, 40, query('zero'))], durationMs: 60 * S });
    expect(run.heard('store.queryFailing').map(({ at, mode }) => [at, mode])).toEqual([
      [10 * S, 'error'],
      [30 * S, 'zero'],
    ]);
    expect(run.heard('store.queryRestored').map(({ at }) => at)).toEqual([40 * S]);
  });

  test('server-pause: what came meanwhile is handled when the last pause is over, and nothing is forgotten', () => {
    const pause: FaultEffect = { kind: 'server-pause' };
    const began = (...ends: number[]) =>
      recordRun({ pool: { min: 1 }, tasks: [{ at: 30 * S }], faults: ends.map((end) => from(25, end, pause)) }).phases(
        0,
      );
    expect(began(60)).toEqual(['60000 plan began on 0', '120000 plan success']);
    expect(began(60, 80)).toEqual(['80000 plan began on 0', '140000 plan success']);
  });
});

/** Task 0 plans from 32 s to 42 s, and its apply, sent at 60 s, runs from 62 s. The server stands still since 61 s, and is back at 90 s. */
describe('a server that ends while it stands still', () => {
  const APPLY = { at: 30 * S, type: 'plan_and_apply', planMs: 10 * S, confirmMs: 18 * S, applyMs: 5 * S } as const;
  const hang = (...others: WrittenRun['faults'] & object) => [
    from(61, 100, { kind: 'server-pause' }),
    ...others,
    { at: 80 * S, effect: { kind: 'server-restart', downMs: 10 * S, reconnectMs: () => S } as const },
  ];
  const ends = (changes: Partial<WrittenRun>) => {
    const run = recordRun({ acceptMs: 2 * S, pool: { min: 1 }, tasks: [APPLY], durationMs: 200 * S, ...changes });
    return [run.story(0).at(-1)?.[1], ...run.phases(0).filter((phase) => !phase.includes('plan'))];
  };

  test('is told again what it had not heard', () => {
    expect(ends({ faults: hang() })).toEqual(['applied', '62000 apply began on 0', '67000 apply success']);
  });

  test('is told it although the agent had told it in a hello that was not heard either', () => {
    const cut: FaultEffect = { kind: 'disconnect-agents', select: select(), cutMs: 0, reconnectMs: () => 10 * S };
    const faults = hang({ at: 65 * S, effect: cut });
    expect(ends({ faults })).toEqual(['applied', '62000 apply began on 0', '67000 apply success']);
  });

  test('is told it by an agent that could have gone', () => {
    const tasks = [{ at: 30 * S, planMs: 40 * S }];
    expect(ends({ tasks, pool: { min: 1, agent: { maxTasks: 1 } }, faults: hang() })).toEqual(['success']);
  });

  test('sends no apply again that the process before may have begun', () => {
    const anew: FaultEffect = { kind: 'agent-restart', select: select(), reconnectMs: () => 5 * S };
    const lost = ['failed', '62000 apply began on 0', '65000 apply lost'];
    expect(ends({ faults: hang({ at: 65 * S, effect: anew }) })).toEqual(lost);
    const slow: FaultEffect = { ...anew, reconnectMs: () => 60 * S };
    expect(ends({ faults: hang({ at: 65 * S, effect: slow }) })).toEqual(lost);
  });
});

test('a server that stands still or ends at time zero has begun before', () => {
  const restart: FaultEffect = { kind: 'server-restart', downMs: 10 * S, reconnectMs: () => S };
  const starts = (...faults: WrittenRun['faults'] & object) =>
    recordRun({ pool: { min: 1 }, faults, durationMs: 60 * S }).heard('server.started');
  expect(starts({ at: 0, effect: restart })).toHaveLength(1);
  expect(starts(from(0, 50, { kind: 'server-pause' }), { at: 9 * S, effect: restart })).toHaveLength(1);
});

/** Pod 0 stands on node 1, and its task would run from 30 s to 90 s. */
describe('faults of nodes', () => {
  const nodes = { pick: 'oldest', count: 1, node: null } as const;
  const silence = { nodes, notReadyMs: 40 * S, tolerateMs: 10 * S };
  const run = (faults: WrittenRun['faults'] & object) =>
    recordRun({
      pool: { min: 1, max: 2 },
      tasks: [{ at: 30 * S }],
      cluster: clusterOf([{ count: 2 }]),
      faults,
      durationMs: 400 * S,
    });
  const paused: FaultEffect = { kind: 'node-paused', ...silence };

  test('a short pause delays the work by its length, and nothing else happens', () => {
    const short = run([from(50, 80, paused)]);
    expect(short.phases(0)).toEqual(['30000 plan began on 0', '120000 plan success']);
    expect(short.heard('agent.silent')).toEqual([]);
    expect(short.witnessed('pod.up')).toHaveLength(1);
  });

  test('pauses that overlap count as one', () => {
    expect(
      run([from(50, 70, paused), from(60, 80, paused)])
        .phases(0)
        .at(-1),
    ).toBe('120000 plan success');
    expect(
      run([from(40, 50, paused), from(60, 80, paused)])
        .phases(0)
        .at(-1),
    ).toBe('120000 plan success');
  });

  test('a node that does not come back in time loses its pods: another is made elsewhere, and they go when it is back', () => {
    const long = run([from(50, 200, paused)]);
    // The last beat was that of the connection.
    expect(long.heard('agent.silent')).toMatchObject([{ at: 143 * S, pod: 0, lastBeatAt: 23 * S }]);
    expect(long.witnessed('pod.phase').filter(({ phase }) => phase === 'terminating')).toMatchObject([
      { at: 100 * S, pod: 0 },
    ]);
    expect(long.witnessed('pod.scheduled').map(({ at, pod, node }) => [at, pod, node])).toEqual([
      [1 * S, 0, 0],
      [101 * S, 1, 1],
    ]);
    expect(long.witnessed('pod.down')[0]).toMatchObject({ at: 200 * S, pod: 0 });
    expect(long.phases(0)[1]).toBe('200000 plan lost');
  });

  test('node-lost: the work is lost at once, and the cluster learns of it when it gives the node up', () => {
    const lost = run([{ at: 50 * S, effect: { kind: 'node-lost', ...silence } }]);
    expect(lost.phases(0).slice(0, 2)).toEqual(['30000 plan began on 0', '50000 plan lost']);
    expect(lost.witnessed('node.down')).toMatchObject([{ at: 100 * S, node: 0 }]);
    expect(lost.witnessed('pod.down')[0]).toMatchObject({ at: 100 * S, pod: 0 });
  });

  test('node-lost that comes again takes another node, and the cluster learns of both', () => {
    const trigger: FaultTrigger = {
      conditions: [
        {
          series: { kind: 'count', name: 'tasks.running' },
          comparison: { op: '>=', value: 1 },
          text: 'tasks.running ">= 1"',
        },
      ],
      from: 0,
      until: 400 * S,
      times: 2,
      lastsMs: 0,
    };
    const youngest = { pick: 'youngest', count: 1, node: null } as const;
    const twice = recordRun({
      pool: { min: 4, max: 4 },
      tasks: [
        { at: 30 * S, planMs: 1 * S },
        { at: 60 * S, planMs: 1 * S },
      ],
      cluster: clusterOf([{ count: 4, capacity: { pods: 1 } }]),
      faults: [{ at: Number.POSITIVE_INFINITY, effect: { kind: 'node-lost', ...silence, nodes: youngest }, trigger }],
      durationMs: 400 * S,
    });
    // Each is told 50 s after its loss, which comes a millisecond after a task began.
    expect(twice.witnessed('node.down')).toMatchObject([
      { at: 80_001, node: 3 },
      { at: 110_001, node: 2 },
    ]);
    expect(twice.witnessed('pod.down').map(({ pod }) => pod as number)).toEqual([3, 2]);
  });

  test('node-drain: pods go with their time to terminate, and come back to the node only when it is over', () => {
    const drained = run([from(50, 300, { kind: 'node-drain', nodes })]);
    expect(drained.phases(0).slice(0, 2)).toEqual(['30000 plan began on 0', '55000 plan lost']);
    expect(drained.witnessed('pod.scheduled').map(({ node }) => node as number)).toEqual([0, 1]);
  });
});

describe('faults that wait for a condition', () => {
  const running: FaultTrigger = {
    conditions: [
      {
        series: { kind: 'count', name: 'tasks.running' },
        comparison: { op: '>=', value: 2 },
        text: 'tasks.running ">= 2"',
      },
    ],
    from: 0,
    until: 1_000 * S,
    times: Number.POSITIVE_INFINITY,
    lastsMs: 1 * S,
  };
  /** Two run from 40 s to 60 s, and from 70 s to 80 s. */
  const begins = (changes: Partial<FaultTrigger>) =>
    recordRun({
      pool: { min: 1 },
      tasks: [{ at: 30 * S }, { at: 40 * S, planMs: 20 * S }, { at: 70 * S, planMs: 10 * S }],
      faults: [
        {
          at: Number.POSITIVE_INFINITY,
          effect: { kind: 'watch-gap', pool: null },
          trigger: { ...running, ...changes },
        },
      ],
      durationMs: 200 * S,
    });
  const at = (run: Recording, kind: 'fault.began' | 'fault.ended') => run.witnessed(kind).map((fact) => fact.at);

  test('begin in the millisecond after it came true, each time anew, and last as long as they say', () => {
    const run = begins({});
    expect(at(run, 'fault.began')).toEqual([40_001, 70_001]);
    expect(at(run, 'fault.ended')).toEqual([41_001, 71_001]);
  });

  test('keep to their number of times and their stretch of time, and do not begin while they last', () => {
    expect(at(begins({ times: 1 }), 'fault.began')).toEqual([40_001]);
    expect(at(begins({ from: 65 * S }), 'fault.began')).toEqual([70_001]);
    expect(at(begins({ until: 65 * S }), 'fault.began')).toEqual([40_001]);
    expect(at(begins({ lastsMs: 60 * S }), 'fault.began')).toEqual([40_001]);
  });
});
