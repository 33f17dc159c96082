import type { Command, World } from '../engine/command.ts';
import type { Output } from '../engine/core.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineEvent, Timer } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { Note, SlotChanged, TaskMoved } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import { tellEvent, tellFact, tellNote } from '../engine/route.ts';
import type { RunClock } from './run-clock.ts';

/** What the stage asks of the world: to carry out commands, and to see what the platform shows of its tasks. */
interface StagedWorld extends World {
  watchTask(moved: TaskMoved): void;
  /** The engine's timers that are due by then and have not gone off: they come before what happens then. */
  overdue(at: number): readonly Timer[];
}

/** `since` is when it came, wall ms. */
type Arrival = { readonly since: number } & (
  | { readonly event: EngineEvent; readonly taken: (() => void) | undefined }
  | { readonly fact: Fact }
  | { readonly alarm: true }
);

/**
 * The one door through which whatever arrives (watch, socket, timer) reaches the engine, and everything reaches the observers. It has one
 * inbox: what comes is stamped, and handed over one at a time; what comes while something is handled waits. So nothing here needs a
 * lock, and the journal of a run can be fed to a fresh engine. A fact and the event that tells the engine of it come from one callback and
 * share an instant: time that passed between them would look as if the engine had known and done nothing.
 */
export class Stage implements Output {
  /** Scenario ms of what is being handled. */
  now = 0;
  /** Events the engine has handled. */
  events = 0;
  readonly #clock: RunClock;
  readonly #observers: readonly Observer[];
  readonly #inbox: Arrival[] = [];
  readonly #failed: (error: unknown) => void;
  readonly #settled: () => void;
  #engine: Pick<Engine, 'handle'> | null = null;
  #world: StagedWorld | null = null;
  #isHandling = false;
  #isClosed = false;
  /** The callback that tells something is not over: what else it tells happens at the same instant. */
  #isSameTurn = false;
  #longestInboxMs = 0;

  /**
   * `failed` takes what an observer or the engine throws (a broken law): the run is over then. `settled` is called whenever the inbox is
   * empty again.
   */
  constructor(made: {
    readonly clock: RunClock;
    readonly observers: readonly Observer[];
    readonly failed: (error: unknown) => void;
    readonly settled: () => void;
  }) {
    this.#clock = made.clock;
    this.#observers = made.observers;
    this.#failed = made.failed;
    this.#settled = made.settled;
  }

  /**
   * The longest that anything has waited so far, wall ms: in the inbox, or before it. While the process stands still nothing comes in, but
   * timers ring late.
   */
  get longestLagMs(): number {
    return Math.max(this.#longestInboxMs, this.#clock.longestLateMs);
  }

  /** How long the oldest happening in the inbox has waited, wall ms. */
  get lagMs(): number {
    const [oldest] = this.#inbox;
    return oldest === undefined ? 0 : performance.now() - oldest.since;
  }

  open(engine: Pick<Engine, 'handle'>, world: StagedWorld): void {
    this.#engine = engine;
    this.#world = world;
  }

  /** From now on nothing reaches the engine. The last instant ends. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#inbox.length = 0;
    this.#endInstant();
  }

  /** Something threw where nobody above would catch it: the run is over. */
  fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#failed(error);
  }

  /** Something happened; its `at` is the present, whatever it says. `taken` is called just before the engine is handed it. */
  tell(event: EngineEvent, taken?: () => void): void {
    this.#take({ event, taken, since: performance.now() });
  }

  /** Something became true, which the engine is not shown. */
  fact(fact: Fact): void {
    this.#take({ fact, since: performance.now() });
  }

  /** Timers of the engine are overdue. */
  wake(): void {
    this.#take({ alarm: true, since: performance.now() });
  }

  perform(command: Command): void {
    for (const observer of this.#observers) observer.command?.(command);
    (this.#world as StagedWorld).perform(command);
  }

  note(note: Note): void {
    for (const observer of this.#observers) tellNote(observer, note);
  }

  slotChanged(note: SlotChanged): void {
    this.note(note);
  }

  taskMoved(note: TaskMoved): void {
    this.note(note);
    (this.#world as StagedWorld).watchTask(note);
  }

  #take(arrival: Arrival): void {
    if (this.#isClosed) return;
    this.#inbox.push(arrival);
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) this.#handle(next);
    } catch (error) {
      this.fail(error);
    } finally {
      this.#isHandling = false;
    }
    this.#settled();
  }

  #handle(arrival: Arrival): void {
    this.#longestInboxMs = Math.max(this.#longestInboxMs, performance.now() - arrival.since);
    if (!this.#isSameTurn) this.#beginTurn(Math.max(this.now, this.#clock.now()));
    const at = this.now;
    if ('fact' in arrival) {
      const fact: Fact = { ...arrival.fact, at };
      for (const observer of this.#observers) tellFact(observer, fact);
    } else if ('event' in arrival) this.#hand({ ...arrival.event, at }, arrival.taken);
  }

  /** What is overdue comes first, and what is set for this very instant when all that this callback tells has been heard. */
  #beginTurn(at: number): void {
    this.#isSameTurn = true;
    queueMicrotask(() => {
      this.#isSameTurn = false;
    });
    if (at > this.now) {
      this.#endInstant();
      this.now = at;
    }
    for (const timer of (this.#world as StagedWorld).overdue(at)) this.#hand({ kind: 'timer.due', at, timer });
  }

  #hand(event: EngineEvent, taken?: () => void): void {
    this.events += 1;
    taken?.();
    for (const observer of this.#observers) tellEvent(observer, event);
    (this.#engine as Pick<Engine, 'handle'>).handle(event);
  }

  #endInstant(): void {
    for (const observer of this.#observers) observer.instantEnded?.(this.now);
  }
}
