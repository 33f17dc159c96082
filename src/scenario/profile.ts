import type * as z from 'zod';
import { keys, share } from './fields.ts';
import { type Chances, needsRule, needsShape } from './task-needs.ts';

/** What the tasks of an arrival stream need, as distributions and probabilities. */
export const profileSchema = keys({
  ...needsShape,
  discard: share.default(0).describe('Probability that the person says no.'),
  nothingToApply: share.default(0).describe('Probability that the plan finds no changes.'),
  fail: share.default(0).describe('Probability that a phase fails, of each phase.'),
}).meta({ required: ['plan'], allOf: [needsRule] });

export type Profile = z.output<typeof profileSchema>;

export const chancesOf = (profile: Profile): Chances => ({
  discard: profile.discard,
  nothingToApply: profile.nothingToApply,
  planFails: profile.fail,
  applyFails: profile.fail,
});
