import type { z } from 'zod';
import { keys, share } from './fields.ts';
import { type Chances, needsShape } from './task-needs.ts';

/** What the tasks of an arrival stream need, as distributions and probabilities. */
export const profileSchema = keys({
  ...needsShape,
  discard: share.default(0),
  nothingToApply: share.default(0),
  /** That each phase fails. */
  fail: share.default(0),
});

export type Profile = z.output<typeof profileSchema>;

export const chancesOf = (profile: Profile): Chances => ({
  discard: profile.discard,
  nothingToApply: profile.nothingToApply,
  planFails: profile.fail,
  applyFails: profile.fail,
});
