import { Engine } from '../engine/engine.ts';
import { LawWatch } from '../engine/laws/law-watch.ts';
import type { Observer } from '../engine/observer.ts';
import type { RunEnd } from '../engine/run-end.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { Stage } from './stage.ts';
import { World } from './world.ts';

/**
 * Runs a scenario on the simulated clock to its end. Synchronous and deterministic.
 * Throws `LawBroken` when a law breaks that the variant does not name in `breaks`.
 */
export function simulate(scenario: CompiledScenario, observers: readonly Observer[]): RunEnd {
  const pools = scenario.pools.map((pool) => pool.config);
  const laws = new LawWatch({ pools, allowed: new Set(scenario.breaks), taskNames: scenario.taskNames });
  const stage = new Stage([laws, ...observers]);
  const engine = new Engine(
    { pools, initialTasks: scenario.initial.tasks, firstPod: scenario.initial.pods.length },
    stage,
  );
  const world = new World(stage, scenario);
  stage.open(engine, world);
  laws.open(engine, () => stage.events);
  world.open();
  const end = play(stage, world, scenario, engine);
  for (const observer of [laws, ...observers]) observer.runEnded?.(end.endedAt);
  return { ...end, events: stage.events, breaches: laws.breaches };
}

/** The event loop. The horizon is half-open: what is due exactly at the end does not happen. */
function play(
  stage: Stage,
  world: World,
  scenario: CompiledScenario,
  engine: Engine,
): Pick<RunEnd, 'endedAt' | 'cause'> {
  const { calendar } = stage;
  const measuredTo = scenario.run.warmupMs + scenario.run.durationMs;
  const horizon = measuredTo + scenario.run.drainMs;
  const { tasks } = engine.books.store;
  for (;;) {
    const next = calendar.nextAt;
    if (next !== stage.now) {
      stage.endInstant();
      // Before the horizon is looked at: a drain ends with the work, even if nothing was to happen before its time-out.
      const isDrained = next >= measuredTo && tasks.size === 0 && !world.server.isDown;
      if (isDrained && scenario.run.drainMs > 0) return { endedAt: Math.max(stage.now, measuredTo), cause: 'drained' };
      if (next >= horizon) break;
      stage.now = next;
    }
    calendar.next();
    world.happen(calendar.kind, calendar.subject, calendar.detail);
  }
  const isEmpty = tasks.size === 0;
  return { endedAt: horizon, cause: scenario.run.drainMs === 0 ? 'horizon' : isEmpty ? 'drained' : 'drain-timeout' };
}
