import type { CompiledScenario } from './compiled.ts';
import type { Mode } from './document.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/** What of a scenario the mode cannot make happen, and must not leave out in silence. The simulation can do all of it. */
export function impossibleIn(mode: Mode, { initial }: CompiledScenario): readonly Sentence[] {
  if (mode === 'sim') return [];
  return initial.pods.some(({ ageMs }) => ageMs > 0) ? [messages.agedOnCluster(mode)] : [];
}
