import { describe, expect, it } from 'vitest';
import { attemptId, podId } from '../../../src/engine/ids.ts';
import type { StartWork } from '../../../src/real/agent/work.ts';
import { ControlBench } from '../../support/control/control-bench.ts';
import { Peer } from '../../support/control/peer.ts';

const HOUR = 3_600_000;

describe('a task sent to an agent', () => {
  it('is accepted, worked on and finished, and the world has its phase', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: 5, slot: 3 });
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story).toEqual([
      'agent.connected pod 0 running [] finished []',
      'task.accepted 1',
      'task.finished 1 success',
    ]);
    expect(bench.happenings).toEqual(['agent.up pod 0', 'phase.began 1', 'phase.ended 1 success']);
    expect(bench.facts[1]).toMatchObject({ task: 1, attempt: 1, phase: 'plan', pod: 0, slot: 3 });
  });

  it('is planned with or without changes when two phases are to come, and finished in its second', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { taskType: 'plan_and_apply' });
    await bench.until(() => bench.count('task.planned') === 1);
    bench.send(0, 2, { taskType: 'plan_and_apply', hasChanges: false });
    await bench.until(() => bench.count('task.planned') === 2);
    bench.send(0, 3, { taskType: 'plan_and_apply', phase: 'apply' });
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story.filter((line) => !line.includes('accepted')).slice(1)).toEqual([
      'task.planned 1 with changes',
      'task.planned 2 without changes',
      'task.finished 3 success',
    ]);
  });

  it('fails where its luck says so, a plan of two phases, too', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { taskType: 'plan_and_apply', fails: true });
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story.at(-1)).toBe('task.finished 1 failed');
    expect(bench.happenings.at(-1)).toBe('phase.ended 1 failed');
  });

  it('begins after its working directory is made', async () => {
    const bench = await ControlBench.open();
    const begun: number[] = [];
    const startWork: StartWork = ({ attempt }, ended) => {
      begun.push(attempt);
      ended(true);
      return { stop: () => {} };
    };
    bench.agent(0, {}, startWork);
    await bench.connected(0);
    bench.send(0, 1, { initMs: HOUR });
    bench.send(0, 2, { slot: 1 });
    await bench.until(() => bench.count('task.finished') === 1);
    expect(begun).toEqual([2]);
    bench.server.cancel(podId(0), attemptId(1));
    await bench.until(() => bench.count('task.finished') === 2);
    expect(begun).toEqual([2]);
    expect(bench.story.at(-1)).toBe('task.finished 1 cancelled');
  });

  it('stops when it is cancelled', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: HOUR });
    await bench.until(() => bench.count('task.accepted') === 1);
    bench.server.cancel(podId(0), attemptId(1));
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story.at(-1)).toBe('task.finished 1 cancelled');
    expect(bench.server.tasksOn(podId(0))).toBe(0);
  });

  it('is not stopped by the cancelling of another', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: HOUR });
    bench.server.cancel(podId(0), attemptId(99));
    bench.send(0, 2, { slot: 1 });
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.server.tasksOn(podId(0))).toBe(1);
  });

  it('is refused for a slot that is taken or does not exist, and then never runs', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: HOUR });
    bench.send(0, 2);
    bench.send(0, 3, { slot: 4 });
    await bench.until(() => bench.count('task.sendFailed') === 2);
    expect(bench.story.slice(1)).toEqual([
      'task.accepted 1',
      'task.sendFailed 2 certain slot-conflict',
      'task.sendFailed 3 certain no-such-slot',
    ]);
    expect(bench.happenings).toEqual(['agent.up pod 0', 'phase.began 1']);
  });

  it('is refused for a slot whose cancelled work has not stopped yet, and taken up once it has', async () => {
    const bench = await ControlBench.open();
    const stops: (() => void)[] = [];
    bench.agent(0, {}, (_task, ended) => ({ stop: () => stops.push(() => ended(false)) }));
    await bench.connected(0);
    bench.send(0, 1);
    await bench.until(() => bench.count('task.accepted') === 1);
    bench.server.cancel(podId(0), attemptId(1));
    await bench.until(() => stops.length === 1);
    bench.send(0, 2);
    await bench.until(() => bench.count('task.sendFailed') === 1);
    expect(bench.story.at(-1)).toBe('task.sendFailed 2 certain slot-conflict');
    for (const stop of stops) stop();
    await bench.until(() => bench.count('task.finished') === 1);
    bench.send(0, 3);
    await bench.until(() => bench.count('task.accepted') === 2);
    expect(bench.happenings).toEqual(['agent.up pod 0', 'phase.began 1', 'phase.ended 1 cancelled', 'phase.began 3']);
  });

  it('certainly did not arrive when no agent is connected, or the engine has not been told of it', async () => {
    const bench = await ControlBench.open();
    bench.send(0, 1);
    bench.isBusy = true;
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 2);
    bench.takeAll();
    bench.send(0, 3);
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story).toEqual([
      'task.sendFailed 1 certain agent-not-connected',
      'agent.connected pod 0 running [] finished []',
      'task.sendFailed 2 certain agent-not-connected',
      'task.accepted 3',
      'task.finished 3 success',
    ]);
  });

  it('is of unknown fate when the socket is cut before its acceptance, and is told so before the disconnection', async () => {
    const bench = await ControlBench.open();
    const silent = await Peer.greeted(bench, 0);
    bench.send(0, 1);
    await bench.until(() => silent.heard.length === 2);
    silent.socket.terminate();
    await bench.until(() => bench.count('agent.disconnected') === 1);
    expect(bench.story.slice(1)).toEqual(['task.sendFailed 1 uncertain connection-lost', 'agent.disconnected pod 0']);
    // The agent comes back without it: it never began.
    await Peer.greeted(bench, 0);
    expect(bench.happenings).toEqual(['agent.up pod 0', 'agent.down pod 0', 'agent.up pod 0']);
  });

  it('goes over the wire once: the same attempt cannot be sent again', async () => {
    const bench = await ControlBench.open();
    const peer = await Peer.greeted(bench, 0);
    bench.send(0, 1);
    expect(() => bench.send(0, 1)).toThrow('attempt 1 was sent before');
    await bench.until(() => peer.heard.length === 2);
    bench.server.drain(podId(0));
    await bench.until(() => peer.heard.length === 3);
    expect(peer.heard.map((message) => (message as { type: string }).type)).toEqual(['welcome', 'task', 'drain']);
  });

  it('keeps a core busy, or runs a program, where that is its work', async () => {
    const bench = await ControlBench.open();
    bench.agent(0, { work: 'cpu' });
    bench.agent(1, {
      work: 'command',
      command: [process.execPath, '-e', 'process.exit(process.env.POOLPROOF_PHASE === "plan" ? 0 : 1)'],
    });
    bench.agent(2, { work: 'command', command: ['/no/such/program'] });
    for (const pod of [0, 1, 2]) await bench.connected(pod);
    bench.send(0, 1);
    bench.send(1, 2);
    bench.send(1, 3, { phase: 'apply', slot: 1 });
    bench.send(2, 4);
    await bench.until(() => bench.count('task.finished') === 4);
    expect(bench.story.filter((line) => line.startsWith('task.finished')).toSorted()).toEqual([
      'task.finished 1 success',
      'task.finished 2 success',
      'task.finished 3 failed',
      'task.finished 4 failed',
    ]);
  });

  it('is stopped with all that it started, whatever its work', async () => {
    const bench = await ControlBench.open();
    bench.agent(0, { work: 'cpu' });
    bench.agent(1, { work: 'command', command: ['sh', '-c', 'sleep 3600 & wait'] });
    for (const pod of [0, 1]) await bench.connected(pod);
    bench.send(0, 1, { workMs: HOUR });
    bench.send(1, 2);
    await bench.until(() => bench.count('task.accepted') === 2);
    bench.server.cancel(podId(0), attemptId(1));
    bench.server.cancel(podId(1), attemptId(2));
    await bench.until(() => bench.count('task.finished') === 2);
    expect(bench.story.filter((line) => line.startsWith('task.finished')).toSorted()).toEqual([
      'task.finished 1 cancelled',
      'task.finished 2 cancelled',
    ]);
  });
});

describe('an agent that leaves', () => {
  it('goes at once when it is idle', async () => {
    const bench = await ControlBench.open();
    const { exits, program } = bench.agent(0);
    await bench.connected(0);
    program.leave();
    await bench.until(() => exits.length > 0);
    expect(exits).toEqual([0]);
    await bench.until(() => bench.count('agent.disconnected') === 1);
  });

  it('finishes what runs, takes nothing new, and goes when its results are in good hands', async () => {
    const bench = await ControlBench.open();
    const ends: (() => void)[] = [];
    const { exits } = bench.agent(0, {}, (_task, ended) => {
      ends.push(() => ended(true));
      return { stop: () => {} };
    });
    await bench.connected(0);
    bench.send(0, 1);
    await bench.until(() => ends.length === 1);
    bench.server.drain(podId(0));
    bench.send(0, 2, { slot: 1 });
    await bench.until(() => bench.count('task.sendFailed') === 1);
    expect(bench.story.at(-1)).toBe('task.sendFailed 2 certain leaving');
    bench.isBusy = true;
    for (const end of ends) end();
    await bench.until(() => bench.count('task.finished') === 1);
    expect(exits).toEqual([]);
    bench.takeAll();
    await bench.until(() => exits.length > 0);
    expect(exits).toEqual([0]);
    expect(ends).toHaveLength(1);
  });

  it('goes after its last task, and a plan that waits for its apply is not one', async () => {
    const bench = await ControlBench.open();
    const { exits } = bench.agent(0, { maxTasks: 2 });
    await bench.connected(0);
    bench.send(0, 1, { taskType: 'plan_and_apply' });
    await bench.until(() => bench.count('task.planned') === 1);
    bench.send(0, 2);
    await bench.until(() => bench.count('task.finished') === 1);
    expect(exits).toEqual([]);
    bench.send(0, 3, { taskType: 'plan_and_apply', phase: 'apply', workMs: 20 });
    bench.send(0, 4, { slot: 1 });
    await bench.until(() => exits.length > 0);
    expect(exits).toEqual([0]);
    expect(bench.story).toContain('task.sendFailed 4 certain leaving');
    expect(bench.story).toContain('task.finished 3 success');
  });
});

describe('an agent with a fault', () => {
  it('falls silent while it is frozen, works on, and is heard again', async () => {
    const bench = await ControlBench.open({ onlineWithinMs: 150 });
    bench.agent(0);
    await bench.connected(0);
    expect(bench.server.fault(podId(0), { kind: 'freeze', on: true })).toBe(true);
    await bench.until(() => bench.count('agent.silent') > bench.count('agent.heard'));
    bench.send(0, 1);
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story.slice(-3)).toEqual(['agent.silent pod 0', 'task.accepted 1', 'task.finished 1 success']);
    bench.server.fault(podId(0), { kind: 'freeze', on: false });
    await bench.until(
      () => bench.story.lastIndexOf('agent.heard pod 0') > bench.story.indexOf('task.finished 1 success'),
    );
  });

  it('takes nothing up as a zombie, and says nothing', async () => {
    const bench = await ControlBench.open();
    bench.agent(0, { zombie: true });
    await bench.connected(0);
    bench.send(0, 1);
    bench.server.fault(podId(0), { kind: 'zombie', on: false });
    bench.send(0, 2);
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story.slice(1)).toEqual(['task.accepted 2', 'task.finished 2 success']);
  });

  it('ends with the status that it is told, and its work with it', async () => {
    const bench = await ControlBench.open();
    const { exits } = bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: HOUR });
    await bench.until(() => bench.count('task.accepted') === 1);
    bench.server.fault(podId(0), { kind: 'exit', code: 3 });
    await bench.until(() => exits.length > 0 && bench.count('agent.disconnected') === 1);
    bench.server.podEnded(podId(0));
    expect(exits).toEqual([3]);
    expect(bench.happenings).toEqual(['agent.up pod 0', 'phase.began 1', 'agent.down pod 0', 'phase.ended 1 lost']);
    // As long as its pod is there it is one that was heard and is no more.
    expect(bench.server.lastBeats().map(({ pod }) => pod)).toEqual([0]);
    bench.server.forget(podId(0));
    expect(bench.server.lastBeats()).toEqual([]);
  });

  it('cannot be told of one while it is away', async () => {
    const bench = await ControlBench.open();
    expect(bench.server.fault(podId(0), { kind: 'freeze', on: true })).toBe(false);
  });

  it('never comes back after a cut that says so, while others do', async () => {
    const bench = await ControlBench.open({ onlineWithinMs: 150 });
    bench.agent(0);
    bench.agent(2);
    await bench.connected(0);
    await bench.connected(2);
    bench.server.cut(podId(0), Number.POSITIVE_INFINITY);
    bench.server.cut(podId(2), 5);
    expect(bench.server.isConnected(podId(0))).toBe(false);
    await bench.connected(2);
    // The detector goes on after a cut: by its last beat the agent is old enough to be silent.
    await bench.until(() => bench.story.includes('agent.silent pod 0'));
    expect(bench.server.isConnected(podId(0))).toBe(false);
    expect(bench.server.isConnected(podId(2))).toBe(true);
  });

  it('is one that does not connect, or ends at once, by its settings', async () => {
    const bench = await ControlBench.open();
    bench.agent(0, { connectDelayMs: Number.POSITIVE_INFINITY });
    const { exits } = bench.agent(2, { exitCode: 7 });
    expect(exits).toEqual([7]);
    bench.agent(4, { connectDelayMs: 50 });
    await bench.connected(4);
    expect(bench.story).toEqual(['agent.connected pod 4 running [] finished []']);
  });
});
