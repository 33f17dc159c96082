import type { PoolId } from '../../engine/ids.ts';
import type { Note } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';
import { isSameHold, type LoggedDecision, loggedDecision, type Mutable, prolong } from '../decision-log.ts';
import type { Names } from '../names.ts';

/** The latest decision of each pool, a run of holds as one, and the latest that changed the number of pods. */
export class LatestDecisions implements Observer {
  readonly #names: Names;
  readonly #latest: Mutable<LoggedDecision>[] = [];
  readonly #changes: LoggedDecision[] = [];

  constructor(names: Names) {
    this.#names = names;
  }

  latest(pool: PoolId): LoggedDecision | null {
    const decision = this.#latest[pool];
    return decision === undefined ? null : { ...decision };
  }

  change(pool: PoolId): LoggedDecision | null {
    return this.#changes[pool] ?? null;
  }

  note(note: Note): void {
    if (note.kind !== 'scale.decided') return;
    const latest = this.#latest[note.pool];
    if (latest !== undefined && isSameHold(latest, note)) {
      prolong(latest, note);
      return;
    }
    const decision = loggedDecision(note, this.#names.pool(note.pool));
    this.#latest[note.pool] = decision;
    if (decision.from !== decision.to) this.#changes[note.pool] = decision;
  }
}
