import type { EngineEvent } from '../../src/engine/event.ts';
import type { Fact } from '../../src/engine/fact.ts';
import type { Note } from '../../src/engine/note.ts';
import type { Observer } from '../../src/engine/observer.ts';

/** Tell one observer what a stage would: a frequent kind goes to the method that is named for it, where there is one. */

export function tellEvent(observer: Observer, event: EngineEvent): void {
  const isAnswer = event.kind === 'task.accepted' || event.kind === 'task.planned' || event.kind === 'task.finished';
  if (isAnswer && observer.taskAnswered !== undefined) observer.taskAnswered(event);
  else observer.event?.(event);
}

export function tellNote(observer: Observer, note: Note): void {
  if (note.kind === 'task.moved' && observer.taskMoved !== undefined) observer.taskMoved(note);
  else if (note.kind === 'slot.changed' && observer.slotChanged !== undefined) observer.slotChanged(note);
  else observer.note?.(note);
}

export function tellFact(observer: Observer, fact: Fact): void {
  if (fact.kind === 'phase.began' && observer.phaseBegan !== undefined) observer.phaseBegan(fact);
  else if (fact.kind === 'phase.ended' && observer.phaseEnded !== undefined) observer.phaseEnded(fact);
  else observer.fact?.(fact);
}
