import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { podId } from '../../../src/engine/ids.ts';
import { decodeServerMessage } from '../../../src/real/agent/server-message.ts';
import { decodeAgentMessage } from '../../../src/real/agent-message.ts';
import type { ServerMessage } from '../../../src/real/protocol.ts';
import { ControlBench } from '../../support/control/control-bench.ts';
import { bareSocket, hello, Peer } from '../../support/control/peer.ts';

const spoken: readonly object[] = [
  hello(0, { running: [3], finished: [{ kind: 'planned', task: 1, attempt: 2, hasChanges: true }] }),
  { type: 'beat' },
  { type: 'accepted', task: 0, attempt: 1 },
  { type: 'refused', task: 0, attempt: 1, reason: 'leaving' },
  { type: 'planned', task: 0, attempt: 1, hasChanges: false },
  { type: 'finished', task: 0, attempt: 1, outcome: 'failed' },
  { type: 'bye' },
];
const ordered: readonly ServerMessage[] = [
  { type: 'welcome', pingEveryMs: 1000 },
  { type: 'cancel', attempt: 1 as never },
  { type: 'acknowledged', attempt: 1 as never },
  { type: 'drain' },
  { type: 'fault', fault: { kind: 'freeze', on: true } },
  { type: 'fault', fault: { kind: 'reconnect', afterMs: null } },
  { type: 'fault', fault: { kind: 'exit', code: 1 } },
  {
    type: 'task',
    task: 0 as never,
    attempt: 1 as never,
    slot: 0,
    taskType: 'plan',
    phase: 'plan',
    workMs: 1.5,
    initMs: 0,
    hasChanges: true,
    fails: false,
  },
];

/** A message with one of its fields, at any depth, replaced by anything, or taken out. */
const bent = (messages: readonly object[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...messages), fc.nat(), fc.option(fc.jsonValue(), { nil: undefined }))
    .map(([message, which, value]) => {
      const copy = structuredClone(message) as Record<string, unknown>;
      const keys = Object.keys(copy);
      copy[keys[which % keys.length] as string] = value;
      return copy;
    });

/** Texts from nonsense to nearly right. */
const texts = (messages: readonly object[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string(),
    fc.json(),
    bent(messages).map((message) => JSON.stringify(message)),
  );

describe('a decoder of messages', () => {
  it('takes every message of the protocol as it was said', () => {
    for (const message of spoken) expect(decodeAgentMessage(JSON.stringify(message))).toEqual(message);
    for (const message of ordered) expect(decodeServerMessage(JSON.stringify(message))).toEqual(message);
  });

  it('takes anything else for nothing, and never throws', () => {
    fc.assert(
      fc.property(texts(spoken), (text) => {
        const decoded = decodeAgentMessage(text);
        if (decoded !== null) expect(decoded).toEqual(JSON.parse(text));
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(texts(ordered), (text) => {
        const decoded = decodeServerMessage(text);
        if (decoded !== null) expect(decoded).toEqual(JSON.parse(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the control server under nonsense', () => {
  it('lives on, whatever an agent with the right token says', async () => {
    const bench = await ControlBench.open({ limits: { messages: { perSecond: 1e6, burst: 1e6 } } });
    bench.agent(1);
    await bench.connected(1);
    bench.send(1, 1, { workMs: 3_600_000 });
    const noise = fc.oneof(texts(spoken), fc.uint8Array({ maxLength: 2000 }));
    for (const said of fc.sample(fc.array(noise, { minLength: 1, maxLength: 5 }), { numRuns: 150, seed: 4 })) {
      const peer = new Peer(bench, 0);
      await peer.opened;
      peer.say(hello(0));
      for (const each of said) peer.socket.send(each);
      peer.socket.close();
      await peer.ending;
    }
    await bench.until(() => !bench.server.isConnected(podId(0)));
    expect(bench.server.refusals.get('malformed')).toBeGreaterThan(50);
    // The work of another was touched by none of it.
    expect(bench.server.isConnected(podId(1))).toBe(true);
    expect(bench.server.tasksOn(podId(1))).toBe(1);
    bench.send(1, 2, { slot: 1 });
    await bench.until(() => bench.story.includes('task.finished 2 success'));
  });

  it('lives on, whatever comes over bare sockets, inside an upgrade, too', async () => {
    const bench = await ControlBench.open({ limits: { handshakeWithinMs: 200, helloWithinMs: 200 } });
    const upgrade = [
      'GET /control HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Authorization: Bearer ${bench.tokens[0]}`,
      'X-Poolproof-Pod: run-pool-pod-0',
      'X-Poolproof-Pod-Uid: uid-0',
      '\r\n',
    ].join('\r\n');
    const closings = fc
      .sample(fc.uint8Array({ minLength: 1, maxLength: 500 }), { numRuns: 150, seed: 4 })
      .map((bytes, index) => {
        const { socket, closed } = bareSocket(bench.server.port);
        if (index % 2 === 0) socket.write(upgrade);
        socket.write(bytes);
        return closed;
      });
    await Promise.all(closings);
    bench.agent(0);
    await bench.connected(0);
    bench.send(0, 1);
    await bench.until(() => bench.count('task.finished') === 1);
  });
});
