import { expect, it } from 'vitest';
import type { EngineEvent } from '../../../src/engine/event.ts';
import { podId } from '../../../src/engine/ids.ts';
import { FailureDetector } from '../../../src/real/failure-detector.ts';
import { startRunClock } from '../../../src/real/run-clock.ts';
import { until } from '../../support/until.ts';

const [HEARD, MUTE] = [podId(0), podId(1)];

/** For 100 ms. `unread` comes in the turn of the sockets, which is after that of the timers. */
function standStill(unread: () => void): void {
  setImmediate(() => {
    setImmediate(unread);
    for (const end = performance.now() + 100; performance.now() < end; );
  });
}

it('hears what has come while the process stood still before it calls an agent silent', async () => {
  const told: EngineEvent[] = [];
  const detector = new FailureDetector(startRunClock({ timeScale: 10 }), (event) => told.push(event));
  for (const pod of [HEARD, MUTE]) detector.connected(pod, 500);
  standStill(() => detector.beat(HEARD));
  await until('a silence', () => told.length > 0);
  expect(told).toMatchObject([{ kind: 'agent.silent', pod: MUTE }]);
  detector.pause();
});

it('tells no silence of an agent whose pod has gone in the same turn', async () => {
  const told: EngineEvent[] = [];
  const detector = new FailureDetector(startRunClock({ timeScale: 10 }), (event) => told.push(event));
  detector.connected(HEARD, 500);
  standStill(() => detector.forget(HEARD));
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(told).toEqual([]);
});
