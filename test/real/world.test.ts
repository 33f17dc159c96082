import { afterEach, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/engine/event.ts';
import { poolId } from '../../src/engine/ids.ts';
import { startRunClock } from '../../src/real/run-clock.ts';
import { Stage } from '../../src/real/stage.ts';
import { World } from '../../src/real/world.ts';
import { smallScenario, type WrittenRun } from '../support/small-runs.ts';
import { until } from '../support/until.ts';

describe('the world of a real run', () => {
  const open: World[] = [];
  afterEach(() => {
    for (const world of open.splice(0)) world.timers.close();
  });

  /** Without a cluster. As soon as it hears of a task the engine asks for its confirmation, and sets a timer for that instant. */
  function worldOf(written: WrittenRun): { readonly heard: readonly EngineEvent[]; readonly stage: Stage } {
    const heard: EngineEvent[] = [];
    const clock = startRunClock({ timeScale: 10 });
    const stage = new Stage({ clock, observers: [], failed: (error) => Promise.reject(error), settled: () => {} });
    const world = new World(stage, smallScenario(written), clock);
    const handle = (event: EngineEvent): void => {
      heard.push(event);
      if (event.kind !== 'task.submitted') return;
      const { task, at } = event;
      stage.taskMoved({ kind: 'task.moved', at, task, from: 'running', to: 'apply_pending', cause: null });
      const timer = { id: task, epoch: 0, job: { kind: 'reaction', pool: poolId(0) } } as const;
      stage.perform({ kind: 'timer.set', at, dueAt: at, timer });
    };
    stage.open({ handle }, world);
    world.open();
    open.push(world);
    return { heard, stage };
  }

  it('submits the tasks of one instant at one instant, and no timer for it comes before the last', async () => {
    const tasks = Array.from({ length: 50 }, () => ({ at: 200, confirmMs: Number.POSITIVE_INFINITY }));
    const { heard } = worldOf({ tasks });
    await until('the first timer', () => heard.some(({ kind }) => kind === 'timer.due'));
    const submitted = heard.slice(0, 50);
    expect(submitted.map((event) => 'task' in event && event.task)).toEqual(tasks.map((_, task) => task));
    expect(new Set(submitted.map(({ at }) => at)).size).toBe(1);
  });

  it('lets a person confirm when their time is over, however long nothing else has happened', async () => {
    const { heard } = worldOf({ tasks: [{ at: 0, confirmMs: 2_000 }] });
    await until('the confirmation', () => heard.length === 3);
    const [submitted, , confirmed] = heard as [EngineEvent, EngineEvent, EngineEvent];
    expect(confirmed).toMatchObject({ kind: 'apply.confirmed', confirmedAt: submitted.at + 2_000 });
    expect(confirmed.at).toBeGreaterThanOrEqual(submitted.at + 2_000);
  });

  it('wakes the engine in the order in which its timers are due, however late', async () => {
    const { heard, stage } = worldOf({});
    for (const [id, dueAt] of [300, 200, 100, 100].entries()) {
      const timer = { id, epoch: 0, job: { kind: 'monitor', pool: poolId(0) } } as const;
      stage.perform({ kind: 'timer.set', at: 0, dueAt, timer });
    }
    // 500 ms of the scenario in which nobody hears anything.
    for (const end = performance.now() + 50; performance.now() < end; );
    await until('the timers', () => heard.length === 4);
    expect(heard.map((event) => event.kind === 'timer.due' && event.timer.id)).toEqual([2, 3, 1, 0]);
    expect(new Set(heard.map(({ at }) => at)).size).toBe(1);
    // The earliest was due after 10 ms of wall time.
    expect(stage.longestLagMs).toBeGreaterThanOrEqual(35);
  });
});
