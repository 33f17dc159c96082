import * as z from 'zod';
import type { Distribution } from './distribution.ts';
import { distribution, distributionOrNever } from './distribution-field.ts';
import { seriesConditions } from './expectation-section.ts';
import { FAULTS, type FaultKind } from './fault-catalogue.ts';
import {
  absent,
  duration,
  keys,
  name,
  count as nonNegative,
  positiveCount,
  positiveDuration,
  share,
} from './fields.ts';
import * as messages from './messages.ts';
import { PICKS } from './pod-selector.ts';
import { described, type JsonSchema, needing, when, without } from './written.ts';

/** How a fault is written; what is said of each in `fault-catalogue.ts`. */

/** A duration or a distribution of gaps. */
const gap = distribution.superRefine((value, context) => {
  if (value.kind === 'constant' && value.value === 0) {
    context.addIssue({ code: 'custom', params: { sentence: messages.zeroDuration } });
  }
});
const common = {
  name: absent(name).describe('What reports call it; its kind unless given.'),
  at: absent(duration).describe('When it happens or begins.'),
  from: absent(duration).describe('When it begins; with `every` or `when`, not before this.'),
  until: absent(duration).describe(
    'When it ends; with `every` or `when`, it does not begin after this. With the run unless given.',
  ),
  every: absent(gap).describe('It comes again and again, after such gaps.'),
  when: absent(seriesConditions).describe('It comes whenever these begin to hold: [series](#series) and comparisons.'),
  times: absent(positiveCount).describe('With `every` or `when`: at most so many times.'),
};
const lasting = { ...common, for: absent(positiveDuration).describe('How long it lasts, each time.') };

const pool = absent(name);
const hit = { count: absent(positiveCount), pool };

const select = {
  pick: absent(z.enum(PICKS)),
  count: absent(positiveCount),
  share: absent(share),
  pod: absent(positiveCount),
  pool,
};

const nodes = {
  pick: absent(z.enum(['random', 'oldest', 'youngest', 'busiest', 'all'])),
  count: absent(positiveCount),
  node: absent(positiveCount),
};
/** Kubernetes' node monitor grace period, and what agents' pods tolerate of a node that is not ready. */
const silence = { notReady: duration.default(40_000), tolerate: duration.default(10_000) };

const RECONNECT_AFTER_RESTART: Distribution = { kind: 'uniform', min: 1000, max: 5000 };
const rate = share.default(1);
const on = keys({
  verb: z.enum(['create', 'delete', 'list']).describe('Which calls.'),
  resource: z.literal('pods').describe('Of what.'),
});

/** When it comes: at a time, again and again, or by what is the case. */
const COMES = ['at', 'every', 'when'] as const;
const REPEATS = when({ anyOf: [needing('every'), needing('when')] }, {}, without('times'));
const oneSelection = (shape: Parameters): readonly JsonSchema[] => [
  ...('pod' in shape
    ? [when(needing('pod'), without('pick', 'count', 'share')), { not: needing('count', 'share') }]
    : []),
  ...('node' in shape ? [when(needing('node'), without('pick', 'count'))] : []),
];

/** A fault that lasts a while. */
const lasts = <K extends FaultKind, S extends Parameters>(kind: K, shape: S) => spanning(kind, shape, [needing('for')]);

/** A fault that happens at once, perhaps again, and may last. */
const mayLast = <K extends FaultKind, S extends Parameters>(kind: K, shape: S) => spanning(kind, shape, []);

/** `repeated`: what it needs besides where it comes again and again. */
const spanning = <K extends FaultKind, S extends Parameters>(kind: K, shape: S, repeated: readonly JsonSchema[]) =>
  keys({ ...kindOf(kind), ...lasting, ...told(kind, shape) }).meta({
    description: FAULTS[kind].summary,
    allOf: [
      when(
        { anyOf: [needing('every'), needing('when')] },
        { allOf: [...repeated, without('at'), { not: needing('every', 'when') }] },
        { oneOf: [needing('at'), needing('from')], not: needing('for', 'until') },
      ),
      REPEATS,
      ...oneSelection(shape),
    ],
  });

/** A fault that happens at once, and perhaps again. */
const happens = <K extends FaultKind, S extends Parameters>(kind: K, shape: S) =>
  keys({ ...kindOf(kind), ...common, ...told(kind, shape) }).meta({
    description: FAULTS[kind].summary,
    oneOf: COMES.map((key) => needing(key)),
    allOf: [when(needing('at'), without('from', 'until')), REPEATS, ...oneSelection(shape)],
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
  mayLast('disconnect-agents', { ...select, reconnect: distributionOrNever }),
  lasts('store-query', { query: z.enum(['pending', 'unblocked', 'capacity']), mode: z.enum(['error', 'zero']) }),
  happens('server-restart', {
    down: duration.default(0),
    reconnect: distributionOrNever.default(RECONNECT_AFTER_RESTART),
  }),
  lasts('api-error', { on, status: z.int().min(400).max(599).default(500), rate }),
  lasts('slot-conflict', { rate, pool }),
  lasts('slow-schedule', { delay: distribution, ...hit }),
  lasts('unschedulable', hit),
  lasts('unpullable-image', hit),
  lasts('crash-at-start', hit),
  lasts('stuck-terminating', { pool }),
  happens('pod-eviction', select),
  happens('agent-restart', { ...select, reconnect: distributionOrNever }),
  lasts('beats-lost', select),
  lasts('zombie', select),
  lasts('slow-api', { on, delay: distribution }),
  lasts('stale-list', { pool }),
  lasts('watch-gap', { pool }),
  lasts('quota', { pods: nonNegative }),
  lasts('server-pause', {}),
  lasts('node-paused', { ...nodes, ...silence }),
  happens('node-lost', { ...nodes, ...silence }),
  lasts('node-drain', nodes),
]);

export type WrittenFault = z.output<typeof faultSchema>;
