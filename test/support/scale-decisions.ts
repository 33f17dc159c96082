import type { Note, ScaleDecided } from '../../src/engine/note.ts';
import type { Observer } from '../../src/engine/observer.ts';
import { simulate } from '../../src/sim/run.ts';
import { shippedScenario } from './gallery.ts';

/** Everything the engine told about itself in a shipped scenario's variant, in order. `file` is its path below `scenarios/`. */
export function notesOf(file: string, variant: string): readonly Note[] {
  const notes: Note[] = [];
  const recorder: Observer = {
    note(note) {
      notes.push({ ...note });
    },
  };
  simulate(shippedScenario(file, variant), [recorder]);
  return notes;
}

/** Every decision of a shipped scenario's variant, in order. */
export const scaleDecisions = (file: string, variant: string): readonly ScaleDecided[] =>
  notesOf(file, variant).filter((note) => note.kind === 'scale.decided');

/** The one decision at this instant. */
export function decisionAt(decisions: readonly ScaleDecided[], at: number): ScaleDecided {
  const [decision, ...others] = decisions.filter((candidate) => candidate.at === at);
  if (decision === undefined || others.length > 0) throw new Error(`${others.length + 1} decisions at ${at} ms`);
  return decision;
}
