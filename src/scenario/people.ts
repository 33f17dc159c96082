import type * as z from 'zod';
import { absent, byKey, duration, keys, name, positiveDuration, workspaceName } from './fields.ts';

const at = duration.describe('When.');
const unfreeze = keys({
  until: duration.describe('Until when the freeze is off.'),
  pool: absent(name).describe('Of which pool; of all unless given.'),
});

/** `people`: what persons do at a given time. */
export const personSchema = byKey(
  {
    cancel: keys({ at, cancel: name.describe('The task that is cancelled.') }),
    confirm: keys({ at, confirm: name.describe('The task whose apply is confirmed.') }),
    discard: keys({ at, discard: name.describe('The task whose apply is refused.') }),
    lock: keys({
      at,
      lock: workspaceName.describe('The workspace of which nothing starts meanwhile.'),
      for: positiveDuration.describe('How long.'),
    }),
    unfreeze: keys({ at, unfreeze: unfreeze.describe('A freeze window is lifted.') }),
  },
  'action',
);

export type WrittenAction = z.output<typeof personSchema>;
