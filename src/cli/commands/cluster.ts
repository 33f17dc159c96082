import type { Command } from '../command.ts';
import { CLUSTER_OPTIONS } from '../run/cluster-request.ts';

const { context, yes, kubeconfig } = CLUSTER_OPTIONS;

export const cluster: Command = {
  name: 'cluster',
  summary: 'The kind cluster of `run --mode kind`: up, down or status; and what killed runs left in any cluster.',
  files: 'up, down or status',
  options: {
    'kind-cluster': CLUSTER_OPTIONS['kind-cluster'],
    'node-image': CLUSTER_OPTIONS['node-image'],
    workers: { kind: 'text', summary: 'up: so many worker nodes, which faults may stop; default: none' },
    'agent-image': { kind: 'text', summary: 'up: an image of this machine that is loaded into the nodes' },
    orphans: { kind: 'flag', summary: 'down: remove what killed runs left, nodes go on; the cluster stays' },
    namespace: { kind: 'text', summary: 'Only what runs left in this namespace; default: in all that may be listed' },
    context: { ...context, summary: 'Context of the cluster whose orphans are meant; default: the kind cluster' },
    yes,
    kubeconfig,
    json: { kind: 'flag', summary: 'Print what was found or done as JSON' },
  },
  examples: [
    ['cluster up', 'make the kind cluster now, so that the first run need not'],
    ['cluster up --workers 2', 'with nodes that faults may stop'],
    ['cluster status', 'whether it is there, and what runs are in it'],
    ['cluster down', 'delete it'],
    ['cluster down --orphans --context staging --yes', 'remove what killed runs left in another cluster'],
    [
      'cluster down --orphans --namespace agents --context staging --yes',
      'the same, for who may see one namespace only',
    ],
  ],
  execute: async (given, terminal) => (await import('../cluster-command.ts')).clusterCommand(given, terminal),
};
