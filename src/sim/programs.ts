import type { PolicyAsk } from '../engine/command.ts';
import type { PolicyAnswer } from '../engine/event.ts';
import type { PoolId } from '../engine/ids.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { World } from './world.ts';

/**
 * The policies that are programs: questions wait here until whoever plays the run has asked, and answers until their time has come.
 * An answer without latency comes before anything else happens, as if the engine had known it.
 */
export class Programs {
  readonly #world: World;
  readonly #answers = new Map<number, PolicyAnswer>();
  /** Asked, and not answered yet: nothing may happen before. */
  open: PolicyAsk | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  ask(question: PolicyAsk): void {
    this.open = question;
  }

  answer(answer: PolicyAnswer): void {
    const { stage } = this.#world;
    const question = this.open;
    if (question === null) throw new Error('nothing was asked');
    this.open = null;
    const latencyMs = this.#world.pool(question.pool).config.autoscaler.policy.program?.latencyMs ?? 0;
    this.#answers.set(question.ask, answer);
    stage.calendar.schedule(stage.now + latencyMs, RANK.answer, ENTRY.policyDecided, question.pool, question.ask);
  }

  decided(pool: PoolId, ask: number): void {
    const answer = this.#answers.get(ask);
    this.#answers.delete(ask);
    if (answer === undefined) throw new Error(`question ${ask} has no answer`);
    this.#world.server.tell({ kind: 'policy.decided', at: this.#world.stage.now, pool, ask, answer });
  }
}
