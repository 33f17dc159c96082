import { expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { podId } from '../../src/engine/ids.ts';
import { Ending } from '../../src/real/ending.ts';
import { startRunClock } from '../../src/real/run-clock.ts';
import { Stage } from '../../src/real/stage.ts';
import { World } from '../../src/real/world.ts';
import { smallScenario } from '../support/small-runs.ts';

it('is not before what happened last, however late the run is ended', async () => {
  const scenario = smallScenario({ durationMs: 1_000 });
  const clock = startRunClock({ timeScale: 10 });
  const ending = new Ending();
  const stage = new Stage({ clock, observers: [], failed: ending.fail, settled: ending.check.bind(ending) });
  const world = new World(stage, scenario, clock);
  const pools = scenario.pools.map(({ config }) => config);
  stage.open(new Engine({ pools, initialTasks: [], firstPod: 0 }, stage), world);
  ending.watch(scenario, world, { books: { store: { tasks: { size: 1 } } } as never }, new AbortController().signal);
  // The process stands still until long after its end, and hears something before its timers ring.
  for (const end = performance.now() + 150; performance.now() < end; );
  stage.tell({ kind: 'pod.gone', at: 990, pod: podId(0) });
  const { endedAt, cause } = await ending.over;
  world.timers.close();
  expect(cause).toBe('horizon');
  expect(stage.now).toBeGreaterThan(1_000);
  expect(endedAt).toBe(stage.now);
});
