import type { EngineEvent } from './event.ts';
import type { Fact } from './fact.ts';
import type { Note } from './note.ts';
import type { Observer } from './observer.ts';

/**
 * Tell one observer one thing: a frequent kind goes to the method that is named for it, where there is one. The simulation's stage
 * sorts its observers beforehand instead, since it has millions of things to tell.
 */

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
