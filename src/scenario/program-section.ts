import * as z from 'zod';
import { ON_ERROR } from '../engine/policy-program.ts';
import { SIGNAL_LISTS } from '../engine/signal-data.ts';
import { duration, keys, positiveCount, positiveDuration } from './fields.ts';

/** `autoscaler.program`: how a policy that is a program is asked. */
export const programSchema = keys({
  latency: duration
    .default(0)
    .describe('Simulation: from the question to its answer; with 0s nothing else happens in between.'),
  timeout: positiveDuration
    .default(5000)
    .describe('How long an answer may take by the wall clock, in the simulation, too; then there is none.'),
  onError: z
    .enum(ON_ERROR)
    .default('hold')
    .describe('Without an answer: the count is kept, goes to `min`, or the run stops.'),
  giveUpAfter: positiveCount
    .default(5)
    .describe('After so many failures in a row it is asked no more; `onError` goes on.'),
  lists: z
    .array(z.enum(SIGNAL_LISTS))
    .default([])
    .describe('What is listed for it, beside the counts: `pods`, `unblockedTasks`, `runningTasks`.'),
});
