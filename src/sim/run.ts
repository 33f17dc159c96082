import type { PolicyAsk } from '../engine/command.ts';
import { Engine } from '../engine/engine.ts';
import type { PolicyAnswer } from '../engine/event.ts';
import { LawWatch } from '../engine/laws/law-watch.ts';
import type { Observer } from '../engine/observer.ts';
import type { RunEnd } from '../engine/run-end.ts';
import { type CompiledScenario, type ConditionReader, horizonOf, measuredEnd } from '../scenario/compiled.ts';
import { Stage } from './stage.ts';
import { World } from './world.ts';

/**
 * Runs a scenario on the simulated clock to its end. Synchronous and deterministic.
 * `conditions` is needed where a fault waits for one. Throws `LawBroken` when a law breaks that the variant does not name in `breaks`.
 * A scenario with programs is a `Simulation`.
 */
export function simulate(
  scenario: CompiledScenario,
  observers: readonly Observer[],
  conditions: ConditionReader | null = null,
): RunEnd {
  const step = new Simulation(scenario, observers, conditions).advance();
  if (step.kind === 'ask') throw new Error('a policy of this scenario is a program, which nobody here can ask');
  return step.end;
}

/** How far a simulation came: to its end, or to a question that somebody outside must answer first. */
export type SimulationStep =
  | { readonly kind: 'done'; readonly end: RunEnd }
  | { readonly kind: 'ask'; readonly question: PolicyAsk };

/** A run that stands still while a program is asked: its clock is its own, so it does not matter how long that takes. */
export class Simulation {
  readonly #scenario: CompiledScenario;
  readonly #observers: readonly Observer[];
  readonly #laws: LawWatch;
  readonly #stage: Stage;
  readonly #engine: Engine;
  readonly #world: World;

  constructor(scenario: CompiledScenario, observers: readonly Observer[], conditions: ConditionReader | null = null) {
    const pools = scenario.pools.map((pool) => pool.config);
    this.#scenario = scenario;
    this.#laws = new LawWatch({
      pools,
      laws: scenario.laws,
      allowed: new Set(scenario.breaks),
      taskNames: scenario.taskNames,
      hasOldLists: scenario.faults.some(({ effect }) => effect.kind === 'stale-list'),
      isPunctual: true,
    });
    this.#observers = [this.#laws, ...observers];
    this.#stage = new Stage(this.#observers);
    this.#engine = new Engine(
      { pools, initialTasks: scenario.initial.tasks, firstPod: scenario.initial.pods.length },
      this.#stage,
    );
    this.#world = new World(this.#stage, scenario, conditions);
    this.#stage.open(this.#engine, this.#world);
    this.#laws.open(this.#engine, () => this.#stage.events);
    this.#world.open();
  }

  /** On to the end, or to the next question; a question must be answered before. */
  advance(): SimulationStep {
    const end = play(this.#stage, this.#world, this.#scenario, this.#engine);
    if (end === null) return { kind: 'ask', question: this.#world.programs.open as PolicyAsk };
    for (const observer of this.#observers) observer.runEnded?.(end.endedAt);
    return { kind: 'done', end: { ...end, events: this.#stage.events, breaches: this.#laws.breaches } };
  }

  answer(answer: PolicyAnswer): void {
    this.#world.programs.answer(answer);
  }
}

/** The event loop; null = a program must be asked. The horizon is half-open: what is due exactly at the end does not happen. */
function play(
  stage: Stage,
  world: World,
  scenario: CompiledScenario,
  engine: Engine,
): Pick<RunEnd, 'endedAt' | 'cause'> | null {
  const { calendar } = stage;
  const { programs } = world;
  const measuredTo = measuredEnd(scenario.run);
  const horizon = horizonOf(scenario.run);
  const { tasks } = engine.books.store;
  const { isWatching } = world.faults;
  while (programs.open === null) {
    let next = calendar.nextAt;
    if (next !== stage.now) {
      if (next < stage.now) throw new Error(`something is due at ${next} ms, and it is ${stage.now} ms`);
      stage.endInstant();
      if (isWatching) {
        world.faults.look();
        next = calendar.nextAt;
      }
      // Before the horizon is looked at: a drain ends with the work, even if nothing was to happen before its time-out.
      const isDrained = next >= measuredTo && tasks.size === 0 && world.server.isClean;
      if (isDrained && scenario.run.drainMs > 0) return { endedAt: Math.max(stage.now, measuredTo), cause: 'drained' };
      if (next >= horizon) {
        const isEmpty = tasks.size === 0;
        const cause = scenario.run.drainMs === 0 ? 'horizon' : isEmpty ? 'drained' : 'drain-timeout';
        return { endedAt: horizon, cause };
      }
      stage.now = next;
    }
    calendar.next();
    world.happen(calendar.kind, calendar.subject, calendar.detail);
  }
  return null;
}
