import type * as z from 'zod';
import { distribution } from './distribution-field.ts';
import { absent, byShape, count, keys, name, parsed, positiveCount, positiveDuration } from './fields.ts';
import { parseCpu, parseMemory } from './kubernetes-quantity.ts';
import { price } from './price-field.ts';

/** `cluster`: the nodes that all pools share, and who adds and removes them. */

const NUMBER = '^\\s*\\+?([0-9]+\\.?[0-9]*|\\.[0-9]+)';
const quantity = (suffixes: string) => ({
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: `${NUMBER}([${suffixes}]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?\\s*$` },
  ],
});

/** Whole millicores. */
export const cpu = parsed(
  parseCpu,
  {
    expected: 'cpu, 500m',
    definition: 'cpu',
    write: (milli: number) => (milli % 1000 === 0 ? milli / 1000 : `${milli}m`),
  },
  quantity('numkMGTPE'),
);
/** Whole bytes. */
export const memory = parsed(parseMemory, { expected: 'memory, 1Gi', definition: 'memory' }, quantity('kMGTPE'));

const NODES_MAX = 10_000;

/** Nodes of one make. */
export const nodeGroupSchema = keys({
  name: name.default('node').describe('Of the group; must be unique.'),
  count: count.max(NODES_MAX).describe('Nodes at the start.'),
  min: absent(count.max(NODES_MAX)).describe('The fewest that the cluster autoscaler leaves; `count` unless given.'),
  max: absent(positiveCount.max(NODES_MAX)).describe('The most that it makes of them; `count` unless given.'),
  capacity: keys({
    pods: positiveCount
      .max(100_000)
      .default(110)
      .describe('How many pods fit on a node; what a kubelet allows unless given.'),
    cpu: absent(cpu).describe('What the requests of its pods may add up to: `16`, `7500m`; no bound unless given.'),
    memory: absent(memory).describe('Likewise: `64Gi`; no bound unless given.'),
  })
    .prefault({})
    .describe('What fits on a node.'),
  provision: distribution
    .default({ kind: 'constant', value: 90_000 })
    .describe('From the decision to add a node until it is ready.'),
  pricePerHour: price.default(0).describe('Of one node, in a currency of your own; part of the cost of the run.'),
}).meta({ definition: 'nodes' });

export const clusterSchema = keys({
  nodes: byShape(
    { map: nodeGroupSchema, list: nodeGroupSchema.array().min(1) },
    'a group of nodes, { count: 3 }, or a list of them',
  ).describe(
    'Nodes of one make, or several [groups](#clusternodes) of them; a node that is needed is of the first group that fits and may grow.',
  ),
  autoscaler: keys({
    scanInterval: positiveDuration
      .default(10_000)
      .describe('The cluster autoscaler adds nodes for pods that wait, and looks for empty ones, this often.'),
    scaleDownAfter: positiveDuration
      .default(600_000)
      .describe('A node that scans have found empty for so long is removed.'),
  })
    .prefault({})
    .describe('Who adds and removes nodes of groups that may grow or shrink.'),
});

export type ClusterSection = z.output<typeof clusterSchema>;
export type WrittenNodes = z.output<typeof nodeGroupSchema>;

/** One group or several, as a list. */
export const nodeGroupsOf = ({ nodes }: ClusterSection): readonly WrittenNodes[] =>
  Array.isArray(nodes) ? nodes : [nodes as WrittenNodes];

/** The fewest and the most nodes of a group: fixed unless given. */
export const sizeOf = ({ count: begin, min, max }: WrittenNodes): { readonly min: number; readonly max: number } => ({
  min: min ?? begin,
  max: max ?? begin,
});
