import type { Signals } from '../../signals.ts';

/** Slots that jobs have acquired: a reserved one is nobody else's, although nothing runs in it. */
export const acquiredSlots = (signals: Signals): number => signals.tasks.running + signals.slots.reserved;
