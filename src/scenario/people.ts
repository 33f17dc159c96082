import type { z } from 'zod';
import { absent, byKey, duration, keys, name, positiveDuration, workspaceName } from './fields.ts';

const at = duration;
const unfreeze = keys({ until: duration, pool: absent(name) });

/** `people`: what persons do at a given time. */
export const personSchema = byKey(
  {
    cancel: keys({ at, cancel: name }),
    confirm: keys({ at, confirm: name }),
    discard: keys({ at, discard: name }),
    lock: keys({ at, lock: workspaceName, for: positiveDuration }),
    unfreeze: keys({ at, unfreeze }),
  },
  'action',
);

export type WrittenAction = z.output<typeof personSchema>;
