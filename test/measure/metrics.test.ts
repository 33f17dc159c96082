import { describe, expect, it } from 'vitest';
import { attemptId, nodeId, podId, poolId, taskId } from '../../src/engine/ids.ts';
import { Metrics, metricOf } from '../../src/measure/metrics.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { METRIC_NAMES } from '../../src/scenario/metric-catalogue.ts';
import { clusterOf } from '../support/clusters.ts';
import { play, poolOf, type StreamRecord, scenarioOf } from '../support/records.ts';
import {
  agentUp,
  arrives,
  began,
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

const HOUR = 3_600_000;

function measure(records: readonly StreamRecord[], endsAt = HOUR, scenario = scenarioOf()) {
  const series = new SeriesTracker(scenario);
  const metrics = new Metrics(scenario, series);
  play([series, metrics], records, endsAt);
  return metrics.summary();
}

const fact = (record: Extract<StreamRecord, { fact: unknown }>['fact']): StreamRecord => ({ fact: record });

const run = (warmupMs: number, durationMs: number, drainMs = 0) =>
  scenarioOf({ run: { warmupMs, durationMs, drainMs } });

describe('Metrics: waits', () => {
  it('takes the wait from submission to the first beginning of the plan', () => {
    const { overall } = measure([
      ...podReady(0, 0),
      ...submitted(1000, { task: 0 }),
      ...starts(1400, 0, 0),
      ...ends(2000, 0, 0),
      ...submitted(3000, { task: 1 }),
      ...starts(3000, 0, 1),
      // A lost agent: the plan begins a second time, which is no new wait.
      moved(3500, 1, 'running', 'pending', 'agent-lost'),
      slot(3500, 0, 1, 'running', 'idle'),
      ...starts(3900, 0, 1),
      ...ends(4000, 0, 1),
    ]);
    expect(overall).toMatchObject({
      'wait.mean': 200,
      'wait.p50': 0,
      'wait.max': 400,
      'turnaround.mean': 1000,
      'tasks.censored': 0,
      'tasks.finished': 2,
    });
  });

  it('does not count what its own workspace made a task wait', () => {
    const { overall } = measure([
      ...podReady(0, 0),
      ...arrives(100, { task: 0 }),
      handedIn(100, { task: 0, type: 'plan_and_apply' }),
      moved(100, 0, null, 'waiting'),
      moved(400, 0, 'waiting', 'pending'),
      locked(500, 0, true),
      locked(700, 0, false),
      ...starts(750, 0, 0),
      ...ends(900, 0, 0),
    ]);
    // 650 ms from submission to start; 300 behind an earlier task, 200 locked: 150 remain.
    expect(overall).toMatchObject({ 'wait.mean': 150, 'blocked.mean': 500, 'turnaround.mean': 800 });
  });

  it('counts the time in which the server was not there to hear of the task', () => {
    const { overall } = measure([
      ...podReady(0, 0),
      ...arrives(100, { task: 0 }),
      handedIn(600, { task: 0 }, 100),
      moved(600, 0, null, 'pending'),
      ...starts(650, 0, 0),
    ]);
    expect(overall['wait.mean']).toBe(550);
  });

  it('keeps tasks that never started, with at least the time they waited', () => {
    const { overall } = measure(
      [
        ...submitted(1000, { task: 0 }),
        ...submitted(2000, { task: 1 }),
        moved(2500, 1, 'pending', 'cancelled'),
        ...arrives(3000, { task: 2 }),
      ],
      5000,
      run(0, 5000),
    );
    // 4000 unfinished, 500 cancelled, 2000 not even handed in.
    expect(overall).toMatchObject({
      'wait.mean': 6500 / 3,
      'wait.max': 4000,
      'wait.p50': 2000,
      'tasks.censored': 3,
      'tasks.unfinished': 2,
      'tasks.cancelled': 1,
      'turnaround.mean': 500,
    });
  });

  it('measures the apply from its confirmation, also one that never began', () => {
    const confirmed = (at: number, task: number, confirmedAt = at): StreamRecord => ({
      event: { kind: 'apply.confirmed', at, task: taskId(task), confirmedAt },
    });
    const plan = (at: number, task: number) => [
      ...submitted(at, { task, type: 'plan_and_apply' as const }),
      ...starts(at, 0, task),
      slot(at + 100, 0, task, 'running', 'reserved'),
      moved(at + 100, task, 'running', 'apply_pending'),
    ];
    const { overall } = measure(
      [
        ...podReady(0, 0),
        ...plan(0, 0),
        confirmed(300, 0),
        slot(420, 0, 0, 'reserved', 'running'),
        moved(420, 0, 'apply_pending', 'running'),
        began(420, 0, 0, 'apply'),
        ...ends(500, 0, 0, 'applied'),
        ...plan(600, 1),
        // The server was down when the person confirmed it.
        confirmed(900, 1, 800),
      ],
      1000,
      run(0, 1000),
    );
    expect(overall).toMatchObject({ 'applyWait.mean': 160, 'applyWait.max': 200, 'tasks.censored': 0 });
    // The second had not begun when all was over.
    expect(overall['tasks.applyCensored']).toBe(1);
  });

  it('takes tasks by their submission in the window, whenever they start', () => {
    const { overall } = measure(
      [
        ...podReady(0, 0),
        ...submitted(900, { task: 0 }),
        ...submitted(1000, { task: 1 }),
        ...submitted(1999, { task: 2 }),
        ...submitted(2000, { task: 3 }),
        ...starts(2500, 0, 0),
        ...starts(2500, 0, 1),
        ...starts(2500, 0, 2),
        ...starts(2500, 0, 3),
        ...ends(3000, 0, 1),
      ],
      4000,
      run(1000, 1000, 2000),
    );
    // 1500 and 501; task 1 ended after the window, so throughput is 0.
    expect(overall).toMatchObject({
      'wait.mean': 1000.5,
      'tasks.submitted': 2,
      'tasks.finished': 1,
      'turnaround.mean': 2000,
      throughput: 0,
    });
  });
});

describe('Metrics: pods and slots', () => {
  // Four slots. Up at 0, connected at 200, one slot runs on [400, 900), reserved on [900, 1000), idle after; gone at 1200.
  const story = [
    podUp(0, 0),
    podPhase(100, 0, 'running'),
    agentUp(200, 0),
    ...submitted(400, { task: 0, type: 'plan_and_apply' as const }),
    ...starts(400, 0, 0),
    slot(900, 0, 0, 'running', 'reserved'),
    moved(900, 0, 'running', 'apply_pending'),
    slot(1000, 0, 0, 'reserved', 'idle'),
    moved(1000, 0, 'apply_pending', 'cancelled', 'discarded'),
    podPhase(1100, 0, 'terminating'),
    podDown(1200, 0),
  ];

  it('integrates slots over the time in which agents were connected', () => {
    const { overall } = measure(story, 2000, run(0, 2000));
    // Connected on [200, 1100): 4 · 900 = 3600 slot-ms. Existing: 4 · 1200 = 4800.
    expect(overall).toMatchObject({
      'utilization.mean': 500 / 3600,
      'utilization.allocated': 600 / 3600,
      'utilization.provisioned': 500 / 4800,
    });
  });

  it('pays for a pod from its creation until it is gone', () => {
    const { overall } = measure(story, 2000, run(0, 2000));
    // Connected and idle on [200, 400) and [1000, 1100).
    expect(overall).toMatchObject({
      'pods.mean': 0.6,
      'pods.max': 1,
      'pods.hours': 1200 / HOUR,
      'pods.idleHours': 300 / HOUR,
      cost: (1200 / HOUR) * 0.5,
      'pods.created': 1,
      'pods.neverUsed': 0,
    });
  });

  it('leaves warm-up and drain out', () => {
    // Window [500, 1000): 4 · 500 connected, running on [500, 900).
    const { overall } = measure(story, 2000, run(500, 500, 1000));
    expect(overall).toMatchObject({ 'utilization.mean': 400 / 2000, 'pods.mean': 1, 'pods.created': 0 });
  });

  it('has no ratio where there was nothing to divide by', () => {
    const { overall } = measure([], 1000, run(0, 1000));
    expect(overall).toMatchObject({
      'utilization.mean': null,
      'wait.mean': null,
      'little.error': null,
      'elasticity.underAccuracy': null,
      'pods.mean': 0,
      cost: 0,
    });
  });

  it('counts pods that went unused, and those that failed', () => {
    const { overall } = measure([
      ...podReady(0, 0),
      ...podReady(0, 1),
      ...submitted(1, { task: 0 }),
      ...starts(1, 0, 0),
      podPhase(2, 0, 'failed'),
      podDown(3, 0),
      podDown(3, 1),
    ]);
    expect(overall).toMatchObject({ 'pods.neverUsed': 1, 'pods.failed': 1, 'pods.max': 2 });
  });
});

describe('Metrics: decisions and failures', () => {
  it('counts ups, downs and turns, and averages the utilization at scale-ups', () => {
    const { overall } = measure([
      decided(1, 0, 1),
      decided(2, 1, 2, { online: 0.9 }),
      decided(3, 2, 2),
      decided(4, 2, 1),
      decided(5, 1, 3, { online: 0.5 }),
    ]);
    expect(overall).toMatchObject({
      'scale.ups': 3,
      'scale.downs': 1,
      'scale.directionChanges': 2,
      'utilization.atScaleUp': 0.7,
    });
  });

  it('counts a wish for fewer pods once while none can go', () => {
    const { overall } = measure([
      decided(1, 0, 6),
      ...[2, 3, 4].map((at) => decided(at, 6, 5)),
      decided(5, 5, 4),
      // Work came meanwhile: the same wish later is another decision.
      decided(6, 5, 5),
      decided(7, 5, 4),
      decided(8, 6, 8),
      // One target for several ticks, as pods become idle.
      ...[8, 7, 5].map((from, index) => decided(9 + index, from, 3)),
    ]);
    expect(overall).toMatchObject({ 'scale.ups': 2, 'scale.downs': 4 });
  });

  it('counts a wish for more pods once while none can be made, but what replaces pods that went each time', () => {
    const asked = (at: number, pod: number): StreamRecord => ({
      command: { kind: 'pod.create', at, pool: poolId(0), pod: podId(pod) },
    });
    const refused = (at: number, pod: number): StreamRecord => ({
      event: { kind: 'pod.createFailed', at, pod: podId(pod), reason: 'quota', certain: true },
    });
    const { overall } = measure([
      ...[1, 2, 3].flatMap((at) => [decided(at, 0, 1), asked(at, at), refused(at, at)]),
      decided(4, 0, 1),
      asked(4, 4),
      podUp(5, 4),
      podDown(6, 4),
      decided(7, 0, 1),
    ]);
    expect(overall).toMatchObject({ 'scale.ups': 2, 'scale.coldStarts': 2 });
  });

  it('counts starts from none, and the share of time in which the most pods were wanted', () => {
    const small = { ...poolOf(), config: { ...poolOf().config, max: 3 } };
    const records = [decided(0, 0, 1), decided(HOUR / 4, 1, 3), decided(HOUR / 2, 3, 0), decided((3 * HOUR) / 4, 0, 5)];
    const { overall } = measure(records, HOUR, scenarioOf({ pools: [small] }));
    expect(overall).toMatchObject({ 'scale.coldStarts': 2, 'scale.atMax': 0.5 });
    const two = measure(
      records,
      HOUR,
      scenarioOf({ pools: [small, { ...small, config: { ...small.config, name: 'b' } }] }),
    );
    expect([two.overall['scale.atMax'], metricOf(two, 'pool/scale.atMax'), metricOf(two, 'b/scale.atMax')]).toEqual([
      0.25, 0.5, 0,
    ]);
  });

  it('counts as killed what a scale-down took away, and nothing else', () => {
    const lost = (at: number, pod: number, task: number) =>
      fact({
        kind: 'phase.ended',
        at,
        task: taskId(task),
        attempt: attemptId(1),
        phase: 'plan',
        pod: podId(pod),
        slot: 0,
        outcome: 'lost',
      });
    const deletes = (at: number, pod: number, cause: 'scale-down' | 'freeze'): StreamRecord => ({
      command: { kind: 'pod.delete', at, pod: podId(pod), cause },
    });
    const { overall } = measure([
      ...[0, 1, 2, 3].flatMap((pod) => podReady(0, pod)),
      ...[0, 1, 2, 3].flatMap((task) => [...submitted(1, { task }), ...starts(1, task, task)]),
      deletes(2, 0, 'scale-down'),
      deletes(2, 1, 'freeze'),
      deletes(2, 3, 'scale-down'),
      // Refused: whatever takes that pod later is no scale-down.
      { event: { kind: 'pod.deleteFailed', at: 3, pod: podId(3), reason: 'HTTP 500' } },
      ...[0, 1, 2, 3].map((pod) => lost(7, pod, pod)),
      podDown(7, 0),
    ]);
    expect(overall['tasks.killed']).toBe(1);
  });

  it('tells a blind send from other failures', () => {
    const failed = (at: number, cause: 'agent-not-connected' | 'no-free-slot'): StreamRecord => ({
      note: { kind: 'dispatch.failed', at, task: taskId(0), cause, retryAt: null },
    });
    const { overall } = measure([
      ...submitted(1, { task: 0 }),
      failed(2, 'no-free-slot'),
      failed(3, 'agent-not-connected'),
    ]);
    expect(overall).toMatchObject({ 'dispatch.failures': 2, 'dispatch.blindSends': 1 });
  });

  it('tells interrupted tasks from failed ones', () => {
    const { overall } = measure([
      ...submitted(1, { task: 0 }),
      ...submitted(1, { task: 1 }),
      moved(2, 0, 'pending', 'failed', 'interrupted'),
      moved(3, 1, 'pending', 'failed'),
    ]);
    expect(overall).toMatchObject({ 'tasks.failed': 2, 'tasks.interrupted': 1, throughput: 2 });
  });
});

describe('Metrics: elasticity', () => {
  it('compares the pods that exist with those that the work needs', () => {
    // Slots per pod 2. Work: 3 tasks on [0, 400) need 2 pods, none after. Pods: 0 on [0, 100), 1 on [100, 300), 3 on [300, 500).
    const scenario = scenarioOf({ pools: [poolOf({ slots: 2 })], run: { warmupMs: 0, durationMs: 500, drainMs: 0 } });
    const { overall } = measure(
      [
        ...[0, 1, 2].flatMap((task) => submitted(0, { task })),
        podUp(100, 0),
        podUp(300, 1),
        podUp(300, 2),
        ...[0, 1, 2].map((task) => moved(400, task, 'pending', 'cancelled')),
      ],
      500,
      scenario,
    );
    // Under: 100 · 2/2 + 200 · 1/2 = 200 of 400 needed. Over while needed: 100 · 1/2 = 50 of 400.
    // Shares of 500: under 300, over 200. Supply changed twice, demand twice (up at 0, down at 400).
    expect(overall).toMatchObject({
      'elasticity.underAccuracy': 0.5,
      'elasticity.overAccuracy': 0.125,
      'elasticity.underTimeshare': 0.6,
      'elasticity.overTimeshare': 0.4,
      'elasticity.jitter': 0,
    });
  });

  it.each<[string, number, Parameters<typeof poolOf>[0]]>([
    // Two plans and three plan_and_apply; two pods are there.
    ['a pod for each plan_and_apply', 3, { slots: 4 }],
    ['none beside it under apply-exclusive', 4, { slots: 4, rule: 'apply-exclusive' }],
    ['as many as fit under weighted', 2, { slots: 4, rule: 'weighted' }],
    ['no more than a pod takes in its life', 5, { slots: 4, maxTasks: 1 }],
  ])('counts what the slot rule needs: %s', (_, needed, pool) => {
    const { overall } = measure(
      [
        ...[0, 1].flatMap((task) => submitted(0, { task })),
        ...[2, 3, 4].flatMap((task) => submitted(0, { task, type: 'plan_and_apply', workspace: task })),
        podUp(0, 0),
        podUp(0, 1),
      ],
      100,
      scenarioOf({ pools: [poolOf(pool)], run: { warmupMs: 0, durationMs: 100, drainMs: 0 } }),
    );
    expect(overall['elasticity.underAccuracy']).toBeCloseTo((needed - 2) / needed, 12);
  });

  it("takes one pool's surplus for no other's", () => {
    const pools = [poolOf({ name: 'idle', slots: 1 }), poolOf({ name: 'short', slots: 1 })];
    const { overall } = measure(
      [podUp(0, 0, 0), podUp(0, 1, 0), ...[0, 1].flatMap((task) => submitted(0, { task, pool: 1 }))],
      100,
      scenarioOf({ pools, run: { warmupMs: 0, durationMs: 100, drainMs: 0 } }),
    );
    expect(overall).toMatchObject({ 'elasticity.underTimeshare': 1, 'elasticity.overTimeshare': 1 });
    expect(overall).toMatchObject({ 'elasticity.underAccuracy': 1, 'elasticity.overAccuracy': 1 });
  });

  it('does not take a dead or terminating pod as provided', () => {
    const { overall } = measure(
      [
        ...submitted(0, { task: 0 }),
        podUp(0, 0),
        podPhase(100, 0, 'failed'),
        podUp(200, 1),
        podPhase(300, 1, 'terminating'),
      ],
      400,
      run(0, 400),
    );
    expect(overall['elasticity.underTimeshare']).toBe(0.5);
  });
});

describe('Metrics: Little’s law', () => {
  it('holds to the millisecond on an M/M/3 queue, whatever the window cuts off', () => {
    for (const [warmupMs, durationMs] of [
      [0, 5_000_000],
      [700_001, 1_234_567],
      [0, 50_000],
    ] as const) {
      const { overall } = measure(queue({ servers: 3, tasks: 3000, seed: 7 }), 5_000_000, run(warmupMs, durationMs));
      expect(overall['little.error']).toBe(0);
    }
  });
});

describe('Metrics: pools', () => {
  const scenario = scenarioOf({
    pools: [poolOf({ name: 'small', slots: 1, pricePerHour: 1 }), poolOf({ name: 'big', slots: 4, pricePerHour: 3 })],
    run: { warmupMs: 0, durationMs: HOUR, drainMs: 0 },
  });
  const both = measure(
    [
      ...podReady(0, 0, 0),
      ...podReady(0, 1, 1),
      ...submitted(0, { task: 0, pool: 0 }),
      ...starts(1000, 0, 0),
      ...submitted(1000, { task: 1, pool: 1 }),
      ...starts(4000, 1, 1),
      podDown(HOUR / 2, 1),
    ],
    HOUR,
    scenario,
  );

  it('gives every measure of each pool beside those of the whole', () => {
    expect(both.pools.map((pool) => pool.name)).toEqual(['small', 'big']);
    expect(metricOf(both, 'small/wait.mean')).toBe(1000);
    expect(metricOf(both, 'big/wait.mean')).toBe(3000);
    expect(metricOf(both, 'wait.mean')).toBe(2000);
    expect(metricOf(both, 'big/pods.mean')).toBe(0.5);
    expect(metricOf(both, 'pods.max')).toBe(2);
  });

  it('prices each pool by itself', () => {
    expect([metricOf(both, 'small/cost'), metricOf(both, 'big/cost'), metricOf(both, 'cost')]).toEqual([1, 1.5, 2.5]);
  });

  it('knows no measure of another name', () => {
    expect([metricOf(both, 'tiny/cost'), metricOf(both, 'wait.p42')]).toEqual([undefined, undefined]);
  });

  it('lists single pools only where there are several, and answers for the one by name', () => {
    const one = measure([...podReady(0, 0)]);
    expect(one.pools).toEqual([]);
    expect(metricOf(one, 'pool/pods.max')).toBe(1);
  });

  it('has the measures of the catalogue and no others, in its order', () => {
    expect(Object.keys(both.overall)).toEqual(METRIC_NAMES);
  });
});

/** An M/M/c queue, first come first served, load 0.8, mean service 1000 ms, as a stream of records. */
function queue({ servers, tasks, seed }: { servers: number; tasks: number; seed: number }): readonly StreamRecord[] {
  let state = seed;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const exponential = (mean: number) => Math.round(-Math.log(uniform()) * mean);
  const free = Array.from({ length: servers }, () => 0);
  const steps: { at: number; order: number; records: readonly StreamRecord[] }[] = [];
  let arrival = 0;
  for (let task = 0; task < tasks; task++) {
    arrival += exponential(1000 / (0.8 * servers));
    const server = free.indexOf(Math.min(...free));
    const start = Math.max(arrival, free[server] as number);
    const end = start + exponential(1000);
    free[server] = end;
    steps.push({ at: arrival, order: task * 3, records: submitted(arrival, { task }) });
    steps.push({ at: start, order: task * 3 + 1, records: starts(start, 0, task) });
    steps.push({ at: end, order: task * 3 + 2, records: ends(end, 0, task) });
  }
  steps.sort((a, b) => a.at - b.at || a.order - b.order);
  return [...podReady(0, 0), ...steps.flatMap((step) => step.records)];
}

describe('Metrics: nodes', () => {
  const cluster = clusterOf([
    { name: 'small', pricePerHour: 0.5 },
    { name: 'large', pricePerHour: 2 },
  ]);
  const nodes = [
    fact({ kind: 'node.up', at: 0, node: nodeId(0), group: 'small' }),
    fact({ kind: 'node.up', at: HOUR / 4, node: nodeId(1), group: 'large' }),
    fact({ kind: 'node.down', at: (3 * HOUR) / 4, node: nodeId(1) }),
  ];

  it('have none of these values where there is no cluster', () => {
    expect(measure(podReady(0, 0)).overall).toMatchObject({
      'nodes.mean': null,
      'nodes.max': null,
      'nodes.hours': null,
      'nodes.cost': null,
    });
  });

  it('count in hours and money, and their price in the cost of the run', () => {
    const { overall } = measure(
      [...nodes.slice(0, 1), ...podReady(0, 0), ...nodes.slice(1)],
      HOUR,
      scenarioOf({ cluster }),
    );
    // One for the whole hour and one for half of it: 0.5 + 2 / 2; the pod costs 0.5 per hour.
    expect(overall).toMatchObject({
      'nodes.mean': 1.5,
      'nodes.max': 2,
      'nodes.hours': 1.5,
      'nodes.cost': 1.5,
      cost: 2,
    });
  });

  it("are no pool's: the pods of each cost what they cost", () => {
    const pools = [poolOf({ name: 'a' }), poolOf({ name: 'b' })];
    const metrics = measure(
      [...nodes.slice(0, 1), ...podReady(0, 0), ...nodes.slice(1)],
      HOUR,
      scenarioOf({ cluster, pools }),
    );
    expect([metrics.overall.cost, metricOf(metrics, 'a/cost'), metricOf(metrics, 'b/cost')]).toEqual([2, 0.5, 0]);
    expect(metricOf(metrics, 'a/nodes.cost')).toBe(null);
  });

  it('tell how long pods waited for one', () => {
    const { overall } = measure([
      podUp(0, 0),
      fact({ kind: 'pod.unschedulable', at: 1_000, pod: podId(0) }),
      fact({ kind: 'pod.scheduled', at: 1_000 + HOUR / 4, pod: podId(0), node: nodeId(0) }),
      podUp(HOUR / 2, 1),
      fact({ kind: 'pod.unschedulable', at: HOUR / 2, pod: podId(1) }),
      podDown((3 * HOUR) / 4, 1),
    ]);
    expect(overall['pods.unschedulableHours']).toBe(0.5);
  });
});
