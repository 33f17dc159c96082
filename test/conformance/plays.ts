import { it } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import type { Arm } from '../support/conformance/arm.ts';
import { Scene } from '../support/conformance/scene.ts';
import type { Wish } from '../support/conformance/scripted-engine.ts';
import type { WrittenRun } from '../support/small-runs.ts';

/** One test: a scene in a world of the arm, of its own, so that others may go on beside it. `first` is commanded when the server starts. */
export type Plays = (
  what: string,
  written: WrittenRun,
  act: (scene: Scene) => Promise<void>,
  first?: readonly Wish[],
) => void;

export const playsIn =
  (arm: Arm): Plays =>
  (what, written, act, first) => {
    it.concurrent(what, () => Scene.play(arm, written, act, first));
  };

export const SECOND = 1000;
export const LONG = 600 * SECOND;
export const POOL = poolId(0);

/** Pods that stand at time zero, with connected agents. */
export const standing = (count: number): NonNullable<WrittenRun['initial']> => ({
  pods: Array.from({ length: count }, (_, pod) => ({ pod: podId(pod), pool: POOL, state: 'connected', ageMs: 0 })),
  tasks: [],
});
