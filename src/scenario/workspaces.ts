import * as z from 'zod';
import { cumulative, weightedIndex } from './distribution-sampler.ts';
import { byShape, keys, oneKeyOf, positiveCount, workspaceName } from './fields.ts';
import * as messages from './messages.ts';
import type { Random } from './stream.ts';

/** `workspaces`: those that profiles pick from. */
export const workspacesSchema = byShape(
  {
    list: z
      .array(workspaceName)
      .min(1)
      .superRefine((names, context) => {
        const seen = new Set<string>();
        for (const [index, name] of names.entries()) {
          const sentence = () => messages.duplicateName('workspace', name);
          if (seen.has(name)) context.addIssue({ code: 'custom', path: [index], params: { sentence } });
          seen.add(name);
        }
      })
      .meta({ uniqueItems: true })
      .transform((names): WorkspacesSection => ({ names, pick: 'uniform' })),
    map: keys({
      count: positiveCount.max(100_000).describe('So many, called ws-000001, ws-000002, ….'),
      pick: byShape(
        {
          scalar: z.literal('uniform'),
          map: oneKeyOf(
            {
              zipf: z
                .number()
                .gt(0)
                .max(10)
                .describe(
                  'The k-th is picked in proportion to k to the power of minus this: few are busy, most are quiet.',
                ),
            },
            'way to pick',
          ).transform((choice) => ({
            zipf: choice.value,
          })),
        },
        'uniform or { zipf: 1.1 }',
      )
        .default('uniform')
        .describe('How arrivals pick one: all equally likely, or few busy and most quiet.'),
    }).transform(
      ({ count, pick }): WorkspacesSection => ({
        names: Array.from({ length: count }, (_, index) => numberedWorkspace(index + 1)),
        pick,
      }),
    ),
  },
  'a list of names or { count: 20 }',
);

export interface WorkspacesSection {
  readonly names: readonly string[];
  readonly pick: 'uniform' | { readonly zipf: number };
}

/** `ws-000001` is the first. */
const numberedWorkspace = (n: number): string => `ws-${String(n).padStart(6, '0')}`;

/** Where the author said nothing: twenty for profiles to pick from, none when no entry picks. */
export const defaultWorkspaces = (isPickedFrom: boolean): WorkspacesSection => ({
  names: Array.from({ length: isPickedFrom ? 20 : 0 }, (_, index) => numberedWorkspace(index + 1)),
  pick: 'uniform',
});

/** Picks an index: uniformly, or the k-th in proportion to k⁻ˢ (Zipf's law: few are busy, most are quiet). */
export function workspacePicker({ names, pick }: WorkspacesSection): (random: Random) => () => number {
  const { length } = names;
  if (pick === 'uniform') return (random) => (length === 1 ? () => 0 : () => Math.floor(random() * length));
  const upTo = cumulative(names.map((_, index) => (index + 1) ** -pick.zipf));
  return (random) => weightedIndex(upTo, random);
}
