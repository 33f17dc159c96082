import * as z from 'zod';
import { TASK_TYPES, type TaskType } from '../engine/task.ts';
import type { Sampler, TaskNeeds } from './compiled.ts';
import type { Distribution } from './distribution.ts';
import { distribution, distributionOrNever } from './distribution-field.ts';
import { samplerOf } from './distribution-sampler.ts';
import { absent, flag } from './fields.ts';
import * as messages from './messages.ts';
import type { Review } from './review.ts';
import type { Random, Streams } from './stream.ts';
import type { TreePath } from './tree.ts';
import { has, needing, when, without } from './written.ts';

/** Keys that only a task with an apply phase can have. */
const APPLY_KEYS = ['confirm', 'apply', 'discard', 'nothingToApply', 'applyFails'];

/** What a profile and a task written by hand have in common: their service times and the person's answer. */
export const needsShape = {
  type: z.enum(TASK_TYPES).describe('Task type.'),
  plan: absent(distribution).describe('Service time of the plan phase; needed unless that phase is over.'),
  confirm: absent(distributionOrNever).describe(
    'From the end of the plan phase to the confirmation; none unless given.',
  ),
  apply: absent(distribution).describe(
    'Service time of the apply phase; `plan_and_apply` needs it, no other type has it.',
  ),
};

/** Of a single task, what is chance in a profile is written as a fact. */
export const outcomeShape = {
  discard: flag.default(false).describe('The person says no.'),
  nothingToApply: flag.default(false).describe('The plan finds no changes.'),
  planFails: flag.default(false).describe('The plan phase fails.'),
  applyFails: flag.default(false).describe('The apply phase fails.'),
};

/** Told to editors; `checkNeeds` tells the author. */
export const needsRule = when(has('type', 'plan_and_apply'), needing('apply'), without(...APPLY_KEYS));

interface WrittenNeeds {
  readonly type: TaskType;
  readonly plan: Distribution | null;
  readonly confirm: Distribution | null;
  readonly apply: Distribution | null;
}

export function checkNeeds(
  needs: WrittenNeeds,
  path: TreePath,
  review: Review,
  choice: { readonly planIsOver: boolean },
): void {
  if (needs.plan === null && !choice.planIsOver)
    review.report([...path, 'plan'], messages.needsTime('plan', needs.type));
  if (needs.type === 'plan_and_apply') {
    if (needs.apply === null) review.report([...path, 'apply'], messages.needsTime('apply', needs.type));
    return;
  }
  for (const key of APPLY_KEYS) {
    if (review.has([...path, key])) review.reportKey([...path, key], messages.noApplyPhase(key, needs.type));
  }
}

/** Probabilities of what may happen to a task; 0 or 1 for a task written by hand. */
export interface Chances {
  readonly discard: number;
  readonly nothingToApply: number;
  readonly planFails: number;
  readonly applyFails: number;
}

const NO_TIME: Distribution = { kind: 'constant', value: 0 };

/**
 * Draws what a task will need. Every attribute has a stream of its own and all are drawn for every task, so that a change of one
 * does not move the draws of another.
 */
export function needsDrawer(needs: WrittenNeeds, chances: Chances, streams: Streams, prefix: string): () => TaskNeeds {
  const time = (distribution: Distribution | null, attribute: string): Sampler =>
    samplerOf(distribution ?? NO_TIME, () => streams.open(`${prefix}/${attribute}`));
  const coin = (probability: number, attribute: string): (() => boolean) =>
    coinOf(probability, () => streams.open(`${prefix}/${attribute}`));
  const planMs = time(needs.plan, 'plan');
  const applyMs = time(needs.apply, 'apply');
  const confirmMs = time(needs.confirm, 'confirm');
  const discards = coin(chances.discard, 'discard');
  const nothingToApply = coin(chances.nothingToApply, 'nothingToApply');
  const planFails = coin(chances.planFails, 'planFails');
  const applyFails = coin(chances.applyFails, 'applyFails');
  return () => ({
    planMs: planMs(),
    applyMs: applyMs(),
    confirmMs: confirmMs(),
    discards: discards(),
    nothingToApply: nothingToApply(),
    planFails: planFails(),
    applyFails: applyFails(),
  });
}

function coinOf(probability: number, open: () => Random): () => boolean {
  if (probability <= 0) return () => false;
  if (probability >= 1) return () => true;
  const random = open();
  return () => random() < probability;
}

/** The chances of a task whose outcomes were written down. */
export const certain = (written: z.output<z.ZodObject<typeof outcomeShape>>): Chances => ({
  discard: Number(written.discard),
  nothingToApply: Number(written.nothingToApply),
  planFails: Number(written.planFails),
  applyFails: Number(written.applyFails),
});
