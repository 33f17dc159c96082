import type { Timer } from '../engine/event.ts';
import type { RunClock, RunTimer } from './run-clock.ts';

interface Alarm {
  readonly timer: Timer;
  readonly dueAt: number;
}

/** Alarms of a run in scenario time. None of them goes off after `close`. */
export class Timers {
  readonly #clock: RunClock;
  readonly #due: () => void;
  readonly #pending = new Set<RunTimer>();
  /** The engine's, in the order in which they were set. */
  readonly #alarms = new Set<Alarm>();
  /** None of them is due before. */
  #earliest = Number.POSITIVE_INFINITY;
  #isClosed = false;

  readonly #failed: (error: unknown) => void;

  /** `due` is called when timers of the engine are overdue; `failed` gets what anything that is called here throws. */
  constructor(clock: RunClock, due: () => void, failed: (error: unknown) => void) {
    this.#clock = clock;
    this.#due = due;
    this.#failed = failed;
  }

  /** The engine wants to be woken at `dueAt`, scenario ms since the run began. */
  set(timer: Timer, dueAt: number): void {
    if (this.#isClosed) return;
    const alarm: Alarm = { timer, dueAt };
    this.#alarms.add(alarm);
    this.#earliest = Math.min(this.#earliest, dueAt);
    // Told with all others that are due by then: told alone it would come after those, although it may be the earliest.
    this.at(dueAt, () => {
      if (this.#alarms.has(alarm)) this.#due();
    });
  }

  /**
   * The engine's timers that are due by then, the earliest first; they will not go off any more. Real timers are late by some ms, and what
   * comes meanwhile must not find the engine behind its time.
   */
  overdue(instant: number): readonly Timer[] {
    if (this.#earliest > instant) return [];
    const due = [...this.#alarms].filter(({ dueAt }) => dueAt <= instant).sort((a, b) => a.dueAt - b.dueAt);
    for (const alarm of due) this.#alarms.delete(alarm);
    this.#earliest = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#alarms) this.#earliest = Math.min(this.#earliest, dueAt);
    return due.map(({ timer }) => timer);
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
    this.#alarms.clear();
  }
}
