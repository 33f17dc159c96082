import { z } from 'zod';
import type { Distribution } from './distribution.ts';
import { distribution, distributionOrNever } from './distribution-field.ts';
import { absent, duration, keys, name, positiveCount, positiveDuration, share } from './fields.ts';
import * as messages from './messages.ts';

/** How a fault is written; what is said of each in `fault-catalogue.ts`. */

const common = { name: absent(name), at: absent(duration), from: absent(duration), until: absent(duration) };
const lasting = { ...common, for: absent(positiveDuration) };

/** A duration or a distribution of gaps. */
const gap = distribution.superRefine((value, context) => {
  if (value.kind === 'constant' && value.value === 0) {
    context.addIssue({ code: 'custom', params: { sentence: messages.zeroDuration } });
  }
});
const happening = { ...common, every: absent(gap) };

const pool = absent(name);
const hit = { count: absent(positiveCount), pool };

const select = {
  pick: absent(z.enum(['random', 'oldest', 'youngest', 'all', 'idle', 'busy'])),
  count: absent(positiveCount),
  share: absent(share),
  pod: absent(positiveCount),
  pool,
};

const RECONNECT_AFTER_RESTART: Distribution = { kind: 'uniform', min: 1000, max: 5000 };
const rate = share.default(1);
const on = keys({ verb: z.enum(['create', 'delete', 'list']), resource: z.literal('pods') });

export const faultSchema = z.discriminatedUnion('kind', [
  keys({ kind: z.literal('slow-start'), ...lasting, delay: distribution, ...hit }),
  keys({ kind: z.literal('late-connect'), ...lasting, delay: distribution, ...hit }),
  keys({ kind: z.literal('never-connects'), ...lasting, ...hit }),
  keys({ kind: z.literal('pod-failure'), ...happening, ...select }),
  keys({ kind: z.literal('pod-success'), ...happening, ...select }),
  keys({ kind: z.literal('agent-lost'), ...happening, ...select }),
  keys({ kind: z.literal('disconnect-agents'), ...happening, ...select, reconnect: distributionOrNever }),
  keys({
    kind: z.literal('store-query'),
    ...lasting,
    query: z.enum(['pending', 'unblocked', 'capacity']),
    mode: z.enum(['error', 'zero']),
  }),
  keys({
    kind: z.literal('server-restart'),
    ...happening,
    down: duration.default(0),
    reconnect: distributionOrNever.default(RECONNECT_AFTER_RESTART),
  }),
  keys({ kind: z.literal('api-error'), ...lasting, on, status: z.int().min(400).max(599).default(500), rate }),
  keys({ kind: z.literal('slot-conflict'), ...lasting, rate, pool }),
]);

export type WrittenFault = z.output<typeof faultSchema>;
