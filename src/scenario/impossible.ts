import type { CompiledScenario } from './compiled.ts';
import type { Place } from './expectation.ts';
import { FAULTS } from './fault-catalogue.ts';
import * as messages from './messages.ts';
import type { Mode } from './mode.ts';
import type { Sentence } from './problem.ts';

/** What a mode cannot make happen. */
export interface Impossible {
  readonly section: 'initial' | 'faults';
  /** Null = the section. */
  readonly place: Place | null;
  readonly sentence: Sentence;
}

/** What of a scenario the mode cannot make happen, and must not leave out in silence. The simulation can do all of it. */
export function impossibleIn(mode: Mode, { initial, faults }: CompiledScenario): readonly Impossible[] {
  if (mode === 'sim') return [];
  const isAged = initial.pods.some(({ ageMs }) => ageMs > 0);
  return [
    ...(isAged ? [{ section: 'initial', place: null, sentence: messages.agedOnCluster(mode) } as const] : []),
    ...faults.flatMap(({ effect: { kind }, place }): readonly Impossible[] => {
      const { modes } = FAULTS[kind];
      return modes.includes(mode)
        ? []
        : [{ section: 'faults', place, sentence: messages.faultNotInMode(kind, mode, modes) }];
    }),
  ];
}
