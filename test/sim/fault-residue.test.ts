import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { podId } from '../../src/engine/ids.ts';
import type { CompiledScenario, FaultEffect } from '../../src/scenario/compiled.ts';
import { FAULTS, type FaultKind } from '../../src/scenario/fault-catalogue.ts';
import { Stage } from '../../src/sim/stage.ts';
import { World } from '../../src/sim/world.ts';
import { clusterOf } from '../support/clusters.ts';
import { recordRun, select, smallScenario, type WrittenRun } from '../support/small-runs.ts';

const S = 1_000;
const all = { nodes: { pick: 'all', count: Number.POSITIVE_INFINITY, node: null } } as const;
const onCreation = { pool: null, count: Number.POSITIVE_INFINITY, delayMs: () => 7 * S };

/** One of every kind that lasts. */
const LASTING: Readonly<Partial<Record<FaultKind, FaultEffect>>> = {
  'slow-start': { kind: 'slow-start', ...onCreation },
  'late-connect': { kind: 'late-connect', ...onCreation },
  'never-connects': { kind: 'never-connects', ...onCreation },
  'slow-schedule': { kind: 'slow-schedule', ...onCreation },
  unschedulable: { kind: 'unschedulable', ...onCreation },
  'unpullable-image': { kind: 'unpullable-image', ...onCreation },
  'crash-at-start': { kind: 'crash-at-start', ...onCreation },
  'stuck-terminating': { kind: 'stuck-terminating', pool: null },
  'beats-lost': { kind: 'beats-lost', select: select() },
  zombie: { kind: 'zombie', select: select() },
  'store-query': { kind: 'store-query', query: 'pending', mode: 'error' },
  'api-error': { kind: 'api-error', verb: 'create', status: 500, rate: 1 },
  'slow-api': { kind: 'slow-api', verb: 'delete', delayMs: () => 3 * S },
  'slot-conflict': { kind: 'slot-conflict', pool: null, rate: 1 },
  'stale-list': { kind: 'stale-list', pool: null },
  'watch-gap': { kind: 'watch-gap', pool: null },
  quota: { kind: 'quota', pods: 1 },
  'server-pause': { kind: 'server-pause' },
  'node-paused': { kind: 'node-paused', ...all, notReadyMs: 20 * S, tolerateMs: 5 * S },
  'node-drain': { kind: 'node-drain', ...all },
};

const kinds = Object.keys(LASTING) as FaultKind[];
const lasting = fc.record({
  effect: fc.constantFrom(...kinds).map((kind) => LASTING[kind] as FaultEffect),
  at: fc.integer({ min: 1, max: 100 }).map((at) => at * S),
  forMs: fc.integer({ min: 1, max: 100 }).map((length) => length * S),
});
const pairs = fc.tuple(lasting, lasting).map(([one, other]) => [
  { effect: one.effect, at: one.at, until: one.at + one.forMs },
  // It begins while the first one lasts.
  {
    effect: other.effect,
    at: one.at + Math.floor(one.forMs / 2),
    until: one.at + Math.floor(one.forMs / 2) + other.forMs,
  },
]);
const busy: WrittenRun = {
  pool: { min: 1, max: 4, policy: 'pending-plus-running' },
  cluster: clusterOf([{ count: 2 }]),
  tasks: Array.from({ length: 12 }, (_, n) => ({ at: n * 17 * S, planMs: 20 * S })),
  durationMs: 600 * S,
};

/** Plays the run without observers, to its end or an instant, and gives the world as it is then. */
function worldAt(scenario: CompiledScenario, until: number): World {
  const stage = new Stage([]);
  const pools = scenario.pools.map(({ config }) => config);
  const engine = new Engine({ pools, initialTasks: [], firstPod: 0 }, stage);
  const world = new World(stage, scenario, null);
  stage.open(engine, world);
  world.open();
  while (stage.calendar.nextAt < until) {
    stage.now = stage.calendar.nextAt;
    stage.calendar.next();
    world.happen(stage.calendar.kind, stage.calendar.subject, stage.calendar.detail);
  }
  return world;
}

test('every kind that lasts is tried below', () => {
  const window = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => FAULTS[kind].form === 'window');
  expect(kinds.toSorted()).toEqual(window.toSorted());
});

test('of any two faults that overlap nothing is left in the world when both are over', () => {
  fc.assert(
    fc.property(pairs, (faults) => {
      const {
        faults: left,
        nodes,
        nodeTroubles,
        server,
        agents,
      } = worldAt(smallScenario({ ...busy, faults }), 500 * S);
      expect(left.rules.isEmpty).toBe(true);
      expect([left.pods.isClean, nodeTroubles?.isClean, server.isClean]).toEqual([true, true, true]);
      expect(nodes?.cordoned).toEqual([]);
      for (let pod = 0; pod < 60; pod += 1) expect(agents.get(podId(pod))?.mutes ?? 0).toBe(0);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('a run after any two faults that met nothing is the run without them', () => {
  const idle: WrittenRun = {
    ...busy,
    pool: { min: 0, max: 4, policy: 'pending-plus-running' },
    tasks: [{ at: 300 * S }, { at: 310 * S }, { at: 320 * S }],
  };
  // Timers are numbered, and a server that stood still has missed ticks.
  const after = (faults: WrittenRun['faults'] & object): readonly string[] =>
    recordRun({ ...idle, faults })
      .lines.filter((line) => (JSON.parse(line) as { at: number }).at >= 290 * S)
      .map((line) => line.replace(/("timer":\{"id":)\d+/, '$1N'));
  const without = after([]);
  expect(without.length).toBeGreaterThan(50);
  fc.assert(
    fc.property(pairs, (faults) => {
      expect(after(faults)).toEqual(without);
    }),
    { numRuns: 100, seed: 2 },
  );
});
