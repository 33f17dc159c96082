import type { PoolState } from '../../src/engine/core.ts';
import { taskId } from '../../src/engine/ids.ts';
import type { TaskType } from '../../src/engine/task.ts';
import type { PoolQueues, Task } from '../../src/engine/task-store.ts';
import { EngineByHand } from './engine-by-hand.ts';
import { type PoolChanges, wishing } from './pools.ts';

/** How many tasks stand in which list of the pool. */
export interface Waiting {
  readonly plans?: number;
  readonly driftChecks?: number;
  readonly planAndApplies?: number;
  /** Confirmed applies without a slot. */
  readonly applies?: number;
  readonly claimed?: number;
  readonly backoff?: number;
}

const LISTS: readonly (readonly [keyof Waiting, TaskType])[] = [
  ['plans', 'plan'],
  ['driftChecks', 'drift_check'],
  ['planAndApplies', 'plan_and_apply'],
  ['applies', 'plan_and_apply'],
  ['claimed', 'plan'],
  ['backoff', 'plan'],
];

/**
 * An engine whose `pods` pods of time zero have agents that went at 500 ms, so that what is submitted at 1 s waits, and that has an
 * autoscaler which asks for nothing before its first tick at 10 s. Each task has a workspace of its own.
 */
export function engineWithWaiting(pods: number, waiting: Waiting = {}, changes: PoolChanges = {}): EngineByHand {
  const engine = new EngineByHand(
    {
      ...changes,
      autoscaler: { policy: wishing(pods), ensureMin: false, ...changes.autoscaler },
      dispatch: { scaleUpOnNoAgent: false, ...changes.dispatch },
    },
    { pods: Array.from({ length: pods }, () => ({})) },
  );
  for (let pod = 0; pod < pods; pod += 1) {
    engine.connect(0, pod);
    engine.disconnect(500, pod);
  }
  let next = 0;
  for (const [list, type] of LISTS) {
    for (let count = waiting[list] ?? 0; count > 0; count -= 1) {
      engine.submit(1_000, next, type);
      moveTo(engine, next, list);
      next += 1;
    }
  }
  return engine;
}

/** Behind the engine's back, where its own way there would need agents. */
function moveTo(engine: EngineByHand, id: number, name: keyof Waiting): void {
  const { store } = engine.engine.books;
  const task = store.tasks.get(taskId(id)) as Task;
  const list = queuesOf(engine)[name];
  if (name === 'applies') task.phase = 'apply';
  if (task.list !== list) store.moveTo(list, task, 1_000);
}

function queuesOf(engine: EngineByHand): PoolQueues {
  const { id }: PoolState = engine.pool;
  return engine.engine.books.store.queues[id] as PoolQueues;
}
