import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { FAULT_KINDS, FAULTS } from '../../src/scenario/fault-catalogue.ts';
import { compileGood, loadGood } from './scenario-text.ts';

const MINUTE = 60_000;
const INFINITY = Number.POSITIVE_INFINITY;

describe('a scenario with next to nothing in it', () => {
  const scenario = compileGood('');

  test('has the defaults of the language', () => {
    expect(scenario).toMatchObject({
      name: 'test',
      about: '',
      labels: [],
      file: 'test.yaml',
      variant: 'default',
      seed: '1',
      replication: 0,
      run: { warmupMs: 0, durationMs: 60 * MINUTE, drainMs: 0 },
      workspaces: [],
      people: [],
      faults: [],
      expectations: [],
      breaks: [],
    });
  });

  test('has the recommended pool', () => {
    const policy = POLICIES['slot-utilization']!;
    expect(scenario.pools[0]!.config).toEqual({
      name: 'pool',
      min: 0,
      max: 3,
      agent: {
        slots: 4,
        rule: 'apply-one-of-n',
        weights: { plan: 1, plan_and_apply: 1, drift_check: 1 },
        heartbeatEveryMs: 30_000,
        onlineWithinMs: 120_000,
        maxTasks: Number.POSITIVE_INFINITY,
      },
      autoscaler: {
        policy: { policy, parameters: Object.fromEntries(policy.parameters.map((each) => [each.name, each.default])) },
        modifiers: [],
        everyMs: policy.nativePeriodMs,
        reactWithinMs: null,
        victims: 'idle-only',
        reaper: true,
        protectRunning: false,
        waitForConnecting: false,
        ensureMin: true,
        unhealthyRestart: true,
      },
      dispatch: {
        mode: 'event-driven',
        readiness: 'connected',
        assignment: 'immediate',
        scaleUpOnNoAgent: true,
        slotSync: 'before-first-decision',
        orphans: 'keep',
        placement: 'first-fit',
        heartbeats: 'durable',
        onAgentLost: 'fail',
        graceMs: 5 * MINUTE,
        monitorMs: 10_000,
        retryNoSlotMs: 10_000,
        retryNoAgentMs: 15_000,
        retryConflictMs: 5000,
        sendBackoffMs: [5000, 10_000, 20_000, 40_000, 60_000],
        claimDeadlineMs: 5 * MINUTE,
        reservationExpiryMs: 24 * 60 * MINUTE,
        acceptWithinMs: 30_000,
        taskTimeoutMs: 60 * MINUTE,
        lostAfterMs: 5 * MINUTE,
      },
      freeze: [],
    });
  });

  test('has pods with the default life', () => {
    const { pods, pricePerHour } = scenario.pools[0]!;
    const life = [pods.scheduleMs, pods.startMs, pods.connectMs, pods.registerMs, pods.initMs, pods.terminateMs];
    expect(life.map((draw) => draw())).toEqual([1000, 20_000, 2000, 0, 0, 5000]);
    expect(pricePerHour).toBe(0);
  });
});

describe('slots by rule', () => {
  for (const [rule, slots] of [
    ['single', 1],
    ['apply-on-slot-zero', 3],
    ['apply-exclusive', 3],
    ['apply-one-of-n', 4],
  ] as const) {
    test(`${rule} has ${slots}`, () => {
      expect(compileGood(`pool: { max: 1, agent: { rule: ${rule} } }`).pools[0]!.config.agent.slots).toBe(slots);
    });
  }

  test('weighted has the weights that are given, and defaults for the others', () => {
    const { agent } = compileGood('pool: { max: 1, agent: { rule: weighted, slots: 6, weights: { plan: 2 } } }')
      .pools[0]!.config;
    expect(agent.weights).toEqual({ plan: 2, plan_and_apply: 3, drift_check: 1 });
  });
});

test('the decision period is the author’s before the policy’s', () => {
  expect(compileGood('pool: { max: 1, autoscaler: { every: 42s } }').pools[0]!.config.autoscaler.everyMs).toBe(42_000);
});

test('a precision of replications is told with its defaults', () => {
  expect(loadGood('run: { duration: 1h, replications: { precision: 0.05 } }').replications).toEqual({
    min: 10,
    max: 100,
    goal: { precision: 0.05, confidence: 0.95, metrics: null },
  });
  const full = '{ min: 5, max: 50, precision: 0.1, confidence: 0.9, metrics: [wait.p95, pool/cost] }';
  expect(loadGood(`run: { duration: 1h, replications: ${full} }`).replications).toEqual({
    min: 5,
    max: 50,
    goal: { precision: 0.1, confidence: 0.9, metrics: ['wait.p95', 'pool/cost'] },
  });
});

test('replications and modes are told before anything is compiled', () => {
  const document = loadGood('run: { duration: 1h, replications: 5 }\nmodes: [sim]\nlabels: [ci]\nabout: Why.');
  expect(document).toMatchObject({
    replications: { min: 5, max: 5, goal: null },
    modes: ['sim'],
    labels: ['ci'],
    about: 'Why.',
    name: 'test',
  });
});

describe('time zero', () => {
  const { initial, workspaces, taskNames } = compileGood(`
pools: { a: { max: 5 }, b: { max: 5, agent: { slots: 2 } } }
initial:
  tasks:
    - { id: r1, pool: a, workspace: w1, type: plan, plan: 40s }
    - { id: r2, pool: a, workspace: w2, type: plan_and_apply, confirm: never, apply: 60s }
    - { id: p1, pool: a, workspace: w2, type: plan_and_apply, plan: 1s, apply: 60s }
    - { id: p2, pool: a, workspace: w3, type: plan_and_apply, plan: 1s, apply: 60s }
    - { id: p3, pool: a, workspace: w3, type: plan_and_apply, plan: 1s, apply: 60s }
    - { id: p4, pool: a, workspace: w3, type: plan, plan: 1s }
    - { id: c1, pool: b, workspace: w4, type: plan_and_apply, phase: apply, apply: 60s }
    - { id: r3, pool: b, workspace: w5, type: plan_and_apply, phase: apply, apply: 60s }
  pods:
    - { pool: a, state: failed, count: 2, age: 10m }
    - { pool: a, state: connected, slots: [ idle, { running: r1 }, { reserved: r2 } ] }
    - { pool: b, state: connected, slots: [ { running: r3 } ] }`);

  test('pods are numbered as they are made', () => {
    expect(initial.pods).toEqual([
      { pod: 0, pool: 0, state: 'failed', ageMs: 10 * MINUTE },
      { pod: 1, pool: 0, state: 'failed', ageMs: 10 * MINUTE },
      { pod: 2, pool: 0, state: 'connected', ageMs: 0 },
      { pod: 3, pool: 1, state: 'connected', ageMs: 0 },
    ]);
  });

  test('tasks have the state that their slot or their workspace gives them', () => {
    const states = initial.tasks.map(({ task, state, phase, pod, slot, attempt }) => [
      taskNames.get(task),
      state,
      phase,
      pod,
      slot,
      attempt,
    ]);
    expect(states).toEqual([
      ['r1', 'running', 'plan', 2, 1, 1],
      ['r2', 'apply_pending', 'plan', 2, 2, null],
      ['p1', 'waiting', 'plan', null, 0, null],
      ['p2', 'pending', 'plan', null, 0, null],
      ['p3', 'waiting', 'plan', null, 0, null],
      ['p4', 'pending', 'plan', null, 0, null],
      ['c1', 'pending', 'apply', null, 0, null],
      ['r3', 'running', 'apply', 3, 0, 2],
    ]);
  });

  test('tasks have their needs and workspaces', () => {
    expect(workspaces).toEqual(['w1', 'w2', 'w3', 'w4', 'w5']);
    expect(initial.tasks[0]!.needs.planMs).toBe(40_000);
    expect(initial.tasks[1]!.needs).toMatchObject({ confirmMs: INFINITY, applyMs: 60_000 });
  });
});

describe('people', () => {
  const { people } = compileGood(`
clock: { start: 2026-01-05T08:00:00 }
pools:
  a: { max: 1, freeze: [ { from: "08:00", to: "09:00" } ] }
  b: { max: 1, freeze: [ { from: "08:00", to: "09:00" } ] }
workload: [ { tasks: [ { id: t1, pool: a, at: 0s, workspace: w1, type: plan, plan: 1s } ] } ]
people:
  - { at: 1m, confirm: t1 }
  - { at: 2m, lock: w1, for: 10m }
  - { at: 3m, unfreeze: { until: 1h } }
  - { at: 4m, unfreeze: { until: 30m, pool: b } }
  - { at: 5m, discard: t1 }`);

  test('act on tasks, workspaces and pools; without a name on all pools', () => {
    expect(people).toEqual([
      { at: MINUTE, kind: 'confirm', task: 0 },
      { at: 2 * MINUTE, kind: 'lock', workspace: 0, forMs: 10 * MINUTE },
      { at: 3 * MINUTE, kind: 'unfreeze', pool: 0, untilMs: 60 * MINUTE },
      { at: 3 * MINUTE, kind: 'unfreeze', pool: 1, untilMs: 60 * MINUTE },
      { at: 4 * MINUTE, kind: 'unfreeze', pool: 1, untilMs: 30 * MINUTE },
      { at: 5 * MINUTE, kind: 'discard', task: 0 },
    ]);
  });
});

describe('faults', () => {
  const fault = (text: string) => compileGood(`run: { duration: 2h }\nfaults: [ { ${text} } ]`).faults;

  for (const kind of FAULT_KINDS) {
    test(`the example of ${kind} is one`, () => {
      const cluster = kind.startsWith('node-')
        ? 'cluster: { nodes: { count: 2, capacity: { cpu: 4, memory: 8Gi } } }\n'
        : '';
      const scenario = compileGood(`run: { duration: 100h }\n${cluster}faults: [ ${FAULTS[kind].example} ]`);
      expect(scenario.faults[0]!.effect.kind).toBe(kind);
      expect(scenario.faults[0]!.until > scenario.faults[0]!.at).toBe(FAULTS[kind].form === 'window');
    });
  }

  test('a window lasts as long as it says, else to the end of the run', () => {
    const windows = [
      ...fault('kind: slot-conflict, at: 5m, for: 1m'),
      ...fault('kind: slot-conflict, from: 5m, until: 7m'),
      ...fault('kind: slot-conflict, at: 5m'),
    ];
    expect(windows.map(({ at, until }) => [at / MINUTE, until / MINUTE])).toEqual([
      [5, 6],
      [5, 7],
      [5, 120],
    ]);
  });

  test('a point is at one instant', () => {
    expect(fault('kind: agent-lost, at: 5m').map(({ at, until, name }) => [at, until, name])).toEqual([
      [5 * MINUTE, 5 * MINUTE, 'agent-lost'],
    ]);
  });

  test('a point that repeats is written out', () => {
    const repeated = fault('name: reclaim, kind: pod-failure, every: 25m, from: 10m, until: 90m');
    expect(repeated.map(({ index, name, at }) => [index, name, at / MINUTE])).toEqual([
      [0, 'reclaim#1', 35],
      [1, 'reclaim#2', 60],
      [2, 'reclaim#3', 85],
    ]);
  });

  test('faults without a name get that of their kind, each its own', () => {
    const { faults } = compileGood(
      'faults: [ { kind: agent-lost, at: 1m }, { kind: agent-lost, at: 2m }, { name: agent-lost-2, kind: agent-lost, at: 3m } ]',
    );
    expect(faults.map(({ name }) => name)).toEqual(['agent-lost', 'agent-lost-3', 'agent-lost-2']);
  });

  test('a selection takes one pod by chance unless it says more', () => {
    const select = (text: string) => {
      const { effect } = fault(`kind: pod-failure, at: 1m${text}`)[0]!;
      return 'select' in effect && effect.select;
    };
    const one = { pool: null, pick: 'random', count: 1, share: 1, pod: null };
    expect(select('')).toEqual(one);
    expect(select(', pick: oldest, count: 2, pool: pool')).toEqual({ ...one, pick: 'oldest', count: 2, pool: 0 });
    expect(select(', pick: all')).toEqual({ ...one, pick: 'all', count: INFINITY });
    expect(select(', pick: idle, share: 0.5')).toEqual({ ...one, pick: 'idle', count: INFINITY, share: 0.5 });
    expect(select(', pod: 2')).toEqual({ ...one, pick: 'all', count: INFINITY, pod: 1 });
  });

  test('a disconnection hits all agents unless it says less', () => {
    const { effect } = fault('kind: disconnect-agents, at: 1m, reconnect: never')[0]!;
    expect(effect).toMatchObject({ select: { pick: 'all', count: INFINITY } });
    expect('reconnectMs' in effect && effect.reconnectMs()).toBe(INFINITY);
  });

  test('a disconnection is of an instant, or keeps its agents away as long as it says', () => {
    const kind = 'kind: disconnect-agents, reconnect: 5s';
    const cuts = [
      ...fault(`${kind}, at: 5m`),
      ...fault(`${kind}, from: 5m, until: 7m`),
      ...fault(`${kind}, at: 5m, for: 1m`),
      ...fault(`${kind}, every: 50m, for: 1m`),
      ...fault(`${kind}, every: 50m, until: 90m`),
    ];
    expect(
      cuts.map(({ at, until, effect }) => [at, until, 'cutMs' in effect ? effect.cutMs : -1].map((ms) => ms / MINUTE)),
    ).toEqual([
      [5, 5, 0],
      [5, 7, 2],
      [5, 6, 1],
      [50, 51, 1],
      [100, 101, 1],
      [50, 50, 0],
    ]);
    const [waiting] = fault(`${kind}, when: { tasks.pending: ">= 3" }, for: 1m`);
    expect(waiting).toMatchObject({ trigger: { lastsMs: MINUTE }, effect: { cutMs: MINUTE } });
  });

  test('chance of one fault is not that of another', () => {
    const both = 'faults: [ { name: a, kind: agent-lost, at: 1m }, { name: b, kind: agent-lost, at: 2m } ]';
    const [a, b] = compileGood(both).faults;
    const [alone] = compileGood('faults: [ { name: b, kind: agent-lost, at: 2m } ]').faults;
    a!.random();
    expect(alone!.random()).toBe(b!.random());
  });
});
