import type { Engine } from '../engine/engine.ts';
import type { RunEnd } from '../engine/run-end.ts';
import { type CompiledScenario, horizonOf, measuredEnd } from '../scenario/compiled.ts';
import type { World } from './world.ts';

/** When a run is over: as in the simulation, or because somebody stopped it, or because a law broke. */
export class Ending {
  readonly over: Promise<Pick<RunEnd, 'endedAt' | 'cause'>>;
  #resolve: (end: Pick<RunEnd, 'endedAt' | 'cause'>) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isDrained: () => boolean = () => false;
  #close: () => void = () => {};

  constructor() {
    this.over = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may be waiting yet when a law breaks.
    this.over.catch(() => {});
  }

  readonly fail = (error: unknown): void => this.#reject(error);

  /** Nobody stops it any more: a signal serves many runs. */
  close(): void {
    this.#close();
  }

  /** Called whenever the inbox is empty. */
  check(): void {
    if (this.#isDrained()) this.#isDrained = () => false;
  }

  watch({ run }: CompiledScenario, world: World, { books }: Pick<Engine, 'books'>, signal: AbortSignal): void {
    const { clock, timers, stage, server } = world;
    const measuredTo = measuredEnd(run);
    const horizon = horizonOf(run);
    const isEmpty = (): boolean => books.store.tasks.size === 0 && !server.isDown;
    this.#isDrained = () => {
      if (run.drainMs === 0 || clock.now() < measuredTo || !isEmpty()) return false;
      this.#resolve({ endedAt: Math.max(stage.now, measuredTo), cause: 'drained' });
      return true;
    };
    timers.at(measuredTo, () => this.check());
    timers.at(horizon, () => {
      const cause = run.drainMs === 0 ? 'horizon' : isEmpty() ? 'drained' : 'drain-timeout';
      // This timer may be late, and what happened meanwhile is not after the end.
      this.#resolve({ endedAt: Math.max(stage.now, horizon), cause });
    });
    const stop = (): void => this.#resolve({ endedAt: Math.max(stage.now, clock.now()), cause: 'interrupted' });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    this.#close = () => signal.removeEventListener('abort', stop);
  }
}
