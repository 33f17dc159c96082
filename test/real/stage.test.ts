import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/engine/event.ts';
import { podId } from '../../src/engine/ids.ts';
import type { Observer } from '../../src/engine/observer.ts';
import type { RunClock } from '../../src/real/run-clock.ts';
import { Stage } from '../../src/real/stage.ts';

const gone = (pod: number): EngineEvent => ({ kind: 'pod.gone', at: -1, pod: podId(pod) });

/** Another callback of the event loop. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A stage whose engine is a function, and a clock that the test moves. */
function stageWith(handle: (event: EngineEvent) => void) {
  const words: string[] = [];
  const failures: unknown[] = [];
  const clock = { now: 0 };
  const observer: Observer = {
    event: (event) => words.push(`event ${event.kind} ${'pod' in event ? event.pod : ''} at ${event.at}`),
    fact: (fact) => words.push(`fact ${fact.kind} at ${fact.at}`),
    instantEnded: (at) => words.push(`end of ${at}`),
  };
  const stage = new Stage({
    clock: { now: () => clock.now } as RunClock,
    observers: [observer],
    failed: (error) => failures.push(error),
    settled: () => words.push('settled'),
  });
  stage.open({ handle }, { perform() {}, watchTask() {}, overdue: () => [] });
  return { stage, clock, words, failures };
}

describe('the inbox of a real run', () => {
  it('stamps what comes with the present, and tells when an instant is over', async () => {
    const { stage, clock, words } = stageWith(() => {});
    stage.tell(gone(1));
    clock.now = 7;
    await nextTurn();
    stage.fact({ kind: 'pod.down', at: -1, pod: podId(1) });
    expect(words).toEqual(['event pod.gone 1 at 0', 'settled', 'end of 0', 'fact pod.down at 7', 'settled']);
  });

  it('gives a fact and the event of the same callback one instant, however long the first has taken', async () => {
    const { stage, clock, words } = stageWith(() => {});
    stage.fact({ kind: 'agent.up', at: -1, pod: podId(1) });
    clock.now = 30;
    stage.tell({ kind: 'agent.connected', at: -1, pod: podId(1), running: [], finished: [] });
    expect(words.filter((word) => word !== 'settled')).toEqual(['fact agent.up at 0', 'event agent.connected 1 at 0']);
    await nextTurn();
    stage.tell(gone(1));
    expect(words.slice(-3)).toEqual(['end of 0', 'event pod.gone 1 at 30', 'settled']);
  });

  it('hands over one at a time: what comes while the engine works waits until it is done', () => {
    const order: string[] = [];
    const { stage } = stageWith((event) => {
      const { pod } = event as { pod: number };
      order.push(`begins ${pod}`);
      if (pod === 1) {
        stage.tell(gone(2));
        stage.tell(gone(3));
      }
      order.push(`ends ${pod}`);
    });
    stage.tell(gone(1));
    expect(order).toEqual(['begins 1', 'ends 1', 'begins 2', 'ends 2', 'begins 3', 'ends 3']);
  });

  it('says that an event is taken before the engine has it, and not at all after the end', () => {
    const order: string[] = [];
    const { stage } = stageWith(() => order.push('engine'));
    stage.tell(gone(1), () => order.push('taken'));
    stage.close();
    stage.tell(gone(2), () => order.push('taken'));
    expect(order).toEqual(['taken', 'engine']);
  });

  it('does not let time go backwards', async () => {
    const { stage, clock, words } = stageWith(() => {});
    clock.now = 9;
    stage.tell(gone(1));
    clock.now = 8;
    await nextTurn();
    stage.tell(gone(2));
    expect(words.filter((word) => word.startsWith('event'))).toEqual([
      'event pod.gone 1 at 9',
      'event pod.gone 2 at 9',
    ]);
  });

  it('ends at the first failure and hands it on', () => {
    const { stage, failures, words } = stageWith(() => {
      throw new Error('a law broke');
    });
    stage.tell(gone(1));
    stage.tell(gone(2));
    expect(failures).toEqual([new Error('a law broke')]);
    expect(words.filter((word) => word.startsWith('event'))).toHaveLength(1);
  });
});
