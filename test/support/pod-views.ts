import { podId } from '../../src/engine/ids.ts';
import type { PodView } from '../../src/engine/signals.ts';

/** Pods of one slot as a policy lists them: idle for so many ms, at work, or not connected yet. */
export const podViews = (...states: readonly (number | 'busy' | 'starting')[]): readonly PodView[] =>
  states.map((state, index) => ({
    pod: podId(index),
    index,
    phase: state === 'starting' ? 'pending' : 'running',
    connected: state !== 'starting',
    ageMs: 3_600_000,
    idleMs: typeof state === 'number' ? state : null,
    slots: { total: 1, used: state === 'busy' ? 1 : 0, reserved: 0, idle: state === 'busy' ? 0 : 1 },
    takesApply: state !== 'busy',
  }));
