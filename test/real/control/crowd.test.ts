import { expect, it } from 'vitest';
import { podId } from '../../../src/engine/ids.ts';
import { jitterOf } from '../../../src/real/agent/jitter.ts';
import type { StartWork } from '../../../src/real/agent/work.ts';
import { startRunClock } from '../../../src/real/run-clock.ts';
import { ControlBench } from '../../support/control/control-bench.ts';
import { ControlledRun } from '../../support/control/controlled-run.ts';
import { bareSocket, Peer } from '../../support/control/peer.ts';
import { poolConfig, wishing } from '../../support/pools.ts';

const AGENTS = 200;
const TASKS = 2000;

it('2000 tasks on 200 agents run each phase exactly once, through cuts and a server restart', async () => {
  const random = jitterOf('crowd');
  const clock = startRunClock({ timeScale: 1 });
  const pool = poolConfig({
    min: AGENTS,
    max: AGENTS,
    agent: { rule: 'apply-one-of-n', slots: 4 },
    autoscaler: { policy: wishing(AGENTS) },
    // A send that failed for certain is tried again soon.
    dispatch: { sendBackoffMs: [20] },
  });
  /** What the agents' work itself says: task and phase, each time that one begins. */
  const witness: string[] = [];
  const startWork: StartWork = (task, ended) => {
    witness.push(`${task.task} ${task.phase}`);
    const timer = setTimeout(ended, task.workMs, true);
    return {
      stop() {
        clearTimeout(timer);
        ended(false);
      },
    };
  };
  const run = new ControlledRun({
    clock,
    pool,
    workMs: () => 5 + 20 * random(),
    podCreated: (pod) => void bench.agent(pod, { beatMs: 1000, tokenFile: bench.tokenFile(pod % 2) }, startWork),
  });
  const bench = await ControlBench.open({ tell: run.tell });
  run.start(bench.server);
  for (let pod = 0; pod < AGENTS; pod += 1) await bench.connected(pod);

  // Every fourth plans and applies.
  const isApply = (task: number): boolean => task % 4 === 0;
  for (let task = 0; task < TASKS; task += 1) run.submit(task, isApply(task) ? 'plan_and_apply' : 'plan');
  const done = (): number => run.countIn('success', 'applied');
  await bench.until(() => done() > TASKS / 10);
  for (let pod = 0; pod < AGENTS; pod += 3) bench.server.cut(podId(pod));
  await bench.until(() => done() > TASKS / 4);
  run.restart();
  await bench.until(() => done() > TASKS / 2);
  for (let pod = 0; pod < AGENTS; pod += 2) bench.server.cut(podId(pod));
  await bench.until(() => done() === TASKS);

  const expected = Array.from({ length: TASKS }, (_, task) =>
    isApply(task) ? [`${task} apply`, `${task} plan`] : [`${task} plan`],
  );
  expect(witness.toSorted()).toEqual(expected.flat().toSorted());
  expect(run.countIn('applied')).toBe(TASKS / 4);
  // The world's facts agree with the witness: each phase began once and ended well.
  const ends = bench.facts.filter((fact) => fact.kind === 'phase.ended');
  expect(bench.facts.filter((fact) => fact.kind === 'phase.began')).toHaveLength(witness.length);
  expect(ends).toHaveLength(witness.length);
  expect(ends.every(({ outcome }) => outcome === 'success')).toBe(true);
  // And it was not by luck: sockets were cut, and refused meanwhile.
  expect(bench.count('agent.disconnected')).toBeGreaterThan(AGENTS / 3);
  expect(bench.count('agent.connected')).toBeGreaterThan(2 * AGENTS);
});

it('200 agents that connect in one instant are all let in, and each is greeted', async () => {
  const bench = await ControlBench.open();
  const peers = Array.from({ length: AGENTS }, (_, pod) => Peer.greeted(bench, pod));
  await Promise.all(peers);
  expect(bench.count('agent.connected')).toBe(AGENTS);
  expect([...bench.server.refusals]).toEqual([]);
});

it('an agent that comes behind sockets that say nothing has its turn when those have had theirs', async () => {
  const limits = { handshakesMax: 2, handshakesWaitingMax: 100, handshakeGraceMs: 20 };
  const bench = await ControlBench.open({ limits });
  const silent = Array.from({ length: 20 }, () => bareSocket(bench.server.port));
  await Promise.all(silent.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  bench.agent(0);
  await bench.connected(0);
  expect(bench.server.refusals.get('too-many-handshakes')).toBeGreaterThanOrEqual(19);
});

it('no more sockets wait than may: those that have had their turn for a moment only make room', async () => {
  const limits = { handshakesMax: 2, handshakesWaitingMax: 3, handshakeGraceMs: 3_600_000 };
  const bench = await ControlBench.open({ limits });
  for (let n = 0; n < 20; n += 1) bareSocket(bench.server.port);
  await bench.until(() => bench.server.refusals.get('too-many-handshakes') === 20 - 2 - 3);
  bench.agent(0);
  await bench.until(() => bench.server.refusals.get('too-many-handshakes') === 21 - 2 - 3);
  expect(bench.server.isConnected(podId(0))).toBe(false);
});
