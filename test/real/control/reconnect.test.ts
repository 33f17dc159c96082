import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { podId } from '../../../src/engine/ids.ts';
import type { StartWork } from '../../../src/real/agent/work.ts';
import { ControlBench } from '../../support/control/control-bench.ts';
import { bareSocket, Peer } from '../../support/control/peer.ts';

/** Work that ends when the test says so, and tells which attempts began. */
function byHand(): { startWork: StartWork; begun: number[]; end: () => void } {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const startWork: StartWork = ({ attempt }, ended) => {
    begun.push(attempt);
    ends.push(() => ended(true));
    return { stop: () => ended(false) };
  };
  return {
    startWork,
    begun,
    end: () => {
      for (const end of ends.splice(0)) end();
    },
  };
}

describe('a cut socket', () => {
  it('ends nothing: the agent comes back with its work', async () => {
    const bench = await ControlBench.open();
    const { startWork, begun, end } = byHand();
    bench.agent(0, {}, startWork);
    await bench.connected(0);
    bench.send(0, 1);
    await bench.until(() => bench.count('task.accepted') === 1);
    bench.server.cut(podId(0));
    await bench.connected(0);
    end();
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story).toEqual([
      'agent.connected pod 0 running [] finished []',
      'task.accepted 1',
      'agent.disconnected pod 0',
      'agent.connected pod 0 running [1] finished []',
      'task.finished 1 success',
    ]);
    expect(bench.happenings).toEqual([
      'agent.up pod 0',
      'phase.began 1',
      'agent.down pod 0',
      'agent.up pod 0',
      'phase.ended 1 success',
    ]);
    expect(begun).toEqual([1]);
  });

  it('loses no result: it comes with the next hello, until the engine has it', async () => {
    const bench = await ControlBench.open();
    const { startWork, end } = byHand();
    bench.agent(0, {}, startWork);
    await bench.connected(0);
    bench.send(0, 1);
    await bench.until(() => bench.count('task.accepted') === 1);
    bench.server.cut(podId(0), 30);
    end();
    bench.isBusy = true;
    await bench.connected(0);
    bench.server.cut(podId(0));
    bench.takeAll();
    await bench.connected(0);
    // Acknowledged by now.
    bench.server.cut(podId(0));
    await bench.connected(0);
    expect(bench.story.filter((line) => line.startsWith('agent.connected'))).toEqual([
      'agent.connected pod 0 running [] finished []',
      'agent.connected pod 0 running [] finished [1]',
      'agent.connected pod 0 running [] finished [1]',
      'agent.connected pod 0 running [] finished []',
    ]);
    expect(bench.happenings.filter((line) => line.startsWith('phase'))).toEqual([
      'phase.began 1',
      'phase.ended 1 success',
    ]);
  });

  it('is noticed by the agent when nothing comes any more', async () => {
    const bench = await ControlBench.open({ limits: { pingEveryMs: 100 } });
    // A network that swallows everything: the server's pings no longer come through.
    const hole = await bench.blackHole();
    bench.agent(0, { url: hole.url });
    await bench.connected(0);
    hole.swallow();
    await bench.until(() => hole.connections > 1);
  });

  it('is noticed by the agent, too, when its hello is never answered', async () => {
    const bench = await ControlBench.open();
    const mute = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => mute.close());
    let connections = 0;
    mute.on('connection', () => {
      connections += 1;
    });
    await new Promise((resolve) => mute.once('listening', resolve));
    bench.agent(0, { url: `ws://127.0.0.1:${(mute.address() as AddressInfo).port}` });
    await bench.until(() => connections === 2);
  });
});

describe('a server restart', () => {
  it('is survived by running work and by results that nobody acknowledged', async () => {
    const bench = await ControlBench.open();
    const running = byHand();
    const finished = byHand();
    bench.agent(0, {}, running.startWork);
    bench.agent(2, {}, finished.startWork);
    for (const pod of [0, 2]) await bench.connected(pod);
    bench.send(0, 1);
    bench.send(2, 2);
    await bench.until(() => bench.count('task.accepted') === 2);
    // The result reaches the inbox, and dies there with the server.
    bench.isBusy = true;
    finished.end();
    await bench.until(() => bench.count('task.finished') === 1);
    bench.server.goDown();
    bench.dropAll();
    const before = bench.events.length;
    expect(bench.server.isConnected(podId(0))).toBe(false);
    expect(bench.server.lastBeats().map(({ pod }) => pod)).toEqual([0, 2]);
    bench.send(0, 3);
    expect(bench.story.at(-1)).toBe('task.sendFailed 3 certain agent-not-connected');
    // Agents knock in vain.
    await bench.until(() => (bench.server.refusals.get('server-down') ?? 0) >= 4);
    expect(bench.events).toHaveLength(before + 1);
    bench.server.comeUp();
    for (const pod of [0, 2]) await bench.connected(pod);
    expect(bench.story.slice(before + 1).toSorted()).toEqual([
      'agent.connected pod 0 running [1] finished []',
      'agent.connected pod 2 running [] finished [2]',
    ]);
    running.end();
    await bench.until(() => bench.story.at(-1) === 'task.finished 1 success');
    expect([...running.begun, ...finished.begun]).toEqual([1, 2]);
    expect(bench.happenings.filter((line) => line.startsWith('phase'))).toEqual([
      'phase.began 1',
      'phase.began 2',
      'phase.ended 2 success',
      'phase.ended 1 success',
    ]);
  });

  it('cuts whoever connects meanwhile without a word', async () => {
    const bench = await ControlBench.open();
    bench.server.goDown();
    const { answer, closed } = bareSocket(bench.server.port);
    await closed;
    expect(answer()).toBe('');
    bench.server.comeUp();
    await Peer.greeted(bench, 0);
  });

  it('is followed by the agents each after its own delay, where the scenario drew one', async () => {
    const bench = await ControlBench.open();
    bench.agent(0);
    bench.agent(2);
    for (const pod of [0, 2]) await bench.connected(pod);
    const delays = [Number.POSITIVE_INFINITY, 1];
    bench.server.goDown(() => delays.shift() ?? 0);
    bench.server.comeUp();
    await bench.connected(2);
    expect(bench.story.slice(2)).toEqual(['agent.connected pod 2 running [] finished []']);
  });

  it('is followed by the silences that last', async () => {
    const bench = await ControlBench.open({ onlineWithinMs: 100 });
    bench.agent(0);
    await bench.connected(0);
    bench.server.cut(podId(0), Number.POSITIVE_INFINITY);
    await bench.until(() => bench.count('agent.silent') === 1);
    bench.server.goDown();
    bench.server.comeUp();
    await bench.until(() => bench.count('agent.silent') === 2);
    const [first, second] = bench.events.filter((event) => event.kind === 'agent.silent');
    expect(second).toMatchObject({ pod: 0, lastBeatAt: (first as { lastBeatAt: number }).lastBeatAt });
  });

  it('is silent itself: no silence is told while the server is down', async () => {
    const bench = await ControlBench.open({ onlineWithinMs: 30 });
    bench.agent(0, { frozen: true });
    await bench.connected(0);
    const before = bench.events.length;
    bench.server.goDown(() => Number.POSITIVE_INFINITY);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(bench.events).toHaveLength(before);
  });
});

describe('another process in the same pod', () => {
  it('has lost what its predecessor ran, and the world says so', async () => {
    const bench = await ControlBench.open();
    const { program } = bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: 3_600_000 });
    await bench.until(() => bench.count('task.accepted') === 1);
    program.end(1);
    await bench.until(() => bench.count('agent.disconnected') === 1);
    bench.agent(0);
    await bench.connected(0);
    expect(bench.happenings.slice(-2)).toEqual(['agent.up pod 0', 'phase.ended 1 lost']);
  });
});
