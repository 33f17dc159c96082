import type { Timer } from '../engine/event.ts';
import type { RunClock, RunTimer } from './run-clock.ts';

/** Alarms of a run in scenario time. None of them goes off after `close`. */
export class Timers {
  readonly #clock: RunClock;
  readonly #due: (timer: Timer) => void;
  readonly #pending = new Set<RunTimer>();
  #isClosed = false;

  readonly #failed: (error: unknown) => void;

  /** `due` gets the engine's timers when their time has come; `failed` what anything that is called here throws. */
  constructor(clock: RunClock, due: (timer: Timer) => void, failed: (error: unknown) => void) {
    this.#clock = clock;
    this.#due = due;
    this.#failed = failed;
  }

  /** The engine wants to be woken at `dueAt`, scenario ms since the run began. */
  set(timer: Timer, dueAt: number): void {
    this.at(dueAt, () => this.#due(timer));
  }

  /** Calls `then` at that instant, at once (though not within this call) if it has passed; `Infinity` = never. */
  at(instant: number, then: () => void): void {
    if (this.#isClosed || instant === Number.POSITIVE_INFINITY) return;
    const timer = this.#clock.after(Math.max(0, instant - this.#clock.now()), () => {
      this.#pending.delete(timer);
      // Nobody would catch it above: the process would end, and with it everybody who could tidy up the cluster.
      try {
        then();
      } catch (error) {
        this.#failed(error);
      }
    });
    this.#pending.add(timer);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#pending) timer.cancel();
    this.#pending.clear();
  }
}
