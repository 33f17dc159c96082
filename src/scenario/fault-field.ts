import { z } from 'zod';
import type { Distribution } from './distribution.ts';
import { distribution, distributionOrNever } from './distribution-field.ts';
import { FAULTS, type FaultKind } from './fault-catalogue.ts';
import { absent, duration, keys, name, positiveCount, positiveDuration, share } from './fields.ts';
import * as messages from './messages.ts';
import { described, needing, when, without } from './written.ts';

/** How a fault is written; what is said of each in `fault-catalogue.ts`. */

const common = {
  name: absent(name).describe('What reports call it; its kind unless given.'),
  at: absent(duration).describe('When it happens or begins.'),
  from: absent(duration).describe('When it begins.'),
  until: absent(duration).describe('When it ends; with the run unless given.'),
};
const lasting = { ...common, for: absent(positiveDuration).describe('How long it lasts.') };

/** A duration or a distribution of gaps. */
const gap = distribution.superRefine((value, context) => {
  if (value.kind === 'constant' && value.value === 0) {
    context.addIssue({ code: 'custom', params: { sentence: messages.zeroDuration } });
  }
});
const happening = {
  ...common,
  every: absent(gap).describe('It happens again and again, after such gaps.'),
};

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
const on = keys({
  verb: z.enum(['create', 'delete', 'list']).describe('Which calls.'),
  resource: z.literal('pods').describe('Of what.'),
});

/** A fault that lasts a while. */
const lasts = <K extends FaultKind, S extends Parameters>(kind: K, shape: S) =>
  keys({ ...kindOf(kind), ...lasting, ...told(kind, shape) }).meta({
    description: FAULTS[kind].summary,
    oneOf: [needing('at'), needing('from')],
    not: needing('for', 'until'),
  });

/** A fault that happens at once, and perhaps again. */
const happens = <K extends FaultKind, S extends Parameters>(kind: K, shape: S) =>
  keys({ ...kindOf(kind), ...happening, ...told(kind, shape) }).meta({
    description: FAULTS[kind].summary,
    allOf: [
      when(needing('every'), without('at'), { allOf: [needing('at'), without('from', 'until')] }),
      ...('pod' in shape
        ? [when(needing('pod'), without('pick', 'count', 'share')), { not: needing('count', 'share') }]
        : []),
    ],
  });

type Parameters = Readonly<Record<string, z.ZodType>>;

const kindOf = <K extends FaultKind>(kind: K) => ({ kind: z.literal(kind).describe('What goes wrong.') });

/** The parameters of a fault, with their sentences of the catalogue. */
function told<S extends Parameters>(kind: FaultKind, shape: S): S {
  const sentences = Object.fromEntries(FAULTS[kind].parameters.map((parameter) => [parameter.name, parameter.summary]));
  return described(shape as Parameters, sentences) as S;
}

export const faultSchema = z.discriminatedUnion('kind', [
  lasts('slow-start', { delay: distribution, ...hit }),
  lasts('late-connect', { delay: distribution, ...hit }),
  lasts('never-connects', hit),
  happens('pod-failure', select),
  happens('pod-success', select),
  happens('agent-lost', select),
  happens('disconnect-agents', { ...select, reconnect: distributionOrNever }),
  lasts('store-query', { query: z.enum(['pending', 'unblocked', 'capacity']), mode: z.enum(['error', 'zero']) }),
  happens('server-restart', {
    down: duration.default(0),
    reconnect: distributionOrNever.default(RECONNECT_AFTER_RESTART),
  }),
  lasts('api-error', { on, status: z.int().min(400).max(599).default(500), rate }),
  lasts('slot-conflict', { rate, pool }),
]);

export type WrittenFault = z.output<typeof faultSchema>;
