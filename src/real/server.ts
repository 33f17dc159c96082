import type { EngineEvent } from '../engine/event.ts';
import type { Stage } from './stage.ts';

/**
 * Whether the control server answers. While it is down nobody hears events: what people did meanwhile waits in the platform's
 * database and comes after the restart; what pods and agents did shows in the first list and when agents connect again.
 */
export class Server {
  readonly #stage: Stage;
  readonly #waiting: EngineEvent[] = [];
  isDown = false;
  /** Restarts may overlap: it is back when the last of them is over. */
  #downs = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** From pods, agents and timers: lost while the server is down. */
  tell(event: EngineEvent, taken?: () => void): void {
    if (!this.isDown) this.#stage.tell(event, taken);
  }

  /** From people, and of the store: kept while the server is down. */
  tellLater(event: EngineEvent): void {
    if (this.isDown) this.#waiting.push(event);
    else this.#stage.tell(event);
  }

  goDown(): void {
    this.#downs += 1;
    if (this.isDown) return;
    this.isDown = true;
    this.#stage.fact({ kind: 'server.down', at: this.#stage.now });
  }

  /** `restarted` first, then what people did meanwhile, in order. False if another restart keeps it down. */
  comeUp(restarted: EngineEvent): boolean {
    this.#downs -= 1;
    if (this.#downs > 0) return false;
    this.isDown = false;
    this.#stage.fact({ kind: 'server.up', at: this.#stage.now });
    this.#stage.tell(restarted);
    for (const event of this.#waiting.splice(0)) this.#stage.tell(event);
    return true;
  }
}
