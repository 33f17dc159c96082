import { describe, expect, test } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { TaskMoved } from '../../src/engine/note.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };

const given: TaskMoved = {
  kind: 'task.moved',
  at: 2_000,
  task: taskId(0),
  from: 'running',
  to: 'failed',
  cause: 'interrupted',
};

/** The server has just come back; task 0 works on pod 1 in slot 2, and task 1 waits. */
function afterRestart(): { engine: EngineByHand; bench: LawBench } {
  const engine = engineWith(2);
  const bench = new LawBench(engine, ALL);
  for (const pod of [0, 1]) bench.podReady(0, pod);
  engine.submit(1_000, 0);
  engine.submit(1_000, 1);
  bench.began(1_000, 0, 'plan', { pod: 1, slot: 2 });
  engine.pool.recovery = 'first-decision';
  return { engine, bench };
}

const judged = ({ bench }: { bench: LawBench }, moved: Partial<TaskMoved> = {}): string | null => {
  bench.watch.taskMoved({ ...given, ...moved });
  return bench.said('work-survives');
};

describe('work-survives', () => {
  test('breaks where a restart gives up what an agent works on', () => {
    expect(judged(afterRestart())).toBe(
      '2000: task-000000 was given up at the restart while the agent of pod-000001 works on it',
    );
  });

  test('holds where no agent works on it, and where it fails or ends in another way', () => {
    expect(judged(afterRestart(), { task: taskId(1) })).toBeNull();
    expect(judged(afterRestart(), { cause: 'agent-lost' })).toBeNull();
    expect(judged(afterRestart(), { to: 'cancelled' })).toBeNull();
    expect(judged(afterRestart(), { to: 'cancelled', cause: 'person' })).toBeNull();
  });

  test('holds once slots are rebuilt: an agent may have been silent for too long', () => {
    const late = afterRestart();
    late.engine.pool.recovery = 'done';
    expect(judged(late)).toBeNull();
  });

  test('says nothing of a task that the store does not know', () => {
    const run = afterRestart();
    run.bench.began(1_500, 99, 'plan', { pod: 0 });
    expect(judged(run, { task: taskId(99) })).toBeNull();
  });
});
