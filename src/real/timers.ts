import type { Timer } from '../engine/event.ts';
import type { RunClock, RunTimer } from './run-clock.ts';

/** Alarms of a run in scenario time. None of them goes off after `close`. */
export class Timers {
  readonly #clock: RunClock;
  readonly #due: (timer: Timer) => void;
  readonly #pending = new Set<RunTimer>();
  #isClosed = false;

  /** `due` gets the engine's timers when their time has come. */
  constructor(clock: RunClock, due: (timer: Timer) => void) {
    this.#clock = clock;
    this.#due = due;
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
      then();
    });
    this.#pending.add(timer);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#pending) timer.cancel();
    this.#pending.clear();
  }
}
