import type { WrittenRun } from '../small-runs.ts';
import type { ScriptedEngine } from './scripted-engine.ts';

/** One kind of world, for tests that ask all of them the same. */
export interface Arm {
  /** Opens a world at its time zero, with this engine in it. */
  open(written: WrittenRun, engine: ScriptedEngine): Promise<OpenWorld>;
}

export interface OpenWorld {
  /** Lets time pass until it is so; fails after an hour of the scenario, or what a person would wait. */
  pass(what: () => string, isSo: () => boolean): Promise<void>;
  close(): Promise<void>;
}
