import { describe, expect, it } from 'vitest';
import { podId } from '../../../src/engine/ids.ts';
import { MESSAGE_BYTES_MAX } from '../../../src/real/protocol.ts';
import type { Refusal } from '../../../src/real/refusals.ts';
import { ControlBench } from '../../support/control/control-bench.ts';
import { bareSocket, type Credentials, hello, Peer } from '../../support/control/peer.ts';

describe('the door of the control server', () => {
  const refused: readonly [what: string, credentials: Credentials, status: number, reason: Refusal][] = [
    ['no token', { authorization: '' }, 401, 'no-token'],
    ['another kind of authorization', { authorization: 'Basic dG9rZW4=' }, 401, 'no-token'],
    ['a wrong token', { authorization: 'Bearer token-of-pool-' }, 401, 'wrong-token'],
    ['the token of another pool', { authorization: 'Bearer token-of-pool-b' }, 403, 'foreign-pool'],
    ['the right token and a pod that nobody created', { name: 'run-pool-pod-999', uid: 'uid-999' }, 403, 'unknown-pod'],
    ['the right token and another uid', { uid: 'uid-2' }, 403, 'unknown-pod'],
    ['the right token and no pod', { name: '', uid: '' }, 403, 'unknown-pod'],
    ['another path', { path: '/elsewhere' }, 404, 'not-an-upgrade'],
  ];
  it.each(refused)('refuses an upgrade with %s, counts and logs it', async (_what, credentials, status, reason) => {
    const bench = await ControlBench.open();
    expect(await new Peer(bench, 0, credentials).ending).toEqual({ status });
    expect([...bench.server.refusals]).toEqual([[reason, 1]]);
    expect(bench.lines).toEqual([expect.stringContaining(reason)]);
    expect(bench.events).toEqual([]);
  });

  it('tells whoever has no token nothing of pods: a wrong token is judged first', async () => {
    const bench = await ControlBench.open();
    const ending = await new Peer(bench, 0, { authorization: 'Bearer guessed', uid: 'guessed' }).ending;
    expect(ending).toEqual({ status: 401 });
  });

  it('never writes a token into the log', async () => {
    const bench = await ControlBench.open();
    await new Peer(bench, 0, { authorization: 'Bearer a-guess' }).ending;
    await new Peer(bench, 0, { authorization: `Bearer ${bench.tokens[1]}` }).ending;
    expect(bench.lines).toHaveLength(2);
    expect(bench.lines.join('\n')).not.toMatch(/a-guess|token-of-pool/);
  });

  it('answers a plain request without reading on', async () => {
    const bench = await ControlBench.open();
    const response = await fetch(bench.server.url.replace('ws:', 'http:'), { method: 'POST', body: 'x' });
    expect(response.status).toBe(426);
    expect(bench.server.refusals.get('not-an-upgrade')).toBe(1);
  });

  it('refuses an upgrade that has no WebSocket key', async () => {
    const bench = await ControlBench.open();
    const { socket, answer, closed } = bareSocket(bench.server.port);
    socket.write(
      `GET /control HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer ${bench.tokens[0]}\r\nX-Poolproof-Pod: run-pool-pod-0\r\nX-Poolproof-Pod-Uid: uid-0\r\n\r\n`,
    );
    await closed;
    expect(answer()).toMatch(/^HTTP\/1.1 400 /);
    expect(bench.server.refusals.get('not-an-upgrade')).toBe(1);
  });

  it('cuts a request that is none, and one that does not come to its end', async () => {
    const bench = await ControlBench.open({ limits: { handshakeWithinMs: 50 } });
    const nonsense = bareSocket(bench.server.port);
    nonsense.socket.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03');
    const slow = bareSocket(bench.server.port);
    slow.socket.write('GET /control HTTP/1.1\r\nHost: ');
    const mute = bareSocket(bench.server.port);
    await Promise.all([nonsense.closed, slow.closed, mute.closed]);
    expect(bench.server.refusals.get('bad-request')).toBe(3);
  });

  it('listens on its address and on no other', async () => {
    const bench = await ControlBench.open();
    const elsewhere = bareSocket(bench.server.port, '127.0.0.2');
    let isConnected = false;
    elsewhere.socket.once('connect', () => {
      isConnected = true;
    });
    await elsewhere.closed;
    expect(isConnected).toBe(false);
  });

  it('says that its address is taken instead of listening elsewhere', async () => {
    const bench = await ControlBench.open();
    const { ControlServer } = await import('../../../src/real/control-server.ts');
    const second = ControlServer.open({
      host: '127.0.0.1',
      port: bench.server.port,
      clock: bench.clock,
      pools: [],
      pods: { identify: () => null, poolOf: () => null },
      tell: () => {},
      fact: () => {},
      log: () => {},
    });
    await expect(second).rejects.toThrow('EADDRINUSE');
  });
});

describe('a peer inside', () => {
  const cut: readonly [what: string, send: (peer: Peer) => void, reason: Refusal][] = [
    ['is longer than 64 KiB', (peer) => peer.socket.send(' '.repeat(MESSAGE_BYTES_MAX + 1)), 'too-large'],
    ['is not JSON', (peer) => peer.socket.send('{'), 'malformed'],
    ['is nested without end', (peer) => peer.socket.send('['.repeat(60_000)), 'malformed'],
    ['is binary', (peer) => peer.socket.send(Buffer.from('{"type":"beat"}')), 'malformed'],
    ['is of no known type', (peer) => peer.say({ type: 'root' }), 'malformed'],
    ['has a field too many', (peer) => peer.say({ type: 'beat', and: 1 }), 'malformed'],
    ['lacks a field', (peer) => peer.say({ type: 'accepted', task: 1 }), 'malformed'],
    ['has a number that is no id', (peer) => peer.say({ type: 'accepted', task: -1, attempt: 1.5 }), 'malformed'],
    ['is a second hello', (peer) => peer.say(hello(0)), 'malformed'],
    [
      'refuses what was never sent',
      (peer) => peer.say({ type: 'refused', task: 1, attempt: 1, reason: 'leaving' }),
      'malformed',
    ],
  ];
  it.each(cut)('is cut when its message %s', async (_what, send, reason) => {
    const bench = await ControlBench.open();
    const peer = await Peer.greeted(bench, 0);
    send(peer);
    await peer.ending;
    await bench.until(() => !bench.server.isConnected(podId(0)));
    expect([...bench.server.refusals]).toEqual([[reason, 1]]);
    expect(bench.story).toEqual(['agent.connected pod 0 running [] finished []', 'agent.disconnected pod 0']);
  });

  it('is cut when it says anything before its hello', async () => {
    const bench = await ControlBench.open();
    const peer = new Peer(bench, 0);
    await peer.opened;
    peer.say({ type: 'beat' });
    await peer.ending;
    expect([...bench.server.refusals]).toEqual([['malformed', 1]]);
    expect(bench.events).toEqual([]);
  });

  it('is cut when its hello names another pod than its upgrade', async () => {
    const bench = await ControlBench.open();
    const peer = new Peer(bench, 0);
    await peer.opened;
    peer.say(hello(2));
    await peer.ending;
    expect([...bench.server.refusals]).toEqual([['hello-mismatch', 1]]);
    expect(bench.events).toEqual([]);
  });

  it('is cut when no hello comes in time', async () => {
    const bench = await ControlBench.open({ limits: { helloWithinMs: 30 } });
    await new Peer(bench, 0).ending;
    expect([...bench.server.refusals]).toEqual([['hello-late', 1]]);
    expect(bench.events).toEqual([]);
  });

  it('is cut when its messages or pings come too fast', async () => {
    const bench = await ControlBench.open({ limits: { messages: { perSecond: 0.001, burst: 10 } } });
    const talker = await Peer.greeted(bench, 0);
    for (let beat = 0; beat < 10; beat += 1) talker.say({ type: 'beat' });
    await talker.ending;
    const pinger = await Peer.greeted(bench, 2);
    for (let ping = 0; ping < 10; ping += 1) pinger.socket.ping();
    await pinger.ending;
    expect([...bench.server.refusals]).toEqual([['too-fast', 2]]);
  });

  it('is cut when it does not answer pings', async () => {
    const bench = await ControlBench.open({ limits: { pingEveryMs: 300 } });
    bench.agent(2);
    await bench.connected(2);
    const deaf = await Peer.greeted(bench, 0, { autoPong: false });
    await deaf.ending;
    expect([...bench.server.refusals]).toEqual([['silent', 1]]);
    expect(bench.server.isConnected(podId(2))).toBe(true);
  });

  it('is cut when it does not read what it is sent', async () => {
    const bench = await ControlBench.open({ limits: { bufferedBytesMax: 100_000 } });
    const peer = await Peer.greeted(bench, 0);
    peer.socket.pause();
    // Far more than any kernel keeps for a socket.
    for (let sent = 0; sent < 2_000_000 && bench.server.isConnected(podId(0)); sent += 1) bench.server.drain(podId(0));
    expect(bench.server.isConnected(podId(0))).toBe(false);
    expect([...bench.server.refusals]).toEqual([['too-slow', 1]]);
  });

  it('is cut when it reports work that another pod was given, and nobody hears of it', async () => {
    const bench = await ControlBench.open();
    bench.agent(2);
    await bench.connected(2);
    bench.send(2, 7, { workMs: 60_000 });
    await bench.until(() => bench.count('task.accepted') === 1);
    const liar = await Peer.greeted(bench, 0);
    liar.say({ type: 'finished', task: 7, attempt: 7, outcome: 'success' });
    await liar.ending;
    const again = new Peer(bench, 0);
    await again.opened;
    again.say(hello(0, { finished: [{ kind: 'finished', task: 7, attempt: 7, outcome: 'success' }] }));
    await again.ending;
    const third = new Peer(bench, 0);
    await third.opened;
    third.say(hello(0, { running: [7] }));
    await third.ending;
    expect([...bench.server.refusals]).toEqual([['not-its-own', 3]]);
    expect(bench.count('task.finished')).toBe(0);
    expect(bench.server.tasksOn(podId(2))).toBe(1);
  });

  it('gives way to a newer connection of its pod, after its own end was told', async () => {
    const bench = await ControlBench.open();
    const old = await Peer.greeted(bench, 0);
    await Peer.greeted(bench, 0);
    await old.ending;
    expect([...bench.server.refusals]).toEqual([['superseded', 1]]);
    expect(bench.story).toEqual([
      'agent.connected pod 0 running [] finished []',
      'agent.disconnected pod 0',
      'agent.connected pod 0 running [] finished []',
    ]);
    expect(bench.server.isConnected(podId(0))).toBe(true);
  });

  it('does not give way to a connection that never says hello', async () => {
    const bench = await ControlBench.open({ limits: { helloWithinMs: 30 } });
    await Peer.greeted(bench, 0);
    await new Peer(bench, 0).ending;
    expect([...bench.server.refusals]).toEqual([['hello-late', 1]]);
    expect(bench.count('agent.disconnected')).toBe(0);
  });
});
