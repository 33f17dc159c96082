import { readFileSync } from 'node:fs';
import type { Note, ScaleDecided } from '../../src/engine/note.ts';
import type { Observer } from '../../src/engine/observer.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatProblem } from '../../src/scenario/problem.ts';
import { simulate } from '../../src/sim/run.ts';

/** Everything the engine told about itself in a shipped scenario's variant, in order. `file` is its path below `scenarios/`. */
export function notesOf(file: string, variant: string): readonly Note[] {
  const text = readFileSync(new URL(`../../scenarios/${file}`, import.meta.url), 'utf8');
  const { document, problems } = loadScenario(text, file, { set: [] });
  if (document === null) throw new Error(problems.map(formatProblem).join('\n'));
  const compiled = compileScenario(document, { variant, replication: 0 });
  if ('problems' in compiled) throw new Error(compiled.problems.map(formatProblem).join('\n'));
  const notes: Note[] = [];
  const recorder: Observer = {
    note(note) {
      notes.push({ ...note });
    },
  };
  simulate(compiled.scenario, [recorder]);
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
