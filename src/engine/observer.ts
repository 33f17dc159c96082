import type { Command } from './command.ts';
import type { EngineEvent, TaskAccepted, TaskFinished, TaskPlanned } from './event.ts';
import type { Fact, PhaseBegan, PhaseEnded } from './fact.ts';
import type { Note, SlotChanged, TaskMoved } from './note.ts';

/**
 * Watches a run without the run knowing. Called synchronously, in order; the objects are valid during the call only.
 * Within an instant the order is: the event, then the notes and commands it caused, facts where the world makes them true.
 */
export interface Observer {
  event?(event: EngineEvent): void;
  note?(note: Note): void;
  command?(command: Command): void;
  fact?(fact: Fact): void;

  // Kinds that come several times per task. An observer that has one of these methods gets that kind there, and no longer through
  // `event`, `note` or `fact`: it need not look at millions of words to find out which they are.
  /** An agent took a task up, planned it or finished it. */
  taskAnswered?(event: TaskAccepted | TaskPlanned | TaskFinished): void;
  taskMoved?(note: TaskMoved): void;
  slotChanged?(note: SlotChanged): void;
  phaseBegan?(fact: PhaseBegan): void;
  phaseEnded?(fact: PhaseEnded): void;

  /** All events of instant `at` were handled; time is about to move on. Called once per instant in which anything happened. */
  instantEnded?(at: number): void;
  /** The run is over at `at` (end of drain, or horizon). Called once. */
  runEnded?(at: number): void;
}
