import { describe, expect, it } from 'vitest';
import type { TaskAccepted } from '../../../src/engine/event.ts';
import { ControlBench } from '../../support/control/control-bench.ts';
import { bareSocket, Peer } from '../../support/control/peer.ts';

const BAD = 500;
const GOOD = [0, 1, 2, 3, 4];
const TASKS_EACH = 40;
/** What the platform promises its users for the 99th percentile. */
const ACCEPTED_WITHIN_MS = 1000;

describe('500 bad connections', () => {
  it('are refused, while good agents get their tasks, stay connected, and new ones come in', async () => {
    const bench = await ControlBench.open({ limits: { handshakesMax: 32 } });
    for (const pod of GOOD) bench.agent(pod);
    for (const pod of GOOD) await bench.connected(pod);

    // Of each kind: wrong tokens, sockets that say nothing, nonsense.
    const endings: Promise<unknown>[] = [];
    for (let bad = 0; bad < BAD; bad += 1) {
      if (bad % 3 === 0) endings.push(new Peer(bench, 0, { authorization: `Bearer guess-${bad}` }).ending);
      else {
        const { socket, closed } = bareSocket(bench.server.port);
        if (bad % 3 === 1) socket.write('\x00\x01\x02 nonsense\r\n\r\n');
        endings.push(closed);
      }
    }
    const sentAt = new Map<number, number>();
    let attempt = 0;
    for (let round = 0; round < TASKS_EACH; round += 1) {
      for (const pod of GOOD) {
        attempt += 1;
        sentAt.set(attempt, bench.clock.now());
        bench.send(pod, attempt);
      }
      if (round === 0) bench.agent(10);
      await bench.until(() => bench.count('task.finished') === attempt);
    }
    await bench.connected(10);

    const delays = bench.events
      .filter((event): event is TaskAccepted => event.kind === 'task.accepted')
      .map(({ at, attempt: accepted }) => at - (sentAt.get(accepted) ?? Number.NaN))
      .toSorted((a, b) => a - b);
    expect(delays).toHaveLength(GOOD.length * TASKS_EACH);
    expect(delays[Math.ceil(delays.length * 0.99) - 1]).toBeLessThan(ACCEPTED_WITHIN_MS);
    expect(bench.count('agent.disconnected')).toBe(0);

    // The last few that say nothing may stay until they are too late: fewer than are let in at a time.
    await bench.until(() => refusedIn(bench) >= BAD - 32);
    const counts = bench.server.refusals;
    expect(counts.get('bad-request')).toBeGreaterThan(0);
    expect(counts.get('too-many-handshakes')).toBeGreaterThan(0);
    // A line per reason and second, not per peer.
    expect(bench.lines.length).toBeLessThan(BAD / 5);
  });

  it('with the right token and endless wrong messages cost the others nothing but their refusal', async () => {
    const bench = await ControlBench.open();
    bench.agent(1);
    await bench.connected(1);
    for (let bad = 0; bad < 100; bad += 1) {
      const peer = new Peer(bench, 0);
      void peer.opened.then(() => peer.say({ type: 'beat', and: bad }));
      await peer.ending;
    }
    expect(bench.server.refusals.get('malformed')).toBe(100);
    bench.send(1, 1);
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.count('agent.disconnected')).toBe(0);
  });
});

const refusedIn = (bench: ControlBench): number =>
  [...bench.server.refusals.values()].reduce((sum, count) => sum + count, 0);
