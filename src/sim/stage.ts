import type { Command, World } from '../engine/command.ts';
import type { Output } from '../engine/core.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineEvent, TaskAccepted, TaskFinished, TaskPlanned } from '../engine/event.ts';
import type { Fact, PhaseBegan, PhaseEnded } from '../engine/fact.ts';
import type { Note, SlotChanged, TaskMoved } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import { Calendar } from './calendar.ts';

/**
 * What the parts of the simulated world share: clock and calendar, and the one door through which events reach the engine and
 * everything reaches the observers.
 */
export class Stage implements Output {
  readonly calendar = new Calendar();
  now = 0;
  /** Events the engine has handled. */
  events = 0;
  #engine: StagedEngine | null = null;
  #world: StagedWorld | null = null;
  readonly #events: Seats;
  readonly #answers: Seats;
  readonly #notes: Seats;
  readonly #moves: Seats;
  readonly #slots: Seats;
  readonly #commands: Seats;
  readonly #facts: Seats;
  readonly #begins: Seats;
  readonly #ends: Seats;
  readonly #instants: Seats;

  constructor(observers: readonly Observer[]) {
    this.#events = seat(observers, 'event');
    this.#answers = seat(observers, 'taskAnswered', 'event');
    this.#notes = seat(observers, 'note');
    this.#moves = seat(observers, 'taskMoved', 'note');
    this.#slots = seat(observers, 'slotChanged', 'note');
    this.#commands = seat(observers, 'command');
    this.#facts = seat(observers, 'fact');
    this.#begins = seat(observers, 'phaseBegan', 'fact');
    this.#ends = seat(observers, 'phaseEnded', 'fact');
    this.#instants = seat(observers, 'instantEnded');
  }

  /** Ties the knot: engine and world need the stage to be made. */
  open(engine: StagedEngine, world: StagedWorld): void {
    this.#engine = engine;
    this.#world = world;
  }

  tell(event: EngineEvent): void {
    this.events += 1;
    const { first, second, others } = this.#events;
    first.event(event);
    second.event(event);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).event(event);
    (this.#engine as StagedEngine).handle(event);
  }

  /** As `tell`, for what agents report of tasks. */
  tellAnswer(event: TaskAccepted | TaskPlanned | TaskFinished): void {
    this.events += 1;
    const { first, second, others } = this.#answers;
    first.taskAnswered(event);
    second.taskAnswered(event);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).taskAnswered(event);
    (this.#engine as StagedEngine).handleAnswer(event);
  }

  fact(fact: Fact): void {
    const { first, second, others } = this.#facts;
    first.fact(fact);
    second.fact(fact);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).fact(fact);
  }

  phaseBegan(fact: PhaseBegan): void {
    const { first, second, others } = this.#begins;
    first.phaseBegan(fact);
    second.phaseBegan(fact);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).phaseBegan(fact);
  }

  phaseEnded(fact: PhaseEnded): void {
    const { first, second, others } = this.#ends;
    first.phaseEnded(fact);
    second.phaseEnded(fact);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).phaseEnded(fact);
  }

  perform(command: Command): void {
    const { first, second, others } = this.#commands;
    first.command(command);
    second.command(command);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).command(command);
    (this.#world as StagedWorld).perform(command);
  }

  endInstant(): void {
    const { first, second, others } = this.#instants;
    first.instantEnded(this.now);
    second.instantEnded(this.now);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).instantEnded(this.now);
  }

  taskMoved(note: TaskMoved): void {
    const { first, second, others } = this.#moves;
    first.taskMoved(note);
    second.taskMoved(note);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).taskMoved(note);
    (this.#world as StagedWorld).watchTask(note);
  }

  slotChanged(note: SlotChanged): void {
    const { first, second, others } = this.#slots;
    first.slotChanged(note);
    second.slotChanged(note);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).slotChanged(note);
  }

  note(note: Note): void {
    const { first, second, others } = this.#notes;
    first.note(note);
    second.note(note);
    for (let at = 0; at < others.length; at += 1) (others[at] as Watching).note(note);
  }
}

/** What the stage asks of the world: to carry out commands, and to see what the platform shows of its tasks. */
interface StagedWorld extends World {
  watchTask(moved: TaskMoved): void;
}

/** What the stage asks of the engine. */
type StagedEngine = Pick<Engine, 'handle' | 'handleAnswer'>;

type Watching = Required<Observer>;

/**
 * Those who want one kind of word. The first two (laws and series, in every run) have a seat, and so a call site, of their own:
 * the compiler then knows whom it calls.
 */
interface Seats {
  readonly first: Watching;
  readonly second: Watching;
  readonly others: readonly Watching[];
}

function seat(
  observers: readonly Observer[],
  method: keyof Observer,
  general: 'event' | 'note' | 'fact' | null = null,
): Seats {
  const watching = observers.flatMap((observer) => {
    if (observer[method] !== undefined) return [observer as Watching];
    const listen = general === null ? undefined : observer[general]?.bind(observer);
    return listen === undefined ? [] : [{ ...NOBODY, [method]: listen }];
  });
  const [first = NOBODY, second = NOBODY, ...others] = watching;
  return { first, second, others };
}

const NOBODY: Watching = {
  event() {},
  note() {},
  command() {},
  fact() {},
  taskAnswered() {},
  taskMoved() {},
  slotChanged() {},
  phaseBegan() {},
  phaseEnded() {},
  instantEnded() {},
  runEnded() {},
};
